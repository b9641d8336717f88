// Attempts of a course, by learner and exam.

import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { attemptActions, groupActions, readyMark } from './attempt_actions.js';
import { body, row, table } from './table.js';
import { attemptStatusWord, dateNode, EMPTY, examTypeWord, minutesText } from './words.js';

const columns = () => [
  gettext('Learner'),
  gettext('Exam'),
  gettext('Time limit (minutes)'),
  gettext('Type'),
  gettext('Started'),
  gettext('Completed'),
  gettext('Status'),
  gettext('Ready to resume'),
  gettext('Actions'),
];

/** The table for what the LMS gives: newest attempts, each with all of that learner and exam under `all_attempts`. */
export function attemptTable(groups) {
  const names = columns();
  const bodies = groups.flatMap((group) => groupBodies(names, group));
  return table(
    { className: 'exam-attempts-table', caption: gettext('Attempts by learner and exam'), columns: names },
    bodies,
  );
}

function groupBodies(names, newest) {
  const attempts = newest.all_attempts ?? [newest];
  const { user, proctored_exam: exam } = newest;
  if (attempts.length < 2) {
    return [body([row(names, cells(newest, [user.username], exam.exam_name, groupActions(newest, 1)))])];
  }
  const id = newId('attempts');
  const trigger = accordionTrigger(newest, attempts.length, id);
  const name = [make('span', { className: 'learner-name', textContent: user.username }), trigger];
  const head = row(names, cells(newest, name, exam.exam_name, groupActions(newest, attempts.length)), {
    'data-contents': `${id}_contents`,
  });
  const rows = attempts.map((attempt, index) => attemptRow(names, attempt, attempts.length - index, attempts.length));
  const contents = { id: `${id}_contents`, className: 'accordion-panel is-hidden', hidden: true };
  return [body([head], { id }), body(rows, contents)];
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
    [make('div', { className: 'row-actions' }, [actions])],
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
