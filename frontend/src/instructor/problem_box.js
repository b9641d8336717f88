// What is said when something did not work.

import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';

/** A message about a failed request: what happened, what the LMS says, and a button to try again. */
export function problemBox(title, error, retry) {
  const children = [make('p', { className: 'problem-title', textContent: title }), make('p', {}, [whatToDo(error)])];
  if (retry) {
    const button = make('button', { type: 'button', className: 'btn try-again', textContent: gettext('Try again') });
    button.addEventListener('click', retry);
    children.push(button);
  }
  return make('div', { className: 'proctoring-problem', role: 'alert' }, children);
}

/** The text of an error, with a way out where the text has none. */
export function whatToDo(error) {
  if (error.isRefusal) {
    return `${error.message} ${gettext('Sign in again as staff of this course in another tab, then try again here.')}`;
  }
  return error.message;
}
