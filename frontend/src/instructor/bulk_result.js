// What became of a bulk allowance. The LMS tells all pairs of learner and exam when some failed, but not which ones.

import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { body, row, table } from './table.js';

/**
 * Each pair (`{ exam_id, user_id }`, as it was sent) with `isGranted`. Known by the allowances of the course before and
 * after; one that was there already, with the value that was given now, counts.
 */
export function judgePairs(pairs, { before, after, key, value }) {
  return pairs.map(({ exam_id: examId, user_id: user }) => {
    const old = findAllowance(before, examId, user, key);
    const now = findAllowance(after, examId, user, key);
    const isGranted = now !== undefined && (old?.modified !== now.modified || now.value === value);
    return { examId: String(examId), user: String(user), isGranted };
  });
}

function findAllowance(grouped, examId, user, key) {
  const name = String(user).toLowerCase();
  return Object.values(grouped)
    .flat()
    .find(
      (allowance) =>
        allowance.key === key &&
        String(allowance.proctored_exam.id) === String(examId) &&
        [allowance.user.username.toLowerCase(), allowance.user.email.toLowerCase()].includes(name),
    );
}

/** The results as a table under a sentence; those that failed come first. */
export function resultTable(results, examNames) {
  const failed = results.filter(({ isGranted }) => !isGranted);
  const columns = [gettext('Learner'), gettext('Exam'), gettext('Result')];
  const rows = [...failed, ...results.filter(({ isGranted }) => isGranted)].map(({ user, examId, isGranted }) =>
    row(columns, [[user], [examNames.get(examId) ?? examId], [resultText(isGranted)]], {
      className: isGranted ? 'is-granted' : 'is-refused',
    }),
  );
  const summary = format(
    ngettext(
      '{failed} of {count} allowance could not be added.',
      '{failed} of {count} allowances could not be added. The others were.',
      results.length,
    ),
    { failed: failed.length, count: results.length },
  );
  return make('div', { className: 'proctoring-problem bulk-results' }, [
    make('p', { className: 'problem-title', role: 'alert', textContent: summary }),
    table({ className: 'bulk-result-table', caption: gettext('Results'), columns }, [body(rows)]),
  ]);
}

function resultText(isGranted) {
  return isGranted
    ? gettext('Added')
    : gettext("Not added. Check the learner's username or email, and whether the exam is still active.");
}
