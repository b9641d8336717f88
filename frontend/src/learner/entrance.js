// The page before an exam: enter it, with proctoring or without.

import { gettext } from '../common/texts.js';
import { enterExam } from './attempts.js';
import { whileBusy } from './busy.js';
import { reload } from './page.js';

/** Enter the exam; on a button that offers to do so without proctoring: ask first. */
export function enter(button) {
  const { ajaxUrl, examId, attemptProctored, startImmediately } = button.dataset;
  if (attemptProctored === 'false') {
    showOptOutQuestion();
    return undefined;
  }
  return whileBusy(button, gettext('The exam could not be started'), async () => {
    await enterExam(ajaxUrl, { examId, startClock: startImmediately !== 'false', proctored: attemptProctored });
    reload();
  });
}

/** Enter the exam without proctoring. */
export function optOut(button) {
  const { ajaxUrl, examId } = button.dataset;
  return whileBusy(button, gettext('The exam could not be started'), async () => {
    await enterExam(ajaxUrl, { examId, startClock: true, proctored: false });
    reload();
  });
}

/** Go back from the question about opting out. */
export function keepProctoring() {
  setQuestionShown(false);
  document.querySelector('.start-timed-exam[data-attempt-proctored="false"]')?.focus();
}

function showOptOutQuestion() {
  setQuestionShown(true);
  document.querySelector('.proctored-exam-skip-cancel-button')?.focus();
}

function setQuestionShown(isShown) {
  document.querySelector('.proctored-exam.entrance')?.classList.toggle('hidden', isShown);
  document.querySelector('.proctored-exam.skip-confirm-wrapper')?.classList.toggle('hidden', !isShown);
}
