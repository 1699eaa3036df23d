// What does not fit scrolls where it stands and is seen to go on; one button reads on in it, for
// whoever has only a switch or a finger that cannot drag.

import { part } from "./parts.js";

const further = part("further");
const heard = part("heard");
const page = document.documentElement;
const REGIONS = [heard, part("rest"), page];
const KEPT = 0.8; // of what is seen; the rest of it is still there after reading on

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
for (const region of [...REGIONS.slice(0, 2), window]) {
  region.addEventListener("scroll", drawEdges, { passive: true });
}
const resized = new ResizeObserver(drawEdges);
for (const region of REGIONS) resized.observe(region);
