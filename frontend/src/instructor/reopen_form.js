// The form that reopens a finished attempt, and what became of it.

import { announce } from '../common/announcer.js';
import { post, remove } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { reopeningUrl } from './addresses.js';
import { field } from './fields.js';
import { FormDialog } from './form_dialog.js';
import { minutesProblem } from './minutes.js';
import { problemBox, whatToDo } from './problem_box.js';
import { numberText } from './words.js';

const REOPENABLE = ['submitted', 'timed_out', 'error'];

/** Whether staff can reopen this attempt, the newest of its learner at the exam. */
export function canReopen({
  status,
  ready_to_resume: isReady,
  resumed,
  is_sample_attempt: isSample,
  proctored_exam: exam,
}) {
  return REOPENABLE.includes(status) && !isReady && !resumed && !isSample && !exam.is_practice_exam;
}

/** The whole minutes that an attempt had left when it ended; at least 1. One that never began has all of its time. */
export function minutesLeft(attempt) {
  const { status, started_at: startedAt, completed_at: completedAt, allowed_time_limit_mins: limit } = attempt;
  if (status === 'error' && Number.isFinite(attempt.time_remaining_seconds)) {
    return Math.max(Math.floor(attempt.time_remaining_seconds / 60), 1);
  }
  const used = startedAt && completedAt ? (new Date(completedAt) - new Date(startedAt)) / 60_000 : 0;
  return Math.max(Math.floor((limit ?? attempt.proctored_exam.time_limit_mins ?? 0) - used), 1);
}

/**
 * Opens the form for an attempt. When it is reopened, `onDone(element)` is called with what says so, which can undo it;
 * `onUndone()` when that was done.
 */
export class ReopenForm {
  constructor({ courseId, attempt, onDone, onUndone = () => {} }) {
    Object.assign(this, { courseId, attempt, onDone, onUndone });
    this.minutes = make('input', { type: 'text', inputMode: 'numeric', autocomplete: 'off' });
    this.minutes.value = String(minutesLeft(attempt));
    this.reason = make('textarea', { rows: 2 });
    const names = { learner: attempt.user.username, exam: attempt.proctored_exam.exam_name };
    this.dialog = new FormDialog({
      title: gettext('Reopen the exam for this learner?'),
      className: 'reopening',
      content: [
        make('p', {
          textContent: format(
            gettext(
              '{learner} can continue “{exam}” in a new attempt. Its clock starts when they continue; their due date limits the time.',
            ),
            names,
          ),
        }),
        field(gettext('Minutes'), this.minutes, { isRequired: true }),
        field(gettext('Reason'), this.reason, { hint: gettext('For the course staff; learners do not see it.') }),
      ],
      submit: { label: gettext('Reopen') },
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
    const { batch, results } = await post(reopeningUrl(this.courseId), {
      minutes,
      reason: this.reason.value.trim(),
      attempt_ids: [this.attempt.id],
    });
    const [result] = results;
    if (result.reason !== undefined) {
      this.dialog.note(problemBox(gettext('The exam was not reopened.'), { message: result.detail }));
      return false;
    }
    const answer = this.answer(batch, result);
    this.dialog.opener = answer;
    this.onDone(answer);
    return true;
  }

  answer(batch, { seconds, detail }) {
    const count = Math.floor(seconds / 60);
    const text = format(
      ngettext(
        'The exam was reopened. The learner has {count} minute when they continue.',
        'The exam was reopened. The learner has {count} minutes when they continue.',
        count,
      ),
      { count: numberText(count) },
    );
    const words = make('span', { textContent: [text, detail].filter(Boolean).join(' ') });
    const undo = make('button', { type: 'button', className: 'btn undo-reopening', textContent: gettext('Undo') });
    const element = make('div', { className: 'reopening-answer proctoring-success', tabIndex: -1 }, [words, ' ', undo]);
    undo.addEventListener('click', () => this.undo(batch, element, words, undo));
    return element;
  }

  async undo(batch, element, words, button) {
    if (button.getAttribute('aria-busy') === 'true') {
      return;
    }
    button.setAttribute('aria-busy', 'true');
    try {
      await remove(reopeningUrl(this.courseId), { batch });
      words.textContent = gettext('The exam was closed again for this learner.');
      button.hidden = true;
      this.onUndone();
    } catch (error) {
      words.textContent = format(gettext("That didn't work. {reason}"), { reason: whatToDo(error) });
      button.hidden = error.status === 400; // it can't be undone any more
    } finally {
      button.removeAttribute('aria-busy');
    }
    announce(words.textContent);
    if (button.hidden) {
      element.focus();
    }
  }
}
