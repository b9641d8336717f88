// Texts for the learner. The page's Django catalogue translates them when there is one.

/** The text in the learner's language. */
export function gettext(text) {
  return typeof globalThis.gettext === 'function' ? globalThis.gettext(text) : text;
}

/** The text with `{name}` replaced by values. For a text that is put into the page as text. */
export function format(text, values) {
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => (name in values ? String(values[name]) : placeholder));
}

/** The text as DOM nodes, with `{name}` replaced by nodes (or texts). */
export function formatNodes(text, nodes) {
  return text
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => nodes[part.replace(/^\{(\w+)\}$/, '$1')] ?? part);
}
