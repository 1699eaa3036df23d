// What does not fit scrolls where it stands and is seen to go on; one button reads on in it, for
// whoever has only a switch or a finger that cannot drag.

import { part } from "./parts.js";

const further = part("further");
const heard = part("heard");
const page = document.documentElement;
const REGIONS = [heard, part("rest"), page];
const KEPT = 0.8; // of what is seen; the rest of it is still there after reading on
let following = false; // whether the end is what is read, as long as nobody scrolls away from it
let putAt = 0; // where this script has put it: no scrolling of anybody's

/** What is cut off above or below fades out. */
export function drawEdges() {
  for (const region of REGIONS) {
    const scrolls = overflows(region);
    const below = region.scrollHeight - region.clientHeight - region.scrollTop;
    region.dataset.above = scrolls && region.scrollTop > 1 ? "more" : "no";
    region.dataset.below = scrolls && below > 1 ? "more" : "no";
  }
  // a stop on the way to the buttons only where there is something to scroll
  heard.tabIndex = overflows(heard, 0) ? 0 : -1; // axe counts one pixel
  further.dataset.needed = overflows(heard) || overflows(page) ? "yes" : "no";
}

/** Have the newest in sight, and keep it there whatever becomes of the window or the letters. */
export function follow() {
  following = true;
  putAtTop(heard.scrollHeight);
}

/** Have this place at the top. */
export function readFrom(top) {
  following = false;
  putAtTop(top);
}

function putAtTop(top) {
  heard.scrollTop = top;
  putAt = heard.scrollTop; // as far as it goes
}

/** Somebody scrolled, by whatever way: what is at its end is followed from now on. */
function scrolled() {
  if (heard.scrollTop !== putAt) {
    putAt = heard.scrollTop;
    following = heard.scrollHeight - heard.clientHeight - putAt <= 1;
  }
  drawEdges();
}

/** A line more or less of room, another window, another font: the newest stays in sight. */
function resized() {
  if (following) follow();
  drawEdges();
}

/** A region that scrolls, and not one that only grows. */
function overflows(region, unseen = 1) {
  if (region.scrollHeight - region.clientHeight <= unseen) return false;
  return region === page || getComputedStyle(region).overflowY === "auto";
}

/** The next of what is cut off; after its end, its beginning. */
function readOn() {
  const region = overflows(heard) ? heard : page;
  const left = region.scrollHeight - region.clientHeight - region.scrollTop;
  region.scrollTop = left > 1 ? region.scrollTop + KEPT * region.clientHeight : 0;
}

further.addEventListener("click", readOn);
heard.addEventListener("scroll", scrolled, { passive: true });
for (const region of [part("rest"), window]) {
  region.addEventListener("scroll", drawEdges, { passive: true });
}
const sizes = new ResizeObserver(resized);
for (const region of [...REGIONS, ...heard.children]) sizes.observe(region);
