// Texts for the reader. The page's Django catalogue translates them when there is one.

/** The text in the reader's language. */
export function gettext(text) {
  return typeof globalThis.gettext === 'function' ? globalThis.gettext(text) : text;
}

/** The one of two texts that fits a number, in the reader's language. */
export function ngettext(singular, plural, count) {
  return globalThis.ngettext?.(singular, plural, count) || lastForm(singular) || (count === 1 ? singular : plural);
}

/**
 * The most general form of a text in the page's catalogue, "" without one.
 *
 * Django merges the catalogues of a site into one that counts as a single one of them says. A number may get a form
 * that others don't have: Django's own Spanish has three, its admin's has two.
 */
function lastForm(singular) {
  const forms = globalThis.django?.catalog?.[singular];
  return Array.isArray(forms) ? (forms.filter(Boolean).at(-1) ?? '') : '';
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
