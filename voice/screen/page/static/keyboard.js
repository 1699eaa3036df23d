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
