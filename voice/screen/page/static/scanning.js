// One switch for everything: groups light up in turn, a press opens one, then its buttons light
// up in turn, a press chooses. Holding the switch is "stop". Time runs only while it is used.

import { justTyped } from "./typing.js";

const BOUNCE_MS = 250; // a switch's contacts, and a hand's
const ROUNDS_IN_GROUP = 2; // then back to the groups: a wrong group needs no press to leave

export class Scanner {
  constructor(choose) {
    this.choose = choose;
    this.on = false;
    this.look = null;
    this.group = null;
    this.index = 0;
    this.rounds = 0;
    this.pressedAt = null;
    this.releasedAt = -BOUNCE_MS;
    addEventListener("keydown", (event) => this.key(event, true), true);
    addEventListener("keyup", (event) => this.key(event, false), true);
    addEventListener("pointerdown", (event) => this.touch(event, true), true);
    addEventListener("pointerup", (event) => this.touch(event, false), true);
    addEventListener("pointercancel", () => this.release(false), true);
    addEventListener("click", (event) => this.swallow(event), true);
    new MutationObserver(() => this.refresh()).observe(document.getElementById("look"), {
      attributeFilter: ["open"],
    });
  }

  /** Scan as this look wants it. */
  use(look) {
    this.look = look;
    this.on = look.switch !== "off";
    document.documentElement.dataset.scanning = this.on ? "on" : "off";
    this.start();
  }

  /** What can be chosen may have changed: go on, or begin again where it has. */
  refresh() {
    if (!this.on) return;
    const ids = this.groups().flat().map((each) => each.dataset.choice ?? each.id ?? each.name);
    const now = ids.join(" ");
    if (now === this.known) return;
    this.known = now;
    this.start();
  }

  start() {
    clearTimeout(this.timer);
    this.group = null;
    this.index = 0;
    this.rounds = 0;
    this.show();
    if (this.on) this.timer = setTimeout(() => this.step(), this.dwell());
  }

  dwell() {
    return this.look.scan_seconds * 1000;
  }

  step() {
    this.index += 1;
    const count = this.targets().length;
    if (this.index >= count) {
      this.index = 0;
      this.rounds += 1;
      if (this.group !== null && this.rounds >= ROUNDS_IN_GROUP) return this.start();
    }
    this.show();
    this.timer = setTimeout(() => this.step(), this.dwell());
  }

  /** The groups of what can be chosen now, in the order of the page; the open dialog is alone. */
  groups() {
    const dialog = document.querySelector("dialog[open]");
    const holders = dialog
      ? [...dialog.querySelectorAll("fieldset"), dialog.querySelector(".done")]
      : [...document.querySelectorAll("[data-row], [data-group]"), document.getElementById("open-look")];
    return holders
      .map((holder) => {
        const own = holder.matches("button") ? [holder] : [...holder.querySelectorAll("button, input")];
        return own.filter((each) => each.checkVisibility({ visibilityProperty: true }));
      })
      .filter((each) => each.length);
  }

  targets() {
    const groups = this.groups();
    if (this.group === null) return groups;
    return groups[this.group] ?? [];
  }

  show() {
    for (const lit of document.querySelectorAll("[data-lit]")) delete lit.dataset.lit;
    if (!this.on) return;
    const target = this.targets()[this.index];
    for (const each of [target ?? []].flat()) {
      (each.matches("input") ? each.closest("label") : each).dataset.lit = "";
    }
    [target ?? []].flat()[0]?.scrollIntoView({ block: "nearest" });
  }

  press() {
    const targets = this.targets();
    const target = targets[this.index];
    if (!target) return;
    if (Array.isArray(target) && target.length > 1) {
      this.group = this.index;
      this.index = 0;
      this.rounds = 0;
      this.show();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.step(), this.dwell());
      return;
    }
    this.act([target].flat()[0]);
    this.start();
  }

  act(element) {
    if (element.dataset.choice) this.choose(element);
    else if (element.type === "number") element.stepUp(1), wrap(element);
    else element.click();
  }

  /** A long press: the way out, from wherever the scan stands. */
  stop() {
    document.querySelector("dialog[open]")?.close();
    const stop = document.querySelector("[data-choice=stop]");
    if (stop) this.choose(stop);
    this.start();
  }

  isSwitch(event) {
    switch (this.look.switch) {
      case "space":
        return event.key === " " || event.key === "Enter";
      case "any":
        return !["Tab", "Shift", "Control", "Alt", "Meta", "Escape"].includes(event.key);
      case "own":
        return event.key === this.look.switch_key;
      default:
        return false;
    }
  }

  key(event, down) {
    if (!this.on || event.ctrlKey || event.altKey || event.metaKey || !this.isSwitch(event)) return;
    if (event.target.id === "own-key") return; // it is just being chosen
    if (event.target.id === "entry-text" && event.key === "Enter" && justTyped()) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (down) this.hold();
    else this.release(true);
  }

  touch(event, down) {
    if (!this.on || this.look.switch !== "touch") return;
    event.preventDefault();
    if (down) this.hold();
    else this.release(true);
  }

  swallow(event) {
    if (!this.on || this.look.switch !== "touch" || !event.isTrusted) return;
    event.preventDefault(); // the touch itself was the switch, wherever it fell
    event.stopPropagation();
  }

  hold() {
    const now = performance.now();
    if (this.pressedAt !== null || now - this.releasedAt < BOUNCE_MS) return;
    this.pressedAt = now;
    this.holding = setTimeout(() => {
      this.pressedAt = null;
      this.releasedAt = performance.now();
      this.stop();
    }, this.look.hold_seconds * 1000);
  }

  release(counts) {
    clearTimeout(this.holding);
    if (this.pressedAt === null) return;
    this.pressedAt = null;
    this.releasedAt = performance.now();
    if (counts) this.press();
  }
}

/** A number that a switch can only raise comes round again. */
function wrap(input) {
  if (Number(input.value) >= Number(input.max)) input.value = input.min;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
