// Puts the parts together: what the server tells is drawn, what the person does is told.

import { choose, listenToLetters, watchHands } from "./choosing.js";
import * as drawing from "./drawing.js";
import { flush, layOutLetters } from "./line.js";
import { layOutPassphrase } from "./passphrase.js";
import { applyLook, openLook } from "./look.js";
import { closeMore, reveal } from "./more.js";
import { Scanner } from "./scanning.js";
import { listen } from "./telling.js";

const scanner = new Scanner(take);

const HANDLERS = {
  page({ language }) {
    if (document.documentElement.lang !== language) location.reload();
  },
  look(look) {
    applyLook(look);
    drawing.showWords(look.words);
    layOutLetters(look.switch !== "off");
    layOutPassphrase(look.switch !== "off");
    scanner.use(look);
  },
  picture(picture) {
    drawing.draw(picture, take);
    scanner.refresh();
  },
  caption: drawing.caption,
  level: ([step, speech]) => drawing.level(step, speech),
  over: (told) => leave("over", told),
  moved: () => leave("moved"),
  lost: () => leave("lost"),
};

/** Choose, once the program has what was typed; what was opened to choose from is closed. */
function take(button) {
  closeMore();
  flush().then(() => choose(button));
}

function leave(why, told) {
  drawing.wipe(why, told);
  scanner.refresh();
}

document.getElementById("open-look").addEventListener("click", openLook);
listenToLetters(take, reveal);
watchHands();
// an address with a place in it: Orca does not read the whole page over the program's welcome
history.replaceState(null, "", "#now");
// a page that is left must not be brought back with its words from the browser's memory
addEventListener("pagehide", () => drawing.wipe("lost"));
listen(HANDLERS);
