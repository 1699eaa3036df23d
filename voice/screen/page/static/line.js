// The line in which an answer is typed, by keyboard, touch or one switch. What stands in it is told
// to the program as it is typed and is nowhere else: a window that comes anew is given it again.

import { announce } from "./announcing.js";
import { fieldUnder, layOut, listenToKeys } from "./keyboard.js";
import { part, put } from "./parts.js";
import { tell } from "./telling.js";

const SETTLED_MS = 300; // a letter more comes sooner; nothing is further behind than this
const QUIET_MS = 1500; // after so long the first letter is told at once: it silences the program

const form = part("line");
const field = part("line-text");
const keys = part("line-keys");
const over = fieldUnder(keys, form, field, part("line-keys-shown"));
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
    if (isNew) over.showKeys(matchMedia("(any-pointer: coarse)").matches);
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

function write(text, start, end) {
  over.write(text, start, end);
  field.scrollTop = field.scrollHeight;
  changed();
}

function letter(text) {
  const before = field.value.slice(0, over.chosen()[0]);
  const capital = /^\s*$|[.?!]\s+[\u00bf\u00a1]?$/u.test(before);
  write(capital ? text.toLocaleUpperCase(document.documentElement.lang) : text, ...over.chosen());
}

function erase(what) {
  const [start, end] = over.chosen();
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
listenToKeys(keys, letter, {
  erase: () => erase(/.?$/su),
  word: () => erase(/\S*\s*$/u),
  space: () => write(" ", ...over.chosen()),
});
layOutLetters(false);
