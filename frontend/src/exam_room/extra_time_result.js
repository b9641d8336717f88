// What became of extra time: who got less or nothing, and a way back.

import { announce } from '../common/announcer.js';
import { remove } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { extraTimeUrl } from '../instructor/addresses.js';
import { whatToDo } from '../instructor/problem_box.js';
import { body, row, table } from '../instructor/table.js';
import { numberText } from '../instructor/words.js';
import { addedText } from './board_words.js';
import { brokenOff } from './extra_time_form.js';

const MOST_ROWS = 100;

/** Says what was given. `namesOf(id)` is who an attempt is of: `{ learner, exam }`. */
export class ExtraTimeResult {
  constructor({ courseId, given, namesOf, onUndone }) {
    Object.assign(this, { courseId, given, onUndone });
    const { results, error, batch } = given;
    const isFine = error === null && results.every(({ gained_seconds: gained }) => gained > 0);
    this.answer = make('p', { className: 'extra-time-answer', hidden: true });
    this.undoButton = button('undo-extra-time', gettext('Undo'), () => this.undo());
    this.undoButton.hidden = batch === undefined || results.every(({ gained_seconds: gained }) => gained === 0);
    this.element = make(
      'div',
      { className: `extra-time-result ${isFine ? 'proctoring-success' : 'proctoring-problem'}`, tabIndex: -1 },
      [
        make('p', { className: 'problem-title', textContent: summary(given) }),
        ...(error === null ? [] : [brokenOff(error)]),
        ...notable(given, namesOf),
        this.answer,
        make('div', { className: 'row-actions' }, [
          this.undoButton,
          button('close-result', gettext('Close message'), () => this.close()),
        ]),
      ],
    );
  }

  async undo() {
    if (this.undoButton.getAttribute('aria-busy') === 'true') {
      return;
    }
    this.undoButton.setAttribute('aria-busy', 'true');
    try {
      await remove(extraTimeUrl(this.courseId), { batch: this.given.batch });
      this.undoButton.hidden = true;
      this.say(gettext('The extra time was taken back.'));
      this.onUndone();
    } catch (error) {
      this.undoButton.hidden = error.status === 400; // it can't be undone any more
      this.say(format(gettext("That didn't work. {reason}"), { reason: whatToDo(error) }));
    } finally {
      this.undoButton.removeAttribute('aria-busy');
    }
  }

  say(text) {
    this.answer.textContent = text;
    this.answer.hidden = false;
    announce(text);
    if (this.undoButton.hidden) {
      this.element.focus();
    }
  }

  close() {
    const next = this.element.parentElement?.closest('[tabindex]');
    this.element.remove();
    next?.focus();
  }
}

function button(className, textContent, onClick) {
  const made = make('button', { type: 'button', className: `btn ${className}`, textContent });
  made.addEventListener('click', onClick);
  return made;
}

function summary({ minutes, results }) {
  const got = results.filter(({ gained_seconds: gained }) => gained > 0);
  if (results.length === 0) {
    return gettext('Nobody in progress was found.');
  }
  if (got.length === 0) {
    return gettext('Nobody got more time.');
  }
  const values = { count: numberText(got.length), time: addedText(minutes * 60) };
  const isFull = got.every(({ gained_seconds: gained }) => gained === minutes * 60);
  return isFull
    ? format(
        ngettext('{count} learner got more time: {time}.', '{count} learners got more time: {time}.', got.length),
        values,
      )
    : format(
        ngettext(
          '{count} learner got more time: up to {time}.',
          '{count} learners got more time: up to {time}.',
          got.length,
        ),
        values,
      );
}

/** A table of those who got less than all, if there are any. */
function notable({ minutes, results }, namesOf) {
  const less = results.filter(({ gained_seconds: gained }) => gained < minutes * 60);
  if (less.length === 0) {
    return [];
  }
  const columns = [gettext('Learner'), gettext('Exam'), gettext('Result')];
  const rows = less.slice(0, MOST_ROWS).map(({ attempt_id: id, gained_seconds: gained, detail }) => {
    const { learner, exam } = namesOf(id);
    const time = gained > 0 ? addedText(gained) : gettext('No extra time.');
    return row(columns, [[learner], [exam], [[time, detail].filter(Boolean).join(' ')]]);
  });
  const count = less.length - MOST_ROWS;
  const more = format(ngettext('and {count} more', 'and {count} more', count), { count: numberText(count) });
  return [
    table({ className: 'extra-time-table', caption: gettext('Results'), columns }, [body(rows)]),
    ...(count > 0 ? [make('p', { textContent: more })] : []),
  ];
}
