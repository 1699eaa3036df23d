// Whether the person is speaking, as the page shows it: not on and off with every breath.

const SILENCE_MS = 2000; // longer than most pauses inside a sentence

const root = document.documentElement;
let silence = null;

/** What is heard now: speech in the microphone, or words that are still becoming. */
export function hearing(speech, words) {
  if (speech || words) {
    clearTimeout(silence);
    silence = null;
    root.dataset.speaking = "yes";
  } else if (silence === null && root.dataset.speaking === "yes") {
    silence = setTimeout(notSpeaking, SILENCE_MS);
  }
}

/** Nobody is listened to. */
export function notSpeaking() {
  clearTimeout(silence);
  silence = null;
  delete root.dataset.speaking;
}
