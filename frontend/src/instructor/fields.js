// Fields of forms, with their labels and what is wrong with them.

import { make, newId } from '../common/elements.js';
import { gettext } from '../common/texts.js';

/** A field with its label, a hint and a place for what is wrong. `control` is an input, a list or a text area. */
export function field(label, control, { hint, isRequired = false } = {}) {
  control.id ||= newId('field');
  const error = make('p', { className: 'field-error', id: `${control.id}-error`, hidden: true });
  const parts = [make('label', { htmlFor: control.id, textContent: label }), control, error];
  control.setAttribute('aria-describedby', error.id);
  if (hint) {
    const note = make('p', { className: 'field-hint', id: `${control.id}-hint`, textContent: hint });
    control.setAttribute('aria-describedby', `${note.id} ${error.id}`);
    parts.splice(1, 0, note);
  }
  if (isRequired) {
    control.setAttribute('aria-required', 'true'); // not "required", by which browsers and hosts mark what is still empty
  }
  return make('div', { className: isRequired ? 'field is-required' : 'field' }, parts);
}

/** Say at the field of a control what is wrong with it; null when nothing is. */
export function showFieldError(control, text) {
  const error = control.closest('.field').querySelector('.field-error');
  error.textContent = text ?? '';
  error.hidden = text === null;
  if (text === null) {
    control.removeAttribute('aria-invalid');
  } else {
    control.setAttribute('aria-invalid', 'true');
  }
}

/** A list to choose from; `choices` are `{ value, label }`. */
export function selection(properties, choices) {
  return make('select', properties, choices.map(choiceElement));
}

/** One choice of a list. */
export function choiceElement({ value, label }) {
  return make('option', { value, textContent: label });
}

/**
 * A form for searching what `name` says; `clearName` says what its other button clears. `onSearch` is called with what
 * was typed, without blanks at the ends, or '' when cleared.
 */
export function searchForm({ className, id, name, label, clearName, onSearch }) {
  const input = make('input', { id, type: 'search', autocomplete: 'off' });
  const search = searchButton('submit', 'search', gettext('Search'), name);
  const clear = searchButton('button', 'clear-search', gettext('Clear search'), clearName);
  const form = make('form', { className, role: 'search', 'aria-label': name }, [
    field(label, input),
    make('span', { className: 'search-buttons' }, [search, clear]),
  ]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onSearch(input.value.trim());
  });
  clear.addEventListener('click', () => {
    input.value = '';
    input.focus();
    onSearch('');
  });
  return form;
}

/** A page has several searches, so that a button's name says more than can be seen. */
function searchButton(type, className, text, name) {
  return make('button', { type, className: `btn ${className}`, textContent: text, 'aria-label': name });
}
