// What became of a bulk allowance, or what would: the LMS says so for each pair of learner and exam.
//
// A pair is `{ exam_id, user_id, granted, detail }`, with `value` and `former_value` (null: there was none) if it was
// granted. `detail` is a text of the LMS: why nothing was given, or what else there is to know.

import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { body, row, table } from './table.js';

const MOST_LINES = 5;

/** The pairs whose allowance would be worse afterward: less time, or another text in the place of one. */
export function losses(pairs, kind) {
  const isTime = kind !== 'review_policy_exception';
  return pairs.filter(({ granted, former_value: former, value }) => {
    if (!granted || former === null || former === value) {
      return false;
    }
    return isTime ? Number(former) > Number(value) : former !== '';
  });
}

/** The question before such pairs are changed. */
export function lossQuestion(lost, kind, examNames) {
  const lines = lost.slice(0, MOST_LINES).map(({ user_id: user, exam_id: examId, former_value: former, value }) =>
    format(gettext('{learner}, {exam}: {former} now, {value} afterward'), {
      learner: user,
      exam: nameOf(examId, examNames),
      former,
      value,
    }),
  );
  const count = lost.length - MOST_LINES;
  if (count > 0) {
    lines.push(format(ngettext('and {count} more', 'and {count} more', count), { count }));
  }
  const what =
    kind === 'review_policy_exception'
      ? gettext('An allowance of this type exists already. It will be replaced:')
      : gettext('More additional time (in minutes) has been given already. It will be reduced:');
  return { title: gettext('Replace existing allowances?'), message: [what, ...lines].join('\n') };
}

/** Whether there is something to read in the results. */
export function areNotable(pairs) {
  return pairs.some(({ granted, detail, former_value: former }) => !granted || detail || former !== null);
}

/** The results as a table under a sentence; those that failed come first. */
export function resultTable(pairs, examNames) {
  const failed = pairs.filter(({ granted }) => !granted);
  const columns = [gettext('Learner'), gettext('Exam'), gettext('Result')];
  const rows = [...failed, ...pairs.filter(({ granted }) => granted)].map((pair) =>
    row(columns, [[String(pair.user_id)], [nameOf(pair.exam_id, examNames)], [resultText(pair)]], {
      className: pair.granted ? 'is-granted' : 'is-refused',
    }),
  );
  const hasFailed = failed.length > 0;
  return make('div', { className: `bulk-results ${hasFailed ? 'proctoring-problem' : 'proctoring-success'}` }, [
    make('p', {
      className: 'problem-title',
      role: hasFailed ? 'alert' : 'status',
      textContent: summary(failed.length, pairs.length),
    }),
    table({ className: 'bulk-result-table', caption: gettext('Results'), columns }, [body(rows)]),
  ]);
}

function summary(failed, count) {
  if (failed === 0) {
    return addedText(count);
  }
  if (failed === count) {
    return gettext('No allowance was added.');
  }
  return format(
    ngettext(
      '{failed} of {count} allowance could not be added.',
      '{failed} of {count} allowances could not be added. The others were.',
      count,
    ),
    { failed, count },
  );
}

/** How many were added. */
export function addedText(count) {
  return format(ngettext('{count} allowance was added.', '{count} allowances were added.', count), { count });
}

function resultText({ granted, detail, value, former_value: former }) {
  if (!granted) {
    return format(gettext('Not added. {reason}'), { reason: detail });
  }
  return [grantText(value, former), detail].filter(Boolean).join(' ');
}

function grantText(value, former) {
  if (former === null) {
    return format(gettext('Added: {value}.'), { value });
  }
  return former === value
    ? format(gettext('Unchanged: {value}.'), { value })
    : format(gettext('Changed: {former} before, {value} now.'), { former, value });
}

function nameOf(examId, examNames) {
  return examNames.get(String(examId)) ?? String(examId);
}
