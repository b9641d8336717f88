// Pages after an exam.

import { pageLanguage } from '../common/language.js';
import { gettext } from '../common/texts.js';
import { acknowledgeResult } from './attempts.js';
import { whileBusy } from './busy.js';
import { allowLeaving, reload } from './page.js';

/** How a moment is written: with the time and its zone. */
export const MOMENT = {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
};

/** Look at the exam again. */
export function visitExamContent(button) {
  allowLeaving();
  return whileBusy(button, gettext("The exam can't be shown"), async () => {
    await acknowledgeResult(button.dataset.actionUrl);
    reload();
  });
}

/** The learner understands what starting again costs: allow it. */
export function allowRestart(confirmation) {
  const scope = confirmation.closest('.sequence') ?? document;
  const button = scope.querySelector('.exam-action-button');
  button.disabled = false;
  button.focus();
}

/** Show the moments that a page names, such as a due date, in the learner's own time. */
export function showTimesOfLearner() {
  for (const element of document.querySelectorAll('#wait_deadline[data-wait-deadline], time[data-learners-time]')) {
    const text = element.dataset.waitDeadline ?? element.dateTime;
    const moment = new Date(text);
    if (!Number.isNaN(moment.getTime())) {
      const time = document.createElement('time');
      time.dateTime = text;
      time.textContent = moment.toLocaleString(pageLanguage(), MOMENT);
      element.replaceChildren(...(element.matches('time') ? time.childNodes : [time]));
    }
    element.removeAttribute('data-wait-deadline');
    element.removeAttribute('data-learners-time');
  }
}
