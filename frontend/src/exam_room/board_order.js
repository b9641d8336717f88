// Which attempts the board shows, and in which order.

import { pageLanguage } from '../common/language.js';

const CONNECTIONS = ['gone', 'quiet', 'unknown', 'connected'];

const KEYS = {
  learner: (attempt) => attempt.username,
  exam: (attempt) => attempt.exam_name,
  status: (attempt) => attempt.status,
  started: (attempt) => attempt.started_at,
  left: (attempt) => attempt.ends_at,
  connection: (attempt) => CONNECTIONS.indexOf(attempt.connection),
  provider: (attempt) => attempt.provider,
  extra: (attempt) => attempt.extra_seconds,
};

/** Those of the exam ('': of any) whose learner's names contain the text. */
export function chosen(attempts, { text, examId }) {
  const wanted = text.toLowerCase();
  return attempts.filter(
    ({ username, full_name: fullName, exam_id: id }) =>
      (examId === '' || String(id) === examId) && `${username} ${fullName}`.toLowerCase().includes(wanted),
  );
}

/** In the order of a column, "-" before its key for descending; '' leaves them as the LMS has them: urgent ones first. */
export function sorted(attempts, ordering) {
  const valueOf = KEYS[ordering.replace(/^-/, '')];
  if (valueOf === undefined) {
    return attempts;
  }
  const { compare } = new Intl.Collator(pageLanguage(), { numeric: true });
  const sign = ordering.startsWith('-') ? -1 : 1;
  return [...attempts].sort((one, other) => byValue(valueOf(one), valueOf(other), sign, compare));
}

/** What has no value comes last in both directions. */
function byValue(one, other, sign, compare) {
  if (one === null || other === null) {
    return Number(one === null) - Number(other === null);
  }
  return sign * (typeof one === 'number' ? one - other : compare(one, other));
}

/** The exams of these attempts, each once, by name. */
export function examsOf(attempts) {
  const names = new Map(attempts.map(({ exam_id: id, exam_name: name }) => [String(id), name]));
  const { compare } = new Intl.Collator(pageLanguage(), { numeric: true });
  return [...names].map(([value, label]) => ({ value, label })).sort((one, other) => compare(one.label, other.label));
}
