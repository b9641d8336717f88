// What staff does with attempts.

import { put, remove } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { attemptUrl, resetUrl, timelineUrl } from './addresses.js';
import { actionMenu } from './menu.js';
import { canReopen, ReopenForm } from './reopen_form.js';
import { actInRow } from './row_action.js';
import { EMPTY } from './words.js';

/** The buttons for a learner's attempts at an exam: those for the newest one, and the reset of all. */
export function groupActions(attempt, count) {
  const reset = actionButton('remove-attempt', gettext('Reset'), attempt, resetQuestion(attempt, count));
  return withMenu(attempt, [
    ...(canResume(attempt) ? [resumeButton(attempt)] : []),
    ...(canReopen(attempt) ? [reopenButton(attempt)] : []),
    reset,
  ]);
}

/** The buttons for one of several attempts. `onRemoved` is called with its row when it is gone. */
export function attemptActions(attempt, number, onRemoved) {
  const removal = actionButton(
    'delete-attempt',
    gettext('Remove'),
    attempt,
    removeQuestion(attempt, number),
    onRemoved,
  );
  return withMenu(attempt, canResume(attempt) ? [resumeButton(attempt), removal] : [removal]);
}

/** The link to everything that happened to an attempt. It leads there also after the attempt was removed. */
export function timelineLink(attempt) {
  return make('a', {
    className: 'timeline-link',
    href: timelineUrl(attempt.proctored_exam.course_id, attempt.id),
    textContent: gettext('Timeline'),
    'aria-label': label(gettext('Timeline'), attempt),
  });
}

function canResume({ is_resumable: isResumable, ready_to_resume: isReady, proctored_exam: exam }) {
  return isResumable && !isReady && !exam.is_practice_exam;
}

function withMenu(attempt, buttons) {
  return buttons.length > 1 ? actionMenu(label(gettext('Actions'), attempt), buttons) : buttons[0];
}

function namedButton(className, text, attempt) {
  return make('button', {
    type: 'button',
    className: `btn ${className}`,
    textContent: text,
    'aria-label': label(text, attempt),
    'data-attempt-id': attempt.id,
    'data-user-id': attempt.user.id,
    'data-exam-id': attempt.proctored_exam.id,
  });
}

function actionButton(className, text, attempt, action, onDone = () => {}) {
  const button = namedButton(className, text, attempt);
  const after = (row) => {
    action.after(row);
    onDone(row);
  };
  button.addEventListener('click', () => actInRow(button, { ...action, after }));
  return button;
}

function label(text, attempt) {
  return format(gettext('{action}: {learner}, {exam}'), { action: text, ...names(attempt) });
}

function names({ user, proctored_exam: exam }) {
  return { learner: user.username, exam: exam.exam_name };
}

// Each action: the question before it, the request, the answer after it, and what the row looks like then.

function resumeButton(attempt) {
  return actionButton('resume-attempt', gettext('Let learner resume'), attempt, {
    question: {
      title: gettext('Let this learner resume the exam?'),
      message: format(
        gettext('{learner} can continue “{exam}” with the time that was left when the error occurred.'),
        names(attempt),
      ),
      yes: gettext('Let learner resume'),
    },
    work: () => put(attemptUrl(attempt.id), { action: 'mark_ready_to_resume', user_id: attempt.user.id }),
    done: gettext('The learner can now resume the exam.'),
    after: (row) => {
      row.querySelector('.ready-to-resume').replaceChildren(...readyMark());
      row
        .querySelectorAll('.resume-attempt, .reopen-attempt')
        .forEach((button) => (button.closest('li') ?? button).remove());
    },
  });
}

function reopenButton(attempt) {
  const button = namedButton('reopen-attempt', gettext('Reopen…'), attempt);
  button.addEventListener('click', () => {
    const row = button.closest('tr');
    const ready = row.querySelector('.ready-to-resume');
    const items = [...row.querySelectorAll('.resume-attempt, .reopen-attempt')].map((each) => each.closest('li'));
    const list = items[0].parentElement;
    new ReopenForm({
      courseId: attempt.proctored_exam.course_id,
      attempt,
      onDone: (answer) => {
        row.querySelectorAll('.row-answer, .reopening-answer').forEach((element) => element.remove());
        row.lastElementChild.append(answer);
        ready.replaceChildren(...readyMark());
        items.forEach((item) => item.remove());
      },
      onUndone: () => {
        ready.replaceChildren(EMPTY);
        list.prepend(...items);
      },
    });
  });
  return button;
}

function resetQuestion(attempt, count) {
  const values = { ...names(attempt), count };
  return {
    question: {
      title: gettext('Reset the exam for this learner?'),
      message:
        count === 1
          ? format(
              gettext("The attempt by {learner} at “{exam}” and its result will be removed. You can't undo this."),
              values,
            )
          : format(
              gettext(
                "All {count} attempts by {learner} at “{exam}” and their results will be removed. You can't undo this.",
              ),
              values,
            ),
      yes: gettext('Reset'),
    },
    work: () => remove(resetUrl(attempt.proctored_exam.id, attempt.user.id)),
    done: gettext('The exam was reset. The learner can start over.'),
    after: (row) => {
      markRemoved(row);
      row
        .closest('table')
        .querySelector(`#${row.dataset.contents ?? 'none'}`)
        ?.remove();
      row.querySelector('.accordion-trigger')?.remove();
    },
  };
}

function removeQuestion(attempt, number) {
  const values = { ...names(attempt), number };
  return {
    question: {
      title: gettext('Remove this attempt?'),
      message: format(
        gettext(
          "Attempt {number} by {learner} at “{exam}” and its result will be removed. Other attempts are kept. You can't undo this.",
        ),
        values,
      ),
      yes: gettext('Remove'),
    },
    work: () => remove(attemptUrl(attempt.id)),
    done: gettext('The attempt was removed.'),
    after: markRemoved,
  };
}

function markRemoved(row) {
  row.classList.add('is-removed');
  row.querySelectorAll('.row-actions button, .row-actions .action-menu').forEach((element) => element.remove());
}

/** What says that a learner can resume. */
export function readyMark() {
  return [
    make('span', { className: 'check-mark', 'aria-hidden': 'true', textContent: '✓' }),
    make('span', { className: 'for-screen-readers', textContent: gettext('Yes') }),
  ];
}
