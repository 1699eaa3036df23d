// The field for a passphrase, by keyboard, touch or one switch. What stands in it is in this window
// alone until it is given: then it is told to the program, once, and is nowhere here any more. None
// of its letters is drawn, announced, or the name of anything that a screen reader reads.

import { fieldUnder, layOut, listenToKeys } from "./keyboard.js";
import { part, put } from "./parts.js";
import { tell } from "./telling.js";

const AGAIN_AFTER_MS = 2_000; // "somebody types" silences the program, and needs no telling more often
const SIGNS = ["012345", "6789.,", "-_'?!:", ";@#&*+", "=/%()$", "\u20ac\"[]{}", "\\|<>~^", "`\u00a7\u00b0\u00bf\u00a1\u00a3"];

const form = part("passphrase");
const field = part("passphrase-text");
const keys = part("passphrase-keys");
const over = fieldUnder(keys, form, field, part("passphrase-keys-shown"));

let asked = 0; // which asking this is; 0: none
let scanning = false;
let kind = "small";
let byHand = false; // whether the last letter came from a keyboard
let toldAt = -AGAIN_AFTER_MS;

/** Show the field for this asking, or none; in another than before nothing stands. */
export function drawPassphrase(picture) {
  const isNew = picture.passphrase !== asked && picture.passphrase > 0;
  if (picture.passphrase !== asked) {
    emptyPassphrase();
    asked = picture.passphrase;
    if (isNew) over.showKeys(matchMedia("(any-pointer: coarse)").matches);
    lay("small");
  }
  put(form, asked > 0);
  if (isNew) form.scrollIntoView({ block: "nearest" });
  return isNew;
}

/** Nothing that was typed is left. */
export function emptyPassphrase() {
  field.value = "";
  [asked, byHand] = [0, false];
}

/** Letters for a hand in the order of the alphabet, for a switch the frequent ones first. */
export function layOutPassphrase(forSwitch) {
  scanning = forSwitch;
  lay(kind);
}

/** Whether a keyboard is typed on: then its keys are letters, a switch's too. */
export function typedByHand() {
  return byHand && field.value !== "";
}

function lay(wanted) {
  kind = wanted;
  const letters = keys.dataset[scanning ? "frequent" : "letters"].replace(" ", "").split("|");
  layOut(keys, { small: letters, capitals: letters.map(capital), signs: SIGNS }[kind]);
  // whoever hears the page would give it away: these are for the eyes
  for (const key of keys.querySelectorAll("[data-letter]")) {
    key.setAttribute("aria-hidden", "true");
    key.tabIndex = -1;
  }
  for (const key of keys.querySelectorAll("[data-kind]")) {
    key.setAttribute("aria-pressed", String(key.dataset.kind === kind));
  }
}

function capital(row) {
  const large = [...row].map((letter) => letter.toLocaleUpperCase(document.documentElement.lang));
  return large.map((letter, at) => ([...letter].length === 1 ? letter : [...row][at]));
}

function write(text, start, end) {
  over.write(text, start, end);
  byHand = false;
}

function erase() {
  const [start, end] = over.chosen();
  const before = field.value.slice(0, start).replace(/.?$/su, ""); // never half of a character
  write("", start === end ? before.length : start, end);
}

function present() {
  if (performance.now() - toldAt < AGAIN_AFTER_MS) return;
  toldAt = performance.now();
  tell("/typing", "");
}

function give() {
  const given = { asked, text: field.value };
  if (!asked || !given.text) return;
  field.value = "";
  byHand = false;
  tell("/passphrase", given);
}

field.addEventListener("input", () => {
  byHand = true;
  present();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  give();
});
part("passphrase-open").addEventListener("click", give);
listenToKeys(keys, (letter) => write(letter, ...over.chosen()), {
  erase,
  all: () => write("", 0, field.value.length),
  space: () => write(" ", ...over.chosen()),
  small: () => lay("small"),
  capitals: () => lay("capitals"),
  signs: () => lay("signs"),
}, present);
