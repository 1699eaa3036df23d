// The microphone's meter for whoever does not see it: where a microphone is tried, what it hears now
// stands there in a word, to be read by whoever wants it. Nothing of it is announced by itself.

import { part } from "./parts.js";

const CALM_MS = 1000; // a reader that stands on it says what changes, and not every step of it
const SOUND_FROM = 4; // of METER_STEPS; under that is a quiet room

const meter = part("meter");
let heard = { step: 0, word: "quiet" };
let toldAt = -CALM_MS;
let telling = null;

/** Give the meter this name; without one a reader passes it by. */
export function nameMeter(label) {
  if (label === (meter.getAttribute("aria-label") ?? "")) return;
  if (label) {
    meter.removeAttribute("aria-hidden");
    meter.setAttribute("role", "meter");
    meter.setAttribute("aria-label", label);
    say();
  } else {
    clearTimeout(telling);
    telling = null;
    for (const name of ["role", "aria-label", "aria-valuenow", "aria-valuetext"]) meter.removeAttribute(name);
    meter.setAttribute("aria-hidden", "true");
  }
}

/** What is heard now: told within a second, and then what it is by then. */
export function tellLevel(step, speech) {
  heard = { step, word: speech ? "voice" : step < SOUND_FROM ? "quiet" : "sound" };
  if (telling !== null || !meter.hasAttribute("aria-label")) return;
  telling = setTimeout(say, Math.max(0, toldAt + CALM_MS - performance.now()));
}

function say() {
  telling = null;
  toldAt = performance.now();
  meter.setAttribute("aria-valuenow", heard.step);
  meter.setAttribute("aria-valuetext", meter.dataset[heard.word]);
}
