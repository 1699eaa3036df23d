// The parts of the page by their names. What is not wanted is taken out of the document, never
// hidden in it: Orca 43 keeps what `hidden` has shown and hidden, and reads it in circles.

const parts = new Map([...document.querySelectorAll("[id]")].map((each) => [each.id, each]));
const marks = new Map(); // what keeps the place of each part that is taken out

/** The part of this name, in the document or not. */
export const part = (id) => parts.get(id);

/** Have a part in the document, or keep its place. */
export function put(element, wanted) {
  if (wanted) {
    marks.get(element)?.replaceWith(element);
    marks.delete(element);
    element.hidden = false;
  } else if (!marks.has(element)) {
    marks.set(element, document.createComment(element.id));
    element.replaceWith(marks.get(element));
  }
}

/** Whether a part is to be seen. */
export function isPut(element) {
  return !element.hidden && !marks.has(element);
}
