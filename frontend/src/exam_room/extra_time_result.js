// What became of extra time: who got less or nothing, and a way back.

import { announce } from '../common/announcer.js';
import { remove } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { extraTimeUrl } from '../instructor/addresses.js';
import { whatToDo } from '../instructor/problem_box.js';
import { numberText } from '../instructor/words.js';
import { addedText } from './board_words.js';
import { brokenOff } from './extra_time_form.js';
import { closeButton, resultButton, resultTable } from './result_parts.js';

/** Says what was given. `namesOf(id)` is who an attempt is of: `{ learner, exam }`. */
export class ExtraTimeResult {
  constructor({ courseId, given, namesOf, onUndone }) {
    Object.assign(this, { courseId, given, onUndone });
    const { results, error, batch } = given;
    const isFine = error === null && results.every(({ gained_seconds: gained }) => gained > 0);
    this.answer = make('p', { className: 'extra-time-answer', hidden: true });
    this.undoButton = resultButton('undo-extra-time', gettext('Undo'), () => this.undo());
    this.undoButton.hidden = batch === undefined || results.every(({ gained_seconds: gained }) => gained === 0);
    this.element = make(
      'div',
      {
        className: `board-result extra-time-result ${isFine ? 'proctoring-success' : 'proctoring-problem'}`,
        tabIndex: -1,
      },
      [
        make('p', { className: 'problem-title', textContent: summary(given) }),
        ...(error === null ? [] : [brokenOff(error)]),
        ...resultTable(less(given, namesOf)),
        this.answer,
        make('div', { className: 'row-actions' }, [this.undoButton, closeButton()]),
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

/** Those who got less than all. */
function less({ minutes, results }, namesOf) {
  const found = results.filter(({ gained_seconds: gained }) => gained < minutes * 60);
  return found.map(({ attempt_id: id, gained_seconds: gained, detail }) => {
    const time = gained > 0 ? addedText(gained) : gettext('No extra time.');
    return { ...namesOf(id), text: [time, detail].filter(Boolean).join(' ') };
  });
}
