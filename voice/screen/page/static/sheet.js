// Parts of what was said, under their days and questions: each is a button. What the program tells
// of a part stands under it.

import { part, put } from "./parts.js";

const said = part("said");
const place = document.createComment("said"); // where it stands when there are no parts
said.before(place);

let drawn = ""; // what stands here now

/** Draw the parts of this picture; true where another one than before is the one that was said. */
export function drawParts(holder, picture, make) {
  const now = JSON.stringify([picture.parts.map(({ here, ...rest }) => rest), picture.side_by_side]);
  const buttons = picture.buttons.filter((button) => button.group === "parts");
  const another = now !== drawn;
  if (another) {
    place.after(said);
    holder.replaceChildren(...columns(picture.parts, buttons, make));
    holder.dataset.beside = picture.side_by_side ? "yes" : "no";
    drawn = now;
  }
  put(holder, picture.parts.length);
  return mark(holder, picture.parts) || (another && picture.parts.length > 0);
}

/** Nothing of it is left. */
export function emptyParts(holder) {
  place.after(said);
  holder.replaceChildren();
  drawn = "";
}

/** Have the part that was said in sight, and what was told of it. */
export function showHere(holder) {
  const here = holder.querySelector("[aria-current]");
  if (said.childElementCount && said.parentElement.contains(here)) said.scrollIntoView({ block: "nearest" });
  let first = here;
  while (first?.previousElementSibling?.matches("h2")) first = first.previousElementSibling;
  for (const each of [first, here]) each?.scrollIntoView({ block: "nearest" });
}

/** Which one was said last; what is told stands under it. */
function mark(holder, parts) {
  const now = holder.querySelectorAll("button")[parts.findIndex((each) => each.here)];
  const before = holder.querySelector("[aria-current]");
  if (now === before || !now) return false;
  before?.removeAttribute("aria-current");
  now.setAttribute("aria-current", "true");
  now.after(said);
  return true;
}

/** Whatever stands under one heading is together. */
function columns(parts, buttons, make) {
  const made = [];
  parts.forEach((each, index) => {
    if (each.headings.length || !made.length) {
      const column = document.createElement("div");
      column.append(...each.headings.map((text) => filled("h2", text)));
      made.push(column);
    }
    const button = make(buttons[index]);
    const words = each.runs.map(({ text, kind }) => (kind === "said" ? text : filled("span", text, kind)));
    if (each.note) words.push(" ", filled("span", each.note, "note"));
    button.firstChild.replaceChildren(...words);
    made.at(-1).append(button);
  });
  return made;
}

function filled(name, text, kind) {
  const element = document.createElement(name);
  if (kind) element.className = `run-${kind}`;
  element.textContent = text;
  return element;
}
