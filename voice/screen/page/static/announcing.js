// What a screen reader says by itself: each thing as a line of its own, which goes again, so that
// whoever reads the page through does not come upon it once more.

const KEPT_MS = 2000; // a reader takes a line as it comes; none of those tried came back for it

const region = document.getElementById("announce");
let again = false;

/** Have a screen reader say this once; the same again is said again. */
export function announce(text) {
  const line = document.createElement("p");
  line.textContent = again ? `${text}\u00a0` : text; // Orca drops what is the same as before
  again = !again;
  region.append(line);
  setTimeout(() => line.remove(), KEPT_MS);
}

/** Nothing of it is left. */
export function hush() {
  region.replaceChildren();
}
