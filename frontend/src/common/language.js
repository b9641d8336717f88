// The language of the page, which dates and numbers are written in, and where its texts begin.

/** Its tag, as `Intl` takes it; undefined, which stands for the browser's own, where the page names none. */
export function pageLanguage() {
  try {
    return Intl.getCanonicalLocales(document.documentElement.lang || [])[0];
  } catch {
    return undefined; // no language, as far as the browser can tell
  }
}

/** Whether its texts go from right to left. */
export function isRightToLeft() {
  return getComputedStyle(document.documentElement).direction === 'rtl';
}
