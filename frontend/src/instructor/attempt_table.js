// Attempts of a course, by learner and exam.

import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { attemptActions, groupActions, readyMark, timelineLink } from './attempt_actions.js';
import { sortHeader } from './sort_header.js';
import { body, columnHeader, row, table } from './table.js';
import { attemptStatusWord, dateNode, EMPTY, examTypeWord, minutesText } from './words.js';

// `key` is what the LMS sorts by.
const columns = () => [
  { text: gettext('Learner'), key: 'user__username' },
  { text: gettext('Exam'), key: 'proctored_exam__exam_name' },
  { text: gettext('Time limit'), key: 'allowed_time_limit_mins' },
  { text: gettext('Type') },
  { text: gettext('Started'), key: 'started_at' },
  { text: gettext('Completed'), key: 'completed_at' },
  { text: gettext('Status'), key: 'status' },
  { text: gettext('Ready to resume') },
  { text: gettext('Actions') },
];

/**
 * The table for what the LMS gives: newest attempts, each with all of that learner and exam under `all_attempts`.
 * `sorting` is the order they are in, and what changes it (see `sortHeader`); without it, there is one order only.
 */
export function attemptTable(groups, sorting) {
  const all = columns();
  const names = all.map(({ text }) => text);
  const headers = all.map(({ text, key }) => (key && sorting ? sortHeader(text, key, sorting) : columnHeader(text)));
  const bodies = groups.flatMap((group) => groupBodies(names, group));
  return table({ className: 'exam-attempts-table', caption: gettext('Attempts by learner and exam'), headers }, bodies);
}

function groupBodies(names, newest) {
  const attempts = newest.all_attempts ?? [newest];
  const { proctored_exam: exam } = newest;
  if (attempts.length < 2) {
    return [body([row(names, cells(newest, learnerName(newest), exam.exam_name, groupActions(newest, 1)))])];
  }
  const id = newId('attempts');
  const trigger = accordionTrigger(newest, attempts.length, id);
  const name = [...learnerName(newest), ' ', trigger];
  const head = row(names, cells(newest, name, exam.exam_name, groupActions(newest, attempts.length)), {
    'data-contents': `${id}_contents`,
  });
  const rows = attempts.map((attempt, index) => attemptRow(names, attempt, attempts.length - index, attempts.length));
  const contents = { id: `${id}_contents`, className: 'accordion-panel is-hidden', hidden: true };
  return [body([head], { id }), body(rows, contents)];
}

/** The username and, where the LMS has one, the name that people know the learner by. */
export function learnerName({ user, full_name: fullName }) {
  const username = make('span', { className: 'learner-name', textContent: user.username });
  return fullName && fullName !== user.username
    ? [username, ' ', make('span', { className: 'full-name' }, [make('bdi', { textContent: fullName })])]
    : [username];
}

function attemptRow(names, attempt, number, count) {
  const name = format(gettext('Attempt {number} of {count}'), { number, count });
  const actions = attemptActions(attempt, number, (element) => element.classList.add('is-removed'));
  return row(names, cells(attempt, [name], attempt.proctored_exam.exam_name, actions));
}

function cells(attempt, name, examName, actions) {
  const ready = make(
    'span',
    { className: 'ready-to-resume' },
    attempt.ready_to_resume && !attempt.resumed ? readyMark() : [EMPTY],
  );
  return [
    name,
    [examName],
    [minutesText(attempt.allowed_time_limit_mins)],
    [examTypeWord(attempt.proctored_exam)],
    [dateNode(attempt.started_at)],
    [dateNode(attempt.completed_at)],
    [make('span', { className: `status-chip ${attempt.status}`, textContent: attemptStatusWord(attempt.status) })],
    [ready],
    [make('div', { className: 'row-actions' }, [actions, timelineLink(attempt)])],
  ];
}

function accordionTrigger(attempt, count, id) {
  const text = format(ngettext('{count} attempt', '{count} attempts', count), { count });
  const trigger = make('button', {
    type: 'button',
    className: 'accordion-trigger',
    textContent: text,
    'aria-label': format(gettext('{attempts} by {learner} at {exam}'), {
      attempts: text,
      learner: attempt.user.username,
      exam: attempt.proctored_exam.exam_name,
    }),
    'aria-expanded': 'false',
    'aria-controls': `${id}_contents`,
  });
  trigger.addEventListener('click', () => {
    const isOpen = trigger.getAttribute('aria-expanded') !== 'true';
    const contents = trigger.closest('table').querySelector(`#${id}_contents`);
    trigger.setAttribute('aria-expanded', String(isOpen));
    contents.hidden = !isOpen;
    contents.classList.toggle('is-hidden', !isOpen);
  });
  return trigger;
}
