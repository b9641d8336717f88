// The stylesheets that go with the scripts. Hosts load the scripts only.

// Where this script came from; unknown in a module, and in a host's own bundle of scripts.
const own = document.currentScript?.src.match(/^(.*\/proctoring\/)js\/[^/]*$/)?.[1];
const PUBLISHED = '/static/proctoring/';

/** The page has this stylesheet, if not from the host or a template, then from now on. */
export function useStylesheet(name) {
  const file = name.replace(/\.css$/, '');
  const isThere = [...document.querySelectorAll('link[rel="stylesheet"]')].some(({ href }) =>
    href.includes(`proctoring/css/${file}.`),
  );
  if (!isThere) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = `${own ?? PUBLISHED}css/${name}`;
    document.head.append(link);
  }
}
