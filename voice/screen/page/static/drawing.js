// Draws a picture. It keeps nothing beside the elements themselves, and `wipe` empties them all.

import { announce, hush } from "./announcing.js";
import { settle } from "./choosing.js";
import { closeMore, drawMore } from "./more.js";
import { drawLine, emptyLine } from "./line.js";
import { drawPassphrase, emptyPassphrase } from "./passphrase.js";
import { isPut, part, put } from "./parts.js";
import { drawParts, emptyParts, showHere } from "./sheet.js";
import { drawEdges, follow, readFrom } from "./scrolling.js";
import { nameMeter, tellLevel } from "./metering.js";
import { hearing, notSpeaking } from "./speaking.js";
import { guard } from "./guarding.js";
import { drawEntry, empty } from "./typing.js";

const groups = [...document.querySelectorAll("[data-group]:not(.fewer)")];
const parts = document.querySelector("[data-group=parts]");
const METER_STEPS = 24;
let wordsShown = true;
let announced = 0;

part("text").addEventListener("blur", () => part("text").removeAttribute("tabindex"));

/** Draw everything of this picture in place of the one before. */
export function draw(picture, choose) {
  const focused = document.activeElement;
  put(part("lost"), false);
  put(part("window"), true);
  guard(picture.guarded);
  const title = picture.title || document.title;
  write(part("title"), title);
  const another = write(part("text"), picture.text);
  put(part("text"), picture.text);
  const saidMore = lines(part("said"), picture.paragraphs);
  drawPlace(picture);
  drawStatus(picture);
  const anotherCode = drawCode(picture);
  const words = lines(part("words"), picture.words);
  const moved = drawParts(parts, picture, (button) => make(button, choose));
  drawNumbers(picture.numbers);
  const asked = drawEntry(picture.entry);
  const typing = drawLine(picture);
  const hidden = drawPassphrase(picture);
  write(part("card"), picture.card);
  if (!picture.listens) write(part("caption-words"), ""); // told too, and a moment later
  drawAnswer(words);
  write(part("notice"), picture.notice);
  put(part("notice"), picture.notice);
  write(part("kept"), picture.kept);
  if (another) scrollTo(0, 0);
  const fromTop = picture.entry || picture.numbers.length > 0;
  if (another || saidMore) fromTop ? readFrom(0) : readTold();
  if (moved || (saidMore && picture.parts.length)) showHere(parts);
  drawHearing();
  if (picture.announce && picture.announced !== announced) announce(picture.announce);
  announced = picture.announced;
  drawButtons(picture.buttons, choose);
  drawMore();
  keepFocus(focused);
  drawEdges();
  if (anotherCode) part("code").scrollIntoView({ block: "nearest" }); // whole, however small the window
  if (typing) part("line-text").focus({ preventScroll: true });
  if (hidden) part("passphrase-text").focus({ preventScroll: true });
  if (asked) part("entry-text").focus({ preventScroll: true }); // a scanner types at once
}

/** What is said stands under the answer, which stays where it is when it goes: read that, or the end. */
function readTold() {
  const [said, heard] = [part("said"), part("heard")];
  if (!said.childElementCount) return follow();
  const [rem, faded] = [document.documentElement, heard].map(getComputedStyle);
  const fading = parseFloat(faded.getPropertyValue("--fade")) * parseFloat(rem.fontSize);
  readFrom(said.offsetTop - heard.offsetTop - fading);
}

/** The words being heard now. */
export function caption(text) {
  drawAnswer(write(part("caption-words"), text) && text !== "");
  drawHearing();
}

/** How loud the microphone is, and whether that is speech. */
export function level(step, speech) {
  const meter = part("meter");
  tellLevel(step, speech);
  meter.style.setProperty("--level", step / METER_STEPS);
  meter.dataset.speech = speech ? "yes" : "no";
  drawHearing();
}

/** Whether the person speaks, where they are listened to. */
function drawHearing() {
  if (part("status").dataset.listens !== "yes") notSpeaking();
  else hearing(part("meter").dataset.speech === "yes", part("caption-words").textContent !== "");
}

/** Whether what the person says may be seen. */
export function showWords(shown) {
  const news = shown && !wordsShown;
  wordsShown = shown;
  drawAnswer(news);
}

/** Nothing of a session is left; `why` says what is shown instead, `told` what it came to. */
export function wipe(why, told = []) {
  guard(false);
  for (const id of ["title", "text", "place-words", "step", "caption-words", "notice", "kept", "mood", "card", "secret", "secret-words", "entry-label"]) {
    part(id).textContent = "";
  }
  for (const id of ["said", "words", "beads", "code", "numbers"]) part(id).replaceChildren();
  part("code").removeAttribute("aria-label");
  empty();
  emptyLine();
  emptyPassphrase();
  hush();
  emptyParts(parts);
  for (const section of groups) holderOf(section).replaceChildren();
  level(0, false);
  notSpeaking();
  closeMore();
  put(part("progress"), false);
  put(part("window"), false);
  const [words, next] = part(`end-${why}`).content.children;
  const lines = [...told, next.textContent];
  const said = [words.textContent, ...lines].join(" ");
  const shown = !isPut(part("lost")) || part("lost").textContent !== said;
  part("lost-words").textContent = words.textContent;
  part("lost-lines").replaceChildren(
    ...lines.flatMap((line) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      return [" ", paragraph];
    }),
  );
  put(part("lost"), true);
  // told, and not focused: Orca 43 says that once in two times
  if (shown) announce(said);
}

/** The focus never falls back to the top of the page when what had it has gone. */
function keepFocus(focused) {
  if (focused === document.body || document.activeElement !== document.body) return;
  const next = focused.checkVisibility() ? focused : document.querySelector("[data-choice]");
  if (!next) part("text").tabIndex = -1; // no longer than it has the focus: Orca says "clickable"
  (next ?? part("text")).focus({ preventScroll: true });
}

function drawPlace(picture) {
  write(part("place-words"), picture.place);
  write(part("step"), picture.step);
  const beads = Array.from({ length: picture.count }, (_, index) => {
    const bead = document.createElement("i");
    bead.className = index + 1 < picture.number ? "past" : index + 1 === picture.number ? "now" : "";
    return bead;
  });
  part("beads").replaceChildren(...beads);
}

function drawStatus(picture) {
  part("status").dataset.mood = picture.mood;
  part("status").dataset.listens = picture.listens ? "yes" : "no";
  part("sign").setAttribute("href", `#sign-${picture.mood}`);
  write(part("mood"), picture.mood_words);
  nameMeter(picture.meter);
  put(part("progress"), picture.percent !== null);
  part("progress").value = picture.percent ?? 0;
}

function drawCode(picture) {
  const size = picture.code.length;
  const another = size > 0 && !isPut(part("code"));
  put(part("slip"), size || picture.secret);
  write(part("secret"), picture.secret);
  write(part("secret-words"), picture.secret_words);
  put(part("code"), size);
  part("code").replaceChildren();
  part("code").removeAttribute("aria-label");
  if (!size) return false;
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("viewBox", `-4 -4 ${size + 8} ${size + 8}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const squares = picture.code.flatMap((row, y) =>
    [...row].flatMap((dark, x) => (dark === "1" ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  path.setAttribute("d", squares.join(""));
  drawn.append(path);
  part("code").setAttribute("aria-label", picture.code_words);
  part("code").append(drawn);
  return another;
}

/** Whom to call, a number a line: as it is dialled, and for whoever hears the page as it is said. */
function drawNumbers(numbers) {
  const drawn = numbers.map((number) => {
    const line = document.createElement("div");
    const words = document.createElement("dt");
    const read = document.createElement("dd");
    words.textContent = number.words;
    for (const [text, name] of [[number.shown, "shown"], [number.said, "unseen"]]) {
      const each = document.createElement("span");
      each.className = name;
      each.textContent = text;
      read.append(each);
    }
    read.firstChild.setAttribute("aria-hidden", "true");
    line.append(words, read);
    return line;
  });
  const same = (line, index) => line.textContent === part("numbers").children[index]?.textContent;
  if (drawn.length === part("numbers").childElementCount && drawn.every(same)) return;
  part("numbers").replaceChildren(...drawn);
}

function drawAnswer(news) {
  const heard = part("caption-words").textContent;
  const any = part("words").childElementCount > 0 || heard !== "";
  put(part("answer"), any);
  put(part("words"), wordsShown);
  put(part("caption"), wordsShown);
  put(part("hidden-words"), any && !wordsShown);
  if (news && any && wordsShown) follow();
  drawEdges();
}

function drawButtons(buttons, choose) {
  for (const section of groups) {
    if (section === parts) continue; // drawn with what stands over them
    const mine = buttons.filter((button) => button.group === section.dataset.group);
    const holder = holderOf(section);
    const old = new Map([...holder.children].map((each) => [each.dataset.choice, each]));
    const wanted = mine.map((button) => {
      const same = old.get(button.id);
      const kept = same?.dataset.key === button.key && same.firstChild.textContent === button.label;
      return kept ? same : make(button, choose);
    });
    for (const each of [...holder.children]) if (!wanted.includes(each)) each.remove();
    wanted.forEach((each, index) => {
      if (holder.children[index] !== each) holder.insertBefore(each, holder.children[index] ?? null);
    });
    put(section, mine.length || section.dataset.group === "always"); // the foot stays as it is
  }
}

function holderOf(section) {
  return section.querySelector(".buttons") ?? section;
}

function make(button, choose) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.choice = button.id;
  made.dataset.key = button.key;
  const label = document.createElement("span");
  label.textContent = button.label;
  made.append(label);
  if (button.key) {
    const key = document.createElement("kbd");
    key.textContent = button.key;
    key.setAttribute("aria-hidden", "true");
    made.append(key);
  }
  settle(made);
  made.addEventListener("click", (event) => {
    const pressed = event.detail > 0; // not by a key: that cannot slip under a finger
    if (pressed && "fresh" in made.dataset) return;
    choose(made);
  });
  return made;
}

function lines(holder, texts) {
  const same =
    holder.children.length === texts.length &&
    texts.every((text, index) => holder.children[index].textContent === text);
  if (same) return false;
  holder.replaceChildren(
    ...texts.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }),
  );
  return texts.length > 0;
}

/** Write only what is new: an untouched live region stays silent. True where it changed. */
function write(element, text) {
  if (element.textContent === text) return false;
  element.textContent = text;
  return true;
}
