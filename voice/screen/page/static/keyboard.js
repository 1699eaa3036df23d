// A keyboard on the page, for a finger or one switch: rows of letters over a field, and what its
// other keys do. What the letters come to is the field's own to say.

import { bounces } from "./choosing.js";

/** Have these rows of letters before the keyboard's last row, in place of any before. */
export function layOut(keys, rows, names = {}) {
  for (const old of keys.querySelectorAll("[data-row]:has([data-letter])")) old.remove();
  rows.forEach((row, index) => {
    const holder = document.createElement("div");
    holder.dataset.row = index + 1;
    for (const letter of row) {
      const key = document.createElement("button");
      key.type = "button";
      key.dataset.letter = letter;
      key.textContent = names[letter]?.sign ?? letter;
      if (names[letter]) key.setAttribute("aria-label", names[letter].name);
      holder.append(key);
    }
    keys.insertBefore(holder, keys.lastElementChild);
  });
}

/** What these keys write into: `showKeys` or not, what is `chosen` to be written over, `write`. */
export function fieldUnder(keys, form, field, shown) {
  function showKeys(wanted) {
    form.dataset.keys = wanted ? "on" : "off";
    shown.setAttribute("aria-expanded", String(wanted));
    field.inputMode = wanted ? "none" : "text"; // one keyboard on a screen is enough
    if (wanted) keys.scrollIntoView({ block: "nearest" });
  }

  /** At the end, where the field has not the focus: Chromium says 0 then. */
  function chosen() {
    const end = field.value.length;
    return document.activeElement === field ? [field.selectionStart, field.selectionEnd] : [end, end];
  }

  function write(text, start, end) {
    const room = field.maxLength - (field.value.length - (end - start));
    field.setRangeText(text.slice(0, room), start, end, "end");
  }

  shown.addEventListener("click", () => showKeys(form.dataset.keys !== "on"));
  form.addEventListener("submit", (event) => event.preventDefault());
  return { showKeys, chosen, write };
}

/** Take presses: `put` is given a letter, `does` what the other keys do by their name. */
export function listenToKeys(keys, put, does, first = () => {}) {
  keys.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  keys.addEventListener("click", ({ target }) => {
    const key = target.closest("button");
    if (!key || key.type === "submit" || bounces(key)) return;
    first();
    if (key.dataset.letter) put(key.dataset.letter);
    else does[key.dataset.does]();
  });
}
