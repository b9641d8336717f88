// The way from one page of a list to the others.

import { announce } from '../common/announcer.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { field, showFieldError } from './fields.js';

const MOST_NUMBERS = 5; // in a row, beside the first and the last page
const BEFORE_CURRENT = 2;

/** The buttons for a page and those around it; `url` is put on them. Their `data-page-number` says where they lead. */
export function pagination(page, pages, url) {
  const item = (number) =>
    pageItem(format(gettext('Page {number}'), { number }), String(number), number, {
      url,
      isActive: number === page,
    });
  const numbers = numbersAround(page, pages);
  return make('ul', { className: 'pagination' }, [
    pageItem(gettext('Previous page'), '‹', page - 1, { url, isDisabled: page <= 1 }),
    ...(numbers[0] > 1 ? [item(1)] : []),
    ...(numbers[0] > 2 ? [gap()] : []),
    ...numbers.map(item),
    ...(numbers.at(-1) < pages - 1 ? [gap()] : []),
    ...(numbers.at(-1) < pages ? [item(pages)] : []),
    pageItem(gettext('Next page'), '›', page + 1, { url, isDisabled: page >= pages }),
    make('li', { className: 'pagination-text' }, [format(gettext('Page {page} of {pages}'), { page, pages })]),
  ]);
}

/** A field for the number of any page. `onJump` is called with the number; what is no page is refused at the field. */
export function pageJump(pages, onJump) {
  const input = make('input', {
    type: 'number',
    className: 'page-number',
    min: '1',
    max: String(pages),
    step: '1',
    inputMode: 'numeric',
    autocomplete: 'off',
  });
  const form = make('form', { className: 'page-jump', noValidate: true }, [
    field(gettext('Go to page'), input),
    make('button', { type: 'submit', className: 'btn go-to-page', textContent: gettext('Go') }),
  ]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const number = Number(input.value);
    const isPage = Number.isInteger(number) && number >= 1 && number <= pages;
    showFieldError(input, isPage ? null : format(gettext('Enter a number from 1 to {pages}.'), { pages }));
    if (isPage) {
      onJump(number);
    } else if (document.activeElement === input) {
      announce(input.closest('.field').querySelector('.field-error').textContent);
    } else {
      input.focus(); // which has the message read, as the field's description
    }
  });
  return form;
}

/** Whether there are pages that no button leads to. */
export function needsJump(pages) {
  return pages > MOST_NUMBERS;
}

function numbersAround(page, pages) {
  const first = Math.max(1, Math.min(page - BEFORE_CURRENT, pages - MOST_NUMBERS + 1));
  return Array.from({ length: Math.min(MOST_NUMBERS, pages) }, (_, index) => first + index);
}

function gap() {
  return make('li', { className: 'pagination-gap', 'aria-hidden': 'true', textContent: '…' });
}

function pageItem(label, text, number, { url, isDisabled = false, isActive = false }) {
  const button = make('button', {
    type: 'button',
    className: 'target-link',
    textContent: text,
    disabled: isDisabled,
    'aria-label': label,
    'aria-current': isActive ? 'page' : null,
    'data-page-number': number,
    'data-target-url': `${url}?page=${number}`,
  });
  return make('li', { className: `${isDisabled ? 'disabled' : ''} ${isActive ? 'active' : ''}`.trim() }, [button]);
}
