// Elements of a page, made from texts and other elements.

/**
 * A new element. Properties are those of the element in the DOM; `role`, `aria-…` and `data-…` are attributes, and
 * one with the value null or undefined is left out. Children are nodes and texts.
 */
export function make(name, properties = {}, children = []) {
  const element = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (value === null || value === undefined) {
      continue;
    }
    if (property === 'role' || /^(aria|data)-/.test(property)) {
      element.setAttribute(property, value);
    } else {
      element[property] = value;
    }
  }
  element.append(...children);
  return element;
}

// A page may have several of our scripts, each of which counts for itself.
const SCRIPT = Math.random().toString(36).slice(2, 10);
let lastId = 0;

/** An id that no other element has. */
export function newId(purpose) {
  lastId += 1;
  return `proctoring-${purpose}-${SCRIPT}-${lastId}`;
}
