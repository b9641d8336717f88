// What the buttons of a row do, and the answer that the row shows.

import { announce } from '../common/announcer.js';
import { confirmed } from '../common/dialog.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { whatToDo } from './problem_box.js';

/**
 * Ask, do the work, and say in the row what has come of it.
 *
 * `question` is `{ title, message, yes }`; `work` is the request; `done` the text of the answer. After a success
 * `after(answer)` takes away what has no sense any more; after a failure the buttons are there for another try.
 */
export async function actInRow(button, { question, work, done, after }) {
  const row = button.closest('tr');
  if (row.getAttribute('aria-busy') === 'true') {
    return;
  }
  if (!(await confirmed(question.title, question.message, { yes: question.yes, no: gettext('Cancel') }))) {
    return;
  }
  const answer = answerOf(row);
  const focused = document.activeElement; // the button, or that of the menu it is in
  const free = block(row);
  show(answer, 'is-waiting', gettext('Working…'));
  try {
    await work();
  } catch (error) {
    free();
    const text = format(gettext("That didn't work. {reason}"), { reason: whatToDo(error) });
    show(answer, 'is-failure', text);
    announce(text);
    focused.focus();
    return;
  }
  free();
  show(answer, 'is-success', done);
  after(row);
  answer.focus(); // which has it read
}

function answerOf(row) {
  const found = row.querySelector('.row-answer');
  if (found) {
    return found;
  }
  const answer = make('p', { className: 'row-answer', tabIndex: -1 });
  row.lastElementChild.append(answer);
  return answer;
}

function show(answer, state, text) {
  answer.className = `row-answer ${state}`;
  answer.textContent = text;
}

function block(row) {
  const buttons = [...row.querySelectorAll('button:enabled')];
  row.setAttribute('aria-busy', 'true');
  buttons.forEach((button) => (button.disabled = true));
  return () => {
    row.removeAttribute('aria-busy');
    buttons.forEach((button) => (button.disabled = false));
  };
}
