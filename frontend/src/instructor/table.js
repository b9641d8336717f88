// Tables that become cards on narrow screens.

import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';
import { EMPTY } from './words.js';

/**
 * A table with these columns (texts, or their headers) and bodies (`tbody` elements, see `row`). The roles are said
 * aloud, so that they stay when the stylesheet shows rows as cards.
 */
export function table({ className, caption, columns, headers = columns.map(columnHeader) }, bodies) {
  return make('table', { className: `proctoring-table ${className}`, role: 'table' }, [
    make('caption', { className: 'for-screen-readers', textContent: caption }),
    make('thead', { role: 'rowgroup' }, [make('tr', { role: 'row', 'data-label': gettext('Sort by') }, headers)]),
    ...bodies,
  ]);
}

/** The header of a column with this text. */
export function columnHeader(text) {
  return make('th', { scope: 'col', role: 'columnheader', textContent: text });
}

/** A `tbody` with these rows. */
export function body(rows, properties = {}) {
  return make('tbody', { role: 'rowgroup', ...properties }, rows);
}

/** A row; the first of its cells (lists of nodes and texts) names it. The columns' texts are shown on cards. */
export function row(columns, cells, properties = {}) {
  return make(
    'tr',
    { role: 'row', ...properties },
    cells.map((content, index) =>
      index === 0
        ? make('th', { scope: 'row', role: 'rowheader' }, content)
        : make(
            'td',
            { role: 'cell', 'data-label': columns[index], className: isEmpty(content) ? 'is-empty' : null },
            content,
          ),
    ),
  );
}

/** Cards leave out what has no value. */
function isEmpty(content) {
  return content.length === 1 && (content[0].textContent ?? content[0]) === EMPTY;
}
