// The form that gives attempts in progress more time.

import { post } from '../common/api.js';
import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { extraTimeUrl } from '../instructor/addresses.js';
import { field } from '../instructor/fields.js';
import { FormDialog } from '../instructor/form_dialog.js';
import { minutesProblem } from '../instructor/minutes.js';
import { problemBox } from '../instructor/problem_box.js';
import { numberText } from '../instructor/words.js';
import { portions, progressText } from './portions.js';

const AT_ONCE = 250;

/**
 * Opens the form. `target` is `{ attemptIds }`, or `{ examId, examName }` for all that are in progress there. When the
 * work is done, or was broken off after something had been given, `onDone({ batch, minutes, results, error })` is called,
 * which returns the element that gets the focus.
 */
export class ExtraTimeForm {
  constructor({ courseId, target, onDone }) {
    Object.assign(this, { courseId, target, onDone });
    this.minutes = make('input', { type: 'text', inputMode: 'numeric', autocomplete: 'off' });
    this.reason = make('textarea', { rows: 2 });
    this.beyond = make('input', { type: 'checkbox', id: newId('beyond-due-date') });
    this.progress = make('p', { className: 'extra-time-progress', role: 'status' });
    this.dialog = new FormDialog({
      title: title(target),
      className: 'extra-time',
      content: [
        field(gettext('Minutes to add'), this.minutes, { isRequired: true }),
        field(gettext('Reason'), this.reason, { hint: gettext('For the course staff; learners do not see it.') }),
        make('div', { className: 'extra-time-choice' }, [
          this.beyond,
          make('label', {
            htmlFor: this.beyond.id,
            textContent: gettext('Extend beyond the due date where an attempt would end after it'),
          }),
        ]),
        this.progress,
      ],
      submit: { label: gettext('Give more time') },
      onSubmit: () => this.save(),
    });
  }

  async save() {
    const text = this.minutes.value.trim();
    const minutes = Number(text);
    const problem = minutesProblem(text);
    if (problem !== null) {
      return !this.dialog.refuse([[this.minutes, problem]]);
    }
    const given = { minutes, batch: undefined, results: [], error: null };
    try {
      for (const portion of chosen(this.target)) {
        this.showProgress(given.results.length);
        const answer = await post(extraTimeUrl(this.courseId), {
          minutes,
          reason: this.reason.value.trim(),
          beyond_due_date: this.beyond.checked,
          batch: given.batch,
          ...portion,
        });
        given.batch = answer.batch;
        given.results.push(...answer.results);
      }
    } catch (error) {
      if (given.results.length === 0 && !error.isPassing) {
        throw error;
      }
      given.error = error; // what was given stays, and what was lost on the way may have been given
    } finally {
      this.progress.textContent = '';
    }
    this.dialog.opener = this.onDone(given);
    return true;
  }

  showProgress(done) {
    const { attemptIds } = this.target;
    if (attemptIds?.length > AT_ONCE) {
      this.progress.textContent = progressText(done, attemptIds.length);
    }
  }
}

function title({ attemptIds, examName }) {
  if (attemptIds === undefined) {
    return format(gettext('Give everyone in progress at “{exam}” more time'), { exam: examName });
  }
  const count = attemptIds.length;
  return format(ngettext('Give {count} learner more time', 'Give {count} learners more time', count), {
    count: numberText(count),
  });
}

function chosen({ attemptIds, examId }) {
  return attemptIds === undefined
    ? [{ exam_id: examId }]
    : [...portions(attemptIds, AT_ONCE)].map((ids) => ({ attempt_ids: ids }));
}

/** Why the work was broken off, and what to do. */
export function brokenOff(error) {
  const title = error.isPassing
    ? gettext('It is not certain who got more time. Look at the column “Extra” before you try again.')
    : gettext('Not everyone got more time.');
  return problemBox(title, error);
}
