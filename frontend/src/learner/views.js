// The published views of a course page.

import { showOnboardingInfo } from './onboarding_info.js';
import { startTimer } from './timer.js';

/** The exam timer in `el`; it is drawn as soon as the learner is in an exam. */
export class ProctoredExamView {
  constructor({ el = '.proctored_exam_status' } = {}) {
    this.el = elementOf(el);
    startTimer(this.el);
  }

  /** Nothing more to do: the timer draws itself. */
  render() {
    return this;
  }
}

/** The onboarding panel in `el`. */
export class ProctoredExamInfo {
  constructor({ el = '.proctoring-info-panel' } = {}) {
    this.el = elementOf(el);
    startOnboardingInfo(this.el);
  }

  render() {
    return this;
  }
}

const filled = new WeakSet();

/** Fill the panel, if the page has one, once. */
export function startOnboardingInfo(panel = document.querySelector('.proctoring-info-panel')) {
  if (panel && !filled.has(panel)) {
    filled.add(panel);
    showOnboardingInfo(panel);
  }
}

/** Hosts pass an element, a selector or a jQuery object. */
function elementOf(el) {
  if (typeof el === 'string') {
    return document.querySelector(el);
  }
  return el?.jquery ? (el[0] ?? null) : el;
}
