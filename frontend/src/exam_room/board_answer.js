// What the LMS has said of the board so far: an answer may have only what has changed.

/** The whole answer, of the one before (null at first) and a new one. Urgent attempts come first, then early ends. */
export function completed(before, answer) {
  if (answer.since === null || before === null) {
    return answer;
  }
  const attempts = new Map(before.attempts.map((attempt) => [attempt.attempt_id, attempt]));
  answer.gone.forEach((id) => attempts.delete(id));
  answer.attempts.forEach((attempt) => attempts.set(attempt.attempt_id, attempt));
  return { ...answer, attempts: [...attempts.values()].sort(byUrgency) };
}

function byUrgency(one, other) {
  return (
    Number(other.warnings.length > 0) - Number(one.warnings.length > 0) ||
    Number(one.ends_at === null) - Number(other.ends_at === null) ||
    (Date.parse(one.ends_at) || 0) - (Date.parse(other.ends_at) || 0) ||
    one.attempt_id - other.attempt_id
  );
}
