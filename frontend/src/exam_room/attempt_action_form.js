// Forms for what is done with selected attempts, and what became of it: ending, resuming, moving, sending a
// message.

import { post } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { attemptActionsUrl, messagesUrl, movingUrl } from '../instructor/addresses.js';
import { field } from '../instructor/fields.js';
import { FormDialog } from '../instructor/form_dialog.js';
import { problemBox } from '../instructor/problem_box.js';
import { numberText } from '../instructor/words.js';
import { portions, progressText } from './portions.js';
import { closeButton, resultTable } from './result_parts.js';

const LONGEST_MESSAGE = 500;

const forStaff = () => gettext('For the course staff; learners do not see it.');

/** By the action's name: what the form says, what is sent, how many attempts at once, and what is said afterward. */
const forms = {
  end: (count) => ({
    title: ngettext('End the exam of {count} learner', 'End the exams of {count} learners', count),
    notes: [
      gettext(
        'The exam closes within a minute and counts as submitted. Answers that are not saved by then may be lost.',
      ),
      gettext("You can't undo this: learners can go on only if you reopen or reset their attempts."),
    ],
    label: gettext('Reason'),
    hint: forStaff(),
    missing: gettext('Enter a reason.'),
    submit: ngettext('End the exam', 'End the exams', count),
    atOnce: 25, // each is a transaction of its own, after which its provider may be told
    request: (courseId, ids, reason) => [attemptActionsUrl(courseId), { action: 'end', attempt_ids: ids, reason }],
    done: (ended) => ngettext('{count} exam was ended.', '{count} exams were ended.', ended),
    nothing: gettext('No exam was ended.'),
  }),
  resume: (count) => ({
    title: ngettext('Let {count} learner resume', 'Let {count} learners resume', count),
    notes: [gettext('They can continue with the time that was left when an error stopped the exam.')],
    label: gettext('Reason'),
    hint: forStaff(),
    missing: null,
    submit: ngettext('Let learner resume', 'Let learners resume', count),
    atOnce: 250,
    request: (courseId, ids, reason) => [
      attemptActionsUrl(courseId),
      { action: 'ready_to_resume', attempt_ids: ids, reason },
    ],
    done: (allowed) => ngettext('{count} learner may resume.', '{count} learners may resume.', allowed),
    nothing: gettext('Nobody may resume.'),
  }),
  move: (count) => ({
    title: ngettext(
      'Let {count} learner move to another computer',
      'Let {count} learners move to another computer',
      count,
    ),
    notes: [
      gettext(
        'The exam goes on in the first browser in which the learner opens it. Have it closed at the old computer.',
      ),
    ],
    missing: null,
    submit: gettext('Let them move'),
    atOnce: 250,
    request: (courseId, ids) => [movingUrl(courseId), { attempt_ids: ids }],
    done: (freed) => ngettext('{count} learner may move.', '{count} learners may move.', freed),
    nothing: gettext('Nobody may move.'),
  }),
  message: (count) => ({
    title: ngettext('Send a message to {count} learner', 'Send a message to {count} learners', count),
    notes: [],
    label: gettext('Message'),
    hint: format(
      gettext(
        'Plain text, up to {most} characters. Learners see it beside their timer within a minute, until they ' +
          'dismiss it.',
      ),
      { most: numberText(LONGEST_MESSAGE) },
    ),
    missing: gettext('Enter a message.'),
    maxLength: LONGEST_MESSAGE,
    submit: gettext('Send'),
    atOnce: 250,
    request: (courseId, ids, text) => [messagesUrl(courseId), { attempt_ids: ids, text }],
    done: (told) => ngettext('The message goes to {count} learner.', 'The message goes to {count} learners.', told),
    nothing: gettext('The message goes to nobody.'),
  }),
};

/**
 * Opens the form of an action. When the work is done, or was broken off after something had been done,
 * `onDone({ form, results, error })` is called, which returns the element that gets the focus.
 */
export class AttemptActionForm {
  constructor({ courseId, name, attemptIds, onDone }) {
    Object.assign(this, { courseId, attemptIds, onDone });
    const { length: count } = attemptIds;
    this.form = forms[name](count);
    const { title, notes, label, hint, missing, submit, maxLength } = this.form;
    this.text = make('textarea', { rows: 3, ...(maxLength ? { maxLength } : {}) });
    this.progress = make('p', { className: 'extra-time-progress', role: 'status' });
    this.dialog = new FormDialog({
      title: format(title, { count: numberText(count) }),
      className: `attempt-action ${name}-form`,
      content: [
        ...notes.map((textContent) => make('p', { className: 'form-note', textContent })),
        ...(label ? [field(label, this.text, { hint, isRequired: missing !== null })] : []),
        this.progress,
      ],
      submit: { label: submit },
      onSubmit: () => this.save(),
    });
  }

  async save() {
    const { form, attemptIds } = this;
    const text = this.text.value.trim();
    if (text === '' && form.missing !== null) {
      return !this.dialog.refuse([[this.text, form.missing]]);
    }
    const results = [];
    let error = null;
    try {
      for (const ids of portions(attemptIds, form.atOnce)) {
        if (attemptIds.length > form.atOnce) {
          this.progress.textContent = progressText(results.length, attemptIds.length);
        }
        const answer = await post(...form.request(this.courseId, ids, text));
        results.push(...answer.results);
      }
    } catch (failure) {
      if (results.length === 0 && !failure.isPassing) {
        throw failure;
      }
      error = failure; // what was done stays done, and what was lost on the way may have been done
    } finally {
      this.progress.textContent = '';
    }
    this.dialog.opener = this.onDone({ form, results, error });
    return true;
  }
}

/** What became of it: an element. `namesOf(id)` is who an attempt is of: `{ learner, exam }`. */
export function actionResult({ form, results, error }, namesOf) {
  const refused = results.filter(({ refusal }) => refusal !== undefined);
  const count = results.length - refused.length;
  const isFine = error === null && refused.length === 0;
  const className = `board-result ${isFine ? 'proctoring-success' : 'proctoring-problem'}`;
  return make('div', { className, tabIndex: -1 }, [
    make('p', {
      className: 'problem-title',
      textContent: count === 0 ? form.nothing : format(form.done(count), { count: numberText(count) }),
    }),
    ...(error === null ? [] : [brokenOff(error)]),
    ...resultTable(refused.map(({ attempt_id: id, detail }) => ({ ...namesOf(id), text: detail }))),
    make('div', { className: 'row-actions' }, [closeButton()]),
  ]);
}

function brokenOff(error) {
  const title = error.isPassing
    ? gettext('It is not certain for whom this was done. Look at the board before you try again.')
    : gettext('This was not done for everyone.');
  return problemBox(title, error);
}
