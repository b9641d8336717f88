// What the LMS would say at the entrance of an exam, where a page knows that already.

import { gettext } from './texts.js';

/** Reasons that go away without the learner, and what they read of the step then. */
export const MAY_PASS = new Map([
  ['too_early', () => gettext('The exam may be started now.')],
  ['not_released', () => gettext('The course staff has let you in.')],
]);

/** The answer of the LMS, as it is when this reason, one of `MAY_PASS`, does not keep the learner out any more. */
export function foresee(answer, reason) {
  const { rule } = answer.kept_out.find((each) => each.reason === reason);
  const left = answer.kept_out.filter((each) => each.reason !== reason);
  const done = { is_done: true, waits: false, detail: MAY_PASS.get(reason)(), advice: '' };
  return {
    ...answer,
    kept_out: left,
    can_start: left.length === 0,
    waits: left.length > 0 && left.every((each) => MAY_PASS.has(each.reason)),
    steps: answer.steps.map((step) => (step.rule === rule ? { ...step, ...done } : step)),
  };
}
