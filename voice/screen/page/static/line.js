// The line in which an answer is typed, by keyboard, touch or one switch. What stands in it is told
// to the program as it is typed and is nowhere else: a window that comes anew is given it again.

import { announce } from "./announcing.js";
import { layOut, listenToKeys } from "./keyboard.js";
import { part, put } from "./parts.js";
import { tell } from "./telling.js";

const SETTLED_MS = 300; // a letter more comes sooner; nothing is further behind than this
const QUIET_MS = 1500; // after so long the first letter is told at once: it silences the program

const form = part("line");
const field = part("line-text");
const keys = part("line-keys");
const shown = part("line-keys-shown");
const space = { " ": { sign: "\u2423", name: keys.dataset.space } };

let line = 0; // which one is open; 0: none
let own = false; // whether anything was typed in it in this window
let sent = "";
let sentAt = -QUIET_MS;
let timer = null;
let telling = Promise.resolve(true);

/** Show the line of this picture, or none; what is being typed in it is left alone. */
export function drawLine(picture) {
  const isNew = picture.line !== line && picture.line > 0;
  if (picture.line !== line) {
    clearTimeout(timer);
    [line, own, sent, timer] = [picture.line, false, "", null];
    field.value = "";
    if (isNew) showKeys(matchMedia("(any-pointer: coarse)").matches);
  }
  if (!own && field.value !== picture.draft) {
    field.value = sent = picture.draft;
    field.setSelectionRange(sent.length, sent.length);
  }
  put(form, line > 0);
  drawFull();
  if (isNew) form.scrollIntoView({ block: "nearest" });
  return isNew;
}

/** Nothing that was typed is left in this window; the program has it. */
export function emptyLine() {
  flush(true);
  clearTimeout(timer);
  [line, own, sent, timer] = [0, false, "", null];
  field.value = "";
}

/** Tell what was typed last; resolves once the program has it. */
export function flush(leaving = false) {
  clearTimeout(timer);
  timer = null;
  if (line && own && field.value !== sent) {
    sent = field.value;
    sentAt = performance.now();
    const drafted = { line, text: sent };
    // one after the other, so that none comes after a later one; a page that is left cannot wait
    telling = leaving ? tell("/draft", drafted) : telling.then(() => tell("/draft", drafted));
  }
  return telling;
}

/** Letters for a hand in the order of the alphabet, for a switch the frequent ones first. */
export function layOutLetters(scanning) {
  layOut(keys, keys.dataset[scanning ? "frequent" : "letters"].split("|"), space);
}

function changed() {
  own = true;
  drawFull();
  if (performance.now() - sentAt > QUIET_MS && timer === null) flush();
  else {
    clearTimeout(timer);
    timer = setTimeout(flush, SETTLED_MS);
  }
}

function drawFull() {
  const full = field.value.length >= field.maxLength;
  const told = part("line-told");
  if (full && !told.textContent) announce(told.dataset.full);
  told.textContent = full ? told.dataset.full : "";
}

function showKeys(wanted) {
  form.dataset.keys = wanted ? "on" : "off";
  shown.setAttribute("aria-expanded", String(wanted));
  field.inputMode = wanted ? "none" : "text"; // one keyboard on a screen is enough
  if (wanted) keys.scrollIntoView({ block: "nearest" });
}

function write(text, start, end) {
  const room = field.maxLength - (field.value.length - (end - start));
  field.setRangeText(text.slice(0, room), start, end, "end");
  field.scrollTop = field.scrollHeight;
  changed();
}

/** What is written over; at the end, where the field has not the focus: Chromium says 0 then. */
function chosen() {
  const end = field.value.length;
  return document.activeElement === field ? [field.selectionStart, field.selectionEnd] : [end, end];
}

function letter(text) {
  const before = field.value.slice(0, chosen()[0]);
  const capital = /^\s*$|[.?!]\s+[\u00bf\u00a1]?$/u.test(before);
  write(capital ? text.toLocaleUpperCase(document.documentElement.lang) : text, ...chosen());
}

function erase(what) {
  const [start, end] = chosen();
  const gone = start === end ? what.exec(field.value.slice(0, start))[0].length : 0;
  write("", start - gone, end);
}

field.addEventListener("input", () => {
  if (/\s/u.test(field.value.replaceAll(" ", ""))) {
    const caret = field.selectionStart;
    field.value = field.value.replace(/\s/gu, " "); // one line, however it was pasted
    field.setSelectionRange(caret, caret);
  }
  changed();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  document.querySelector("[data-choice=keep_typed]")?.click();
});
form.addEventListener("submit", (event) => event.preventDefault());
shown.addEventListener("click", () => showKeys(form.dataset.keys !== "on"));
listenToKeys(keys, letter, {
  erase: () => erase(/.?$/su),
  word: () => erase(/\S*\s*$/u),
  space: () => write(" ", ...chosen()),
});
layOutLetters(false);
