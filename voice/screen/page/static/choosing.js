// What the person chooses by pointer or key, told to the server; what it means is not known here.

import { tell } from "./telling.js";

const BOUNCE_MS = 400; // a trembling finger presses twice; two wishes are further apart
const FRESH_MS = 500; // a button that has just come under the finger was not what it meant

let steady;
let last = { mark: null, at: -BOUNCE_MS };

/** Choose what this button stands for. */
export function choose(button) {
  if (!bounces(button)) tell("/choose", button.dataset.choice);
}

/** Whether this press is only the tremor of the one before. */
export function bounces(button) {
  const now = performance.now();
  const mark = button.dataset.choice ?? button;
  if (mark === last.mark && now - last.at < BOUNCE_MS) return true;
  last = { mark, at: now };
  document.documentElement.dataset.bounce = "";
  clearTimeout(steady);
  steady = setTimeout(() => delete document.documentElement.dataset.bounce, BOUNCE_MS);
  return false;
}

/** From now on a press of this new button counts, a moment after it came. */
export function settle(button) {
  button.dataset.fresh = "";
  setTimeout(() => delete button.dataset.fresh, FRESH_MS);
}

/** Single letters choose, as in the terminal, unless the person has switched them off. */
export function listenToLetters(take) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (document.querySelector("dialog[open]")) return;
    const field = document.getElementById("entry-text");
    if (field.checkVisibility()) {
      // whatever a scanner types is for the field, wherever the focus is
      if (event.key.length === 1 && event.key !== " ") field.focus({ preventScroll: true });
      return;
    }
    if (document.documentElement.dataset.letters !== "on") return;
    const letter = event.key.toLowerCase();
    const button = [...document.querySelectorAll("[data-choice]")].find(
      (each) => each.dataset.key === letter,
    );
    if (!button) return;
    event.preventDefault();
    take(button);
  });
}

/** Whoever touches is shown no keys to press. */
export function watchHands() {
  const root = document.documentElement;
  addEventListener("pointerdown", ({ pointerType }) => {
    root.dataset.touch = pointerType === "touch" ? "yes" : "no";
  }, true);
  addEventListener("keydown", () => (root.dataset.touch = "no"), true);
}
