// While words that were sealed are shown: that somebody is there is told, and nothing of what they do.

import { tell } from "./telling.js";

const AT_MOST_EVERY_MS = 10_000;
const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "scroll"];

let guarded = false;
let told = -Infinity;

/** Whether it is told from now on. */
export function guard(words) {
  guarded = words;
}

function sign() {
  if (!guarded || document.visibilityState !== "visible") return;
  if (performance.now() - told < AT_MOST_EVERY_MS) return;
  told = performance.now();
  tell("/typing", "");
}

for (const name of SIGNS) addEventListener(name, sign, { capture: true, passive: true });
