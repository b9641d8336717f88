// Which button does what. The first selector that fits decides.

import { enter, keepProctoring, optOut } from './entrance.js';
import { leaveEndPage, startExam, updateStatus } from './exam_actions.js';
import { allowRestart, visitExamContent } from './results.js';
import { copyExamCode, decline, goToExam, startSystemCheck } from './setup.js';

const ACTIONS = [
  ['.start-timed-exam', enter],
  ['.proctored-exam-skip-confirm-button', optOut],
  ['.proctored-exam-skip-cancel-button', keepProctoring],
  ['#software_download_link', startSystemCheck],
  ['.js-start-proctored-exam', goToExam],
  ['#copy-exam-code', copyExamCode],
  ['.proctored-decline-exam', decline],
  ['.proctored-enter-exam', startExam],
  ['.visit-exam-button', visitExamContent],
  ['.exam-action-confirm', allowRestart],
  ['[name="submit-proctored-exam"], [name="goback-proctored-exam"]', leaveEndPage],
  ['.exam-action-button[data-action][data-change-state-url]', updateStatus],
];
const ANY_ACTION = ACTIONS.map(([selector]) => selector).join(', ');

/** Make the buttons work: those that are on the page, and those that come later. */
export function listenForActions() {
  document.addEventListener('click', (event) => {
    // A host's own template may bring a script that has dealt with the click.
    const element = event.defaultPrevented ? null : event.target.closest?.(ANY_ACTION);
    if (element) {
      event.preventDefault();
      const [, act] = ACTIONS.find(([selector]) => element.matches(selector));
      act(element);
    }
  });
}
