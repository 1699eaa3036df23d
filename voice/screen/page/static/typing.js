// A public key, typed with a finger, a switch or a keyboard, or by a scanner that types like one.
// Every letter is checked as it comes; what is right goes to the server, which has the last word.

import { announce } from "./announcing.js";
import { layOut, listenToKeys } from "./keyboard.js";
import { tell } from "./telling.js";

const PREFIX = "age1";
const WHOLE = 62; // letters of an X25519 recipient, the prefix and six of checksum among them
const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"; // by value, as BIP 173 has them
const ROWS = ["02345678", "9acdefgh", "jklmnpqr", "stuvwxyz"];
const AGAIN_AFTER_MS = 5_000; // "somebody is here" needs no telling more often
const SCANNED_WITHIN_MS = 1_000; // a scanner's Enter follows its letters at once

const field = document.getElementById("entry-text");
const told = document.getElementById("entry-told");
let typedAt = -SCANNED_WITHIN_MS;
let toldAt = -AGAIN_AFTER_MS;

/** Show the field for this label, or none; true where it has just come. */
export function drawEntry(label) {
  const form = document.getElementById("entry");
  const isNew = label !== "" && form.hidden;
  form.hidden = !label;
  document.getElementById("entry-label").textContent = label;
  if (isNew) begin();
  if (!label) empty();
  return isNew;
}

/** Nothing that was typed is left. */
export function empty() {
  field.value = "";
  told.textContent = "";
}

/** Whether letters have just come from a keyboard: the Enter after them is no switch. */
export function justTyped() {
  return performance.now() - typedAt < SCANNED_WITHIN_MS;
}

function begin() {
  field.value = PREFIX;
  judge();
}

/** What the letters amount to: how many there are, or the one thing that is wrong with them. */
function verdict(key) {
  if (!key.startsWith(PREFIX)) return PREFIX.startsWith(key) ? { say: "count" } : { say: "start" };
  const values = [...key.slice(PREFIX.length)].map((letter) => LETTERS.indexOf(letter));
  const strange = values.indexOf(-1);
  if (strange >= 0) return { say: "strange", at: strange + PREFIX.length };
  if (key.length < WHOLE) return { say: "count" };
  if (key.length > WHOLE) return { say: "long" };
  if (checksum(values) === 1) return { say: "whole" };
  const at = misfit(values);
  return at === null ? { say: "wrong" } : { say: "misfit", at: at + PREFIX.length };
}

function checksum(values) {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  return [3, 3, 3, 0, 1, 7, 5, ...values].reduce((sum, value) => { // "age", as BIP 173 has it
    const top = sum >>> 25;
    const next = ((sum & 0x1ffffff) << 5) ^ value;
    return generator.reduce((so, each, bit) => ((top >>> bit) & 1 ? so ^ each : so), next);
  }, 1);
}

/** Where one other letter would make it right. It is never put there: the person compares. */
function misfit(values) {
  for (let at = 0; at < values.length; at += 1) {
    for (let value = 0; value < LETTERS.length; value += 1) {
      if (checksum(values.with(at, value)) === 1) return at;
    }
  }
  return null;
}

function judge(marks = false) {
  const { say, at } = verdict(field.value);
  const words = document.getElementById("entry-words").content.querySelector(`[data-say=${say}]`);
  const values = { typed: field.value.length, whole: WHOLE, number: (at ?? 0) + 1 };
  told.textContent = words.textContent.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  told.dataset.say = say;
  if (say !== "count") announce(told.textContent);
  if (marks && say === "misfit") {
    // the next letter that is pressed takes its place
    if (!document.activeElement.closest(".keys")) field.focus({ preventScroll: true });
    field.setSelectionRange(at, at + 1);
  }
}

/** Whoever types is there, however long it takes. */
function present() {
  if (performance.now() - toldAt > AGAIN_AFTER_MS) {
    toldAt = performance.now();
    tell("/typing", "");
  }
}

function put(letter) {
  field.setRangeText(letter, field.selectionStart, field.selectionEnd, "end");
  judge(true);
}

function erase() {
  const [start, end] = [field.selectionStart, field.selectionEnd];
  if (start === end && start <= PREFIX.length && field.value.startsWith(PREFIX)) return;
  field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
  judge(true);
}

function move(by) {
  const at = by < 0 ? field.selectionStart - 1 : field.selectionEnd + 1;
  const place = Math.min(field.value.length, Math.max(PREFIX.length, at));
  if (!document.activeElement.closest(".keys")) field.focus({ preventScroll: true });
  field.setSelectionRange(place, place);
}

/** What a keyboard or a scanner typed or somebody pasted, without what stood there before. */
function tidy() {
  const before = field.value.slice(0, field.selectionStart);
  const start = Math.max(...["age1", "age-secret-key-"].map((m) => before.toLowerCase().lastIndexOf(m)));
  let key = (start > 0 ? before.slice(start) : field.value).replace(/\s/g, "");
  if (/^age1/i.test(key)) key = key.toLowerCase(); // some scanners have a shift lock
  if (key === field.value) return;
  const caret = start > 0 ? key.length : key.length - (field.value.length - field.selectionStart);
  field.value = key;
  field.setSelectionRange(caret, caret);
}

field.addEventListener("input", () => {
  typedAt = performance.now();
  tidy();
  judge();
  present();
});

field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault(); // no new line: a scanner ends with one
  field.form.requestSubmit();
});

field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = field.value;
  // letters of a public key stay to be put right; whatever else it is may be a secret
  const say = verdict(typed).say;
  if (!["count", "long", "wrong", "misfit"].includes(say)) begin();
  if (typed && typed !== PREFIX) tell("/type", typed);
});

const keys = document.getElementById("keys");
layOut(keys, ROWS);
listenToKeys(keys, put, { back: () => move(-1), on: () => move(1), erase }, present);
