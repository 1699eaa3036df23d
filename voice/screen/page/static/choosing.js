// What the person chooses by pointer or key, told to the server; what it means is not known here.

import { part } from "./parts.js";
import { tell } from "./telling.js";

const BOUNCE_MS = 400; // a trembling finger presses twice; two wishes are further apart
const FIELDS = ["entry-text", "line-text", "passphrase-text"];
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

const AGAIN_WITHIN_MS = 5000; // long enough to hear a button named, and no key of long ago
let named = { button: null, at: 0 };

/** A letter goes to its button, which a screen reader then says; the same again chooses it.
 *
 * A reader lets through what is no key of its own: one letter alone must not leave a question. */
function nameOrTake(button, take, reveal) {
  const now = performance.now();
  if (named.button === button && now - named.at < AGAIN_WITHIN_MS) {
    if (now - named.at < BOUNCE_MS) return;
    named.button = null;
    take(button);
  } else if (!bounces(button)) {
    named = { button, at: now };
    reveal(button);
    button.blur(); // said anew where it has the focus already
    button.focus({ focusVisible: true });
  }
}

/** Single letters, as in the terminal, unless the person has switched them off; at once on wish. */
export function listenToLetters(take, reveal) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (document.querySelector("dialog[open]")) return;
    const field = FIELDS.map(part).find((each) => each.checkVisibility());
    if (field) {
      // whatever is typed is for the field, wherever the focus is: a scanner's letters too
      if (event.key.length === 1 && event.key !== " ") field.focus({ preventScroll: true });
      return;
    }
    const { letters } = document.documentElement.dataset;
    if (!letters || letters === "off") return;
    const letter = event.key.toLowerCase();
    const button = [...document.querySelectorAll("[data-choice]")].find(
      (each) => each.dataset.key === letter,
    );
    if (button !== named.button) named.button = null;
    if (!button) return;
    event.preventDefault();
    if (letters === "once") take(button);
    else nameOrTake(button, take, reveal);
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
