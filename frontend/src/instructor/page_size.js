// How many rows the pages of a list have. The browser remembers it.

import { field, selection } from './fields.js';
import { gettext } from '../common/texts.js';
import { numberText } from './words.js';

// The LMS gives the first one by itself, and no more than the last one.
const SIZES = [25, 50, 100, 250];
const KEY = 'proctoring.rows-per-page';

/** The choice, as a field with its label. `onChange` is called with the size before and the new one. */
export class PageSize {
  constructor(onChange) {
    this.size = recall();
    const list = selection(
      { className: 'page-size' },
      SIZES.map((size) => ({ value: String(size), label: numberText(size) })),
    );
    list.value = String(this.size);
    list.addEventListener('change', () => {
      const before = this.size;
      this.size = Number(list.value);
      remember(this.size);
      onChange(before, this.size);
    });
    this.element = field(gettext('Rows per page'), list);
  }

  /** What to ask the LMS for; nothing where it gives that many by itself. */
  get wanted() {
    return this.size === SIZES[0] ? undefined : this.size;
  }
}

function remember(size) {
  try {
    localStorage.setItem(KEY, String(size));
  } catch {
    // A browser that keeps nothing: the next visit begins as the first one did.
  }
}

function recall() {
  try {
    const size = Number(localStorage.getItem(KEY));
    return SIZES.includes(size) ? size : SIZES[0];
  } catch {
    return SIZES[0];
  }
}
