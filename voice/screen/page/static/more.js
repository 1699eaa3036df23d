// The choices that are not beside the question: one button shows them over those that are, and any
// choice, "fewer" or Escape takes them away again. The question does not move.

import { bounces, settle } from "./choosing.js";
import { part, put } from "./parts.js";
import { drawEdges } from "./scrolling.js";

const more = part("more");
const rest = part("rest");
const doing = part("doing");
const group = more.parentElement;

/** Offer the rest where there is any. */
export function drawMore() {
  const any = rest.querySelector("[data-choice]") !== null;
  if (!any) closeMore();
  put(group, any || group.querySelector("[data-choice]"));
  put(more, any);
}

/** Show what is beside the question again; the focus goes back to where it came from. */
export function closeMore() {
  if (rest.hidden) return;
  const inside = rest.contains(document.activeElement);
  rest.hidden = true;
  delete doing.dataset.open;
  more.setAttribute("aria-expanded", "false");
  settle(more);
  if (inside) more.focus({ preventScroll: true });
  drawEdges();
}

/** Have this choice in sight, wherever it stands. */
export function reveal(button) {
  if (rest.contains(button)) openMore();
  else closeMore();
}

function openMore() {
  if (!rest.hidden) return;
  // over whatever is beside the question, and never over the question
  const room = doing.getBoundingClientRect().bottom - part("text").getBoundingClientRect().bottom;
  rest.style.setProperty("--room", `${Math.round(room)}px`);
  rest.hidden = false;
  doing.dataset.open = "";
  more.setAttribute("aria-expanded", "true");
  for (const button of rest.querySelectorAll("button")) settle(button);
  rest.scrollTop = 0;
  rest.focus({ preventScroll: true });
  drawEdges();
}

for (const [button, act] of [[more, openMore], [part("fewer"), closeMore]]) {
  button.addEventListener("click", (event) => {
    if ((event.detail > 0 && "fresh" in button.dataset) || bounces(button)) return;
    act();
  });
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeMore();
});
