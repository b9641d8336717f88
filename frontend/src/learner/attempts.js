// The learner's attempts, as the LMS keeps them.

import { get, post, put } from '../common/api.js';

const TIMER_URL = '/api/edx_proctoring/v1/proctored_exam/attempt';

/**
 * The timer of the exam that runs; `in_timed_exam` is false when none does. `contentId`, if any, is the section that the
 * learner looks at: `open_exam` tells about an exam there that is taken without proctoring.
 */
export function readTimer(contentId) {
  return get(TIMER_URL, contentId ? { content_id: contentId } : {});
}

/** One attempt: `status`, `time_remaining_seconds`, `accessibility_time_string`. Ends it if its time is over. */
export function readAttempt(url, parameters) {
  return get(url, parameters);
}

/** Make an attempt. `proctored` undefined: the exam knows no proctoring. */
export function enterExam(url, { examId, startClock, proctored }) {
  // Truth values go as text: every release of the server reads that.
  const values = { exam_id: examId, start_clock: String(startClock) };
  if (proctored !== undefined) {
    values.attempt_proctored = String(proctored);
  }
  return post(url, values);
}

/** Move the attempt on. `detail` says what went wrong, for action `error`. */
export function changeStatus(url, action, detail) {
  return put(url, detail === undefined ? { action } : { action, detail });
}

/** Note that the learner has seen the result, so that they can look at the exam again. */
export function acknowledgeResult(url) {
  return put(url);
}
