// Texts for the reader. The page's Django catalogue translates them when there is one.

/** The text in the reader's language. */
export function gettext(text) {
  return typeof globalThis.gettext === 'function' ? globalThis.gettext(text) : text;
}

/** The one of two texts that fits a number, in the reader's language. */
export function ngettext(singular, plural, count) {
  // Where a site mixes catalogues that count differently, Django's has no text for some numbers.
  return globalThis.ngettext?.(singular, plural, count) || (count === 1 ? singular : plural);
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
