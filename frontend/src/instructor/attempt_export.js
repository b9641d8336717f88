// All attempts that fit the search and the filters, in one file that the LMS makes.

import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';

// What happens to a link before the browser opens or copies it: the search may have changed since the last time.
const APPROACHES = ['focus', 'pointerdown', 'click'];

/** The links to the files; `address(file)` is where the attempts are that are chosen at that moment. */
export function attemptExport(address) {
  return make('div', { className: 'proctoring-export' }, [
    fileLink(gettext('Export these attempts (CSV)'), () => address('csv')),
    fileLink(gettext('Export these attempts (JSON)'), () => address('json')),
  ]);
}

function fileLink(textContent, address) {
  const link = make('a', { className: 'btn export-attempts', href: address(), textContent });
  for (const approach of APPROACHES) {
    link.addEventListener(approach, () => (link.href = address()));
  }
  return link;
}
