"""Measured in the browser: what of the page cannot be seen whole, and what moves.

Scripts for the page and the one line that runs them; which sizes and scenes, the tests say.
"""

from playwright.sync_api import Page

PAINTED = "() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))"
"""What has changed its size is known, and its edges are drawn, with the next frame."""

OFFENDERS = r"""() => {
  const offenders = [];
  const page = document.documentElement;
  const dialog = document.querySelector("dialog[open]");
  const name = (e) => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}`
    + (e.dataset.choice ? `[${e.dataset.choice}]` : "");
  const words = (e) => e.textContent.trim().slice(0, 24);
  const tell = (e, why) => offenders.push(`${name(e)} "${words(e)}": ${why}`);
  const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !e.closest(".unseen, [aria-hidden=true]") && (!dialog || dialog.contains(e));
  const scrolls = (e) => (e === page || getComputedStyle(e).overflowY === "auto")
    && e.scrollHeight > e.clientHeight + 1;

  /** The nearest that cuts off what is in it; the page, where none does. */
  const clipper = (e) => {
    for (let up = e.parentElement; up; up = up.parentElement) {
      if (up !== page && getComputedStyle(up).overflowY !== "visible") return up;
      if (getComputedStyle(up).position === "fixed") return page;
    }
    return page;
  };
  const frame = (e) => {
    if (e === page) return { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    return e.getBoundingClientRect();
  };

  // texts, fields and buttons, by the boxes that they are drawn in
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const holder = text.parentElement;
    if (!text.data.trim() || !seen(holder)) continue;
    const clip = getComputedStyle(holder).clipPath;
    if (clip !== "none" && holder.id !== "lost-words") continue; // for a screen reader only
    const range = document.createRange();
    range.selectNodeContents(text);
    texts.push([holder, [...range.getClientRects()].filter((box) => box.width > 1)]);
  }
  const targets = [...document.querySelectorAll("button, textarea, input, [role=img]")]
    .filter(seen).map((e) => [e, [e.getBoundingClientRect()]]);

  for (const [e, boxes] of [...texts, ...targets]) {
    for (const box of boxes) {
      const around = clipper(e);
      const edge = frame(around);
      if (box.left < edge.left - 1 || box.right > edge.right + 1) {
        tell(e, `cut at the side by ${name(around)}`);
        break;
      }
      if (box.top < edge.top - 1 || box.bottom > edge.bottom + 1) {
        if (!scrolls(around)) {
          tell(e, `cut above or below by ${name(around)}`);
          break;
        }
        const below = box.bottom > edge.bottom + 1;
        if (around.dataset[below ? "below" : "above"] !== "more" && around !== page && !dialog) {
          tell(e, `goes on in ${name(around)}, and nothing says so`);
          break;
        }
        continue;
      }
      // what is in sight is not covered by another part
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
      const top = document.elementFromPoint(x, y);
      // what was opened lies over what is beside the question, and never over the question
      if (top?.closest("#rest") && e.id !== "text" && !e.closest("#rest")) continue;
      const foot = top?.closest(".bottom, .done");
      if (foot && scrolls(foot.closest("dialog") ?? page) && !foot.contains(e)) continue;
      if (top?.closest(".rest [data-group=fewer]") && scrolls(top.closest(".rest"))) continue;
      if (top && !top.contains(e) && !e.contains(top)) {
        tell(e, `covered by ${name(top)}`);
        break;
      }
    }
  }
  for (const [e, boxes] of texts) {
    if (e.closest("button") && boxes.length > e.textContent.trim().split(/[\s\u00ad-]+/).length) {
      tell(e.closest("button"), "broken inside a word");
    }
  }
  for (const button of document.querySelectorAll("button")) {
    if (!seen(button)) continue;
    if (button.scrollWidth > button.clientWidth + 1) tell(button, "wider than its frame");
    if (button.scrollHeight > button.clientHeight + 1) tell(button, "higher than its frame");
  }
  const status = document.querySelector(".status"); // what the program does, under the heading
  if (seen(status) && status.scrollHeight > status.clientHeight + 1) {
    tell(status, "higher than its place");
  }
  // what scrolls can be reached by key, and by a switch: its buttons light up, or one reads on
  for (const region of document.querySelectorAll("#heard, #rest, #doing, .reading, .middle")) {
    if (!seen(region) || !scrolls(region)) continue;
    const holds = [...region.querySelectorAll("button")].some(seen);
    const further = document.getElementById("further");
    const reached = holds || (region.tabIndex === 0 && seen(further));
    if (!reached) tell(region, "cannot be scrolled by key");
  }
  if (scrolls(page) && !dialog && !seen(document.getElementById("further"))) {
    tell(page, "cannot be read on by switch");
  }
  if (page.scrollWidth > page.clientWidth) tell(page, "scrolls to the side");
  return [...new Set(offenders)];
}"""
"""Everything that a person looking at the page now could not see whole or could not get to."""

IN_FIRST_SCREEN = """(ids) => ids.filter((id) => {
  const button = document.querySelector(`[data-choice=${id}]`);
  if (!button) return false;
  const box = button.getBoundingClientRect();
  return box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth;
})"""
"""Of these choices, those that are offered and not wholly in sight before anything is scrolled."""


def offenders(page: Page) -> list[str]:
    """What cannot be seen whole or got to, as the page is now."""
    page.evaluate("() => document.fonts.ready.then(() => undefined)")
    page.evaluate(PAINTED)
    return page.evaluate(OFFENDERS)


WATCH_SHIFTS = """
window.shifts = [];
const name = (node) => {
  const e = node?.nodeType === 1 ? node : node?.parentElement;
  return e ? `${e.tagName.toLowerCase()}#${e.id}.${e.className}[${e.dataset?.choice ?? ""}]` : "?";
};
const keep = (list) => {
  for (const entry of list) {
    const sources = entry.sources.map((s) => `${name(s.node)} from ${s.previousRect.y} to `
      + `${s.currentRect.y}, high ${s.previousRect.height} to ${s.currentRect.height}`);
    window.shifts.push(`${entry.value.toFixed(4)}: ${sources.join("; ")}`);
  }
};
const observer = new PerformanceObserver((list) => keep(list.getEntries()));
observer.observe({ type: "layout-shift", buffered: true });
window.takeShifts = async () => {
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  keep(observer.takeRecords());
  return window.shifts.splice(0);
};
"""
"""The browser's own measure of what moved; what follows a press counts here like anything else."""


def shifts(page: Page) -> list[str]:
    """What moved since this was last asked."""
    return page.evaluate("() => window.takeShifts()")
