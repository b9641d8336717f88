// Headers of columns by which the LMS can sort a list.

import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';

// For those who see; `aria-sort` says it to all others.
const SIGNS = { ascending: '▲', descending: '▼' };
const NO_DIRECTION = '↕';

/** What a click on a column's header makes of an order: ascending, then descending, then the list's own order again. */
export function nextOrdering(ordering, key) {
  return { [key]: `-${key}`, [`-${key}`]: '' }[ordering] ?? key;
}

/** How this column is sorted in an order: 'ascending', 'descending', or null. */
export function directionOf(ordering, key) {
  return { [key]: 'ascending', [`-${key}`]: 'descending' }[ordering] ?? null;
}

/** What is said when the order has changed. */
export function orderText(direction, column) {
  if (direction === null) {
    return gettext('Newest attempts first.');
  }
  return direction === 'ascending'
    ? format(gettext('Sorted by {column}, ascending.'), { column })
    : format(gettext('Sorted by {column}, descending.'), { column });
}

/**
 * The header of a column with this text, which the LMS sorts by this key. `onSort` is called with the next order and
 * what to say about it. `data-ordering-key` is how a list finds the button in its new table.
 */
export function sortHeader(text, key, { ordering, onSort }) {
  const direction = directionOf(ordering, key);
  const button = make('button', { type: 'button', className: 'sort-button', 'data-ordering-key': key }, [
    text,
    make('span', { className: 'sort-sign', 'aria-hidden': 'true', textContent: SIGNS[direction] ?? NO_DIRECTION }),
  ]);
  button.addEventListener('click', () => {
    button.focus(); // not every browser does that by itself
    const next = nextOrdering(ordering, key);
    onSort(next, orderText(directionOf(next, key), text));
  });
  return make('th', { scope: 'col', role: 'columnheader', 'aria-sort': direction }, [button]);
}
