// Pages after an exam.

import { pageLanguage } from '../common/language.js';
import { gettext } from '../common/texts.js';
import { acknowledgeResult } from './attempts.js';
import { whileBusy } from './busy.js';
import { allowLeaving, reload } from './page.js';

/** Look at the exam again. */
export function visitExamContent(button) {
  allowLeaving();
  return whileBusy(button, gettext('The exam cannot be shown'), async () => {
    await acknowledgeResult(button.dataset.actionUrl);
    reload();
  });
}

/** The learner understands what starting again costs: let him. */
export function allowRestart(confirmation) {
  const scope = confirmation.closest('.sequence') ?? document;
  const button = scope.querySelector('.exam-action-button');
  button.disabled = false;
  button.focus();
}

/** Show when a result becomes visible, in the learner's own time. */
export function showWaitDeadline() {
  for (const element of document.querySelectorAll('#wait_deadline[data-wait-deadline]')) {
    const deadline = new Date(element.dataset.waitDeadline);
    if (!Number.isNaN(deadline.getTime())) {
      const time = document.createElement('time');
      time.dateTime = element.dataset.waitDeadline;
      time.textContent = deadline.toLocaleString(pageLanguage(), {
        year: 'numeric',
        month: 'long',
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        timeZoneName: 'short',
      });
      element.replaceChildren(time);
      element.removeAttribute('data-wait-deadline');
    }
  }
}
