// The panel in which a person chooses how the page looks and is operated. The server remembers.

import { tell } from "./telling.js";

const root = document.documentElement;
const panel = document.getElementById("look");
const form = panel.querySelector("form");
const part = (id) => document.getElementById(id);
const SIZES = [100, 125, 150, 175, 200, 250, 300, 400];
let look = null;

/** Make the page look as told. */
export function applyLook(told) {
  look = told;
  root.dataset.theme = look.theme;
  root.dataset.motion = look.motion;
  root.dataset.letters = look.letters ? (look.letters_at_once ? "once" : "on") : "off";
  root.style.setProperty("--text-size", look.text_percent / 100);
  for (const name of ["theme", "switch"]) form.elements[name].value = look[name];
  for (const name of ["letters", "letters_at_once", "words", "say_choices"]) form.elements[name].checked = look[name];
  for (const name of ["scan_seconds", "hold_seconds"]) form.elements[name].value = look[name];
  form.elements.motion.checked = look.motion === "less";
  part("text-size").textContent = `${look.text_percent} %`;
  part("own-key").value = look.switch_key === " " ? "Space" : look.switch_key;
  part("own-key-line").hidden = look.switch !== "own";
}

/** Show the panel over the page. */
export function openLook() {
  panel.showModal();
}

/** Make the page look otherwise from now on, and have it remembered. */
export function changeLook(changes) {
  applyLook({ ...look, ...changes });
  tell("/look", look);
}

function resize(step) {
  const next = SIZES[SIZES.indexOf(look.text_percent) + step];
  if (next) changeLook({ text_percent: next });
}

for (const button of form.querySelectorAll("[data-step]")) {
  const input = form.elements[button.dataset.of];
  button.addEventListener("click", () => {
    if (Number(button.dataset.step) > 0) input.stepUp();
    else input.stepDown();
    changeLook({ [input.name]: Number(input.value) });
  });
}

part("smaller").addEventListener("click", () => resize(-1));
part("larger").addEventListener("click", () => resize(1));

part("own-key").addEventListener("keydown", (event) => {
  if (event.key === "Tab" || event.key === "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  changeLook({ switch_key: event.key.slice(0, 24) });
});

form.addEventListener("change", ({ target }) => {
  if (target.type === "checkbox") {
    changeLook({ [target.name]: target.name === "motion" ? (target.checked ? "less" : "system") : target.checked });
  } else if (target.type === "radio") {
    changeLook({ [target.name]: target.value });
  } else if (target.type === "number" && target.checkValidity() && target.value) {
    changeLook({ [target.name]: Number(target.value) });
  }
});
