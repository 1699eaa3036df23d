// One switch for everything. It rests until it is pressed; the first press begins and chooses
// nothing. Then groups light up in turn, a press opens one, its buttons light up in turn, a press
// chooses. After two rounds without a press it rests again. Holding the switch is "stop". Where
// each choice is said, it goes from one to the next without groups: a group has no name to say.

import { tell } from "./telling.js";
import { typedByHand } from "./passphrase.js";
import { justTyped } from "./typing.js";

const BOUNCE_MS = 250; // a switch's contacts, and a hand's
const ROUNDS = 2; // in a group, then back to the groups: a wrong one needs no press to leave
const CHOSEN = "button, input:not([type=number])";

export class Scanner {
  constructor(choose) {
    this.choose = choose;
    this.on = false;
    this.look = null;
    this.group = null;
    this.index = null; // it rests
    this.rounds = 0;
    this.pressedAt = null;
    this.releasedAt = -BOUNCE_MS;
    addEventListener("keydown", (event) => this.key(event, true), true);
    addEventListener("keyup", (event) => this.key(event, false), true);
    addEventListener("pointerdown", (event) => this.touch(event, true), true);
    addEventListener("pointerup", (event) => this.touch(event, false), true);
    addEventListener("pointercancel", () => this.release(false), true);
    addEventListener("click", (event) => this.swallow(event), true);
    const panel = document.getElementById("look");
    const opened = () => this.refresh(panel.open && this.index !== null);
    new MutationObserver(opened).observe(panel, { attributeFilter: ["open"] });
  }

  /** Scan as this look wants it. */
  use(look) {
    const was = this.on;
    this.look = look;
    this.on = look.switch !== "off";
    document.documentElement.dataset.scanning = this.on ? "on" : "off";
    if (!this.on || !was) this.rest();
  }

  /** What can be chosen may have changed: nothing is taken by surprise, and it rests. */
  refresh(goesOn = false) {
    if (!this.on) return;
    const now = this.ids();
    if (now === this.known) return this.follow();
    this.known = now;
    if (goesOn) this.begin();
    else this.rest();
  }

  ids() {
    const ids = this.groups().flat().map((each) => each.dataset.choice || each.id || each.name);
    // while a choice is said, what there is to read may grow: that is no surprise
    return ids.filter((id) => !this.look.say_choices || id !== "further").join(" ");
  }

  /** Stay on what is lit, though something came before it or went. */
  follow() {
    if (!this.look.say_choices || this.group !== null || this.index === null) return;
    const index = this.targets().findIndex(([each]) => "lit" in each.dataset);
    if (index >= 0) this.index = index;
  }

  rest() {
    this.stand(null, null);
  }

  begin() {
    this.known = this.ids(); // whatever that is, it is no surprise
    this.stand(null, 0);
  }

  /** Light this one of the group, or of the groups, for as long as each is lit. */
  stand(group, index) {
    clearTimeout(this.timer);
    this.group = group;
    this.index = index;
    this.rounds = 0;
    this.show(true);
    if (this.on && index !== null) this.timer = setTimeout(() => this.step(), this.dwell());
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
      if (this.rounds >= ROUNDS) return this.group === null ? this.rest() : this.begin();
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
      .flatMap((holder) => {
        const own = holder.matches("button") ? [holder] : [...holder.querySelectorAll(CHOSEN)];
        const seen = own.filter((each) => each.checkVisibility({ visibilityProperty: true }));
        const alone = this.look.say_choices && !dialog && !holder.matches("[data-row]");
        return alone ? seen.map((each) => [each]) : [seen];
      })
      .filter((each) => each.length);
  }

  targets() {
    const groups = this.groups();
    if (this.group === null) return groups;
    return groups[this.group] ?? [];
  }

  show(begins = false) {
    for (const lit of document.querySelectorAll("[data-lit]")) delete lit.dataset.lit;
    if (!this.on || this.index === null) return;
    const target = this.targets()[this.index];
    for (const each of [target ?? []].flat()) {
      (each.matches("input") ? each.closest("label") : each).dataset.lit = "";
    }
    const lit = [target ?? []].flat();
    lit[0]?.scrollIntoView({ block: "nearest" });
    if (this.look.say_choices && lit.length === 1) this.name(lit[0], begins);
  }

  /** Have the program say what is lit; it knows which of these there are. */
  name(lit, begins) {
    const choice = lit.dataset.choice ?? lit.id;
    if (choice && !lit.closest("dialog, [data-row]")) tell("/offered", { choice, begins });
  }

  press() {
    const target = this.index === null ? null : this.targets()[this.index];
    if (!target) return this.begin();
    if (Array.isArray(target) && target.length > 1) return this.stand(this.index, 0);
    this.act([target].flat()[0]);
  }

  act(element) {
    if (element.dataset.choice) {
      this.choose(element);
      this.rest();
    } else {
      element.click();
      this.known = this.ids(); // what that brought is no surprise
      // what goes by steps is gone on with; a letter, or what the panel has, is followed by another
      if (element.closest(".pair, .further")) this.stand(this.group, this.index);
      else this.begin();
    }
  }

  /** A long press: the way out, from wherever the scan stands. */
  stop() {
    document.querySelector("dialog[open]")?.close();
    const stop = document.querySelector("[data-choice=stop]");
    if (stop) this.choose(stop);
    this.rest();
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
    if (event.target.id === "passphrase-text" && typedByHand()) return;
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
