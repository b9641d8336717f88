// What runs as soon as the script is there.

import { listenForActions } from './actions.js';
import { showWaitDeadline } from './results.js';
import { watchSetUp } from './setup.js';
import { startTimer } from './timer.js';
import { startOnboardingInfo } from './views.js';

const STARTED = Symbol.for('edx-proctoring.learner');

/** Make the page work. Once a page, also when the host's bundle and an exam's page both bring the script. */
export function start() {
  if (document[STARTED]) {
    return;
  }
  document[STARTED] = true;
  listenForActions();
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', startPage);
  } else {
    startPage();
  }
}

function startPage() {
  startTimer();
  startOnboardingInfo();
  watchSetUp();
  showWaitDeadline();
  // The courseware puts the pages of a sequence in without loading the whole page.
  new MutationObserver(showWaitDeadline).observe(document.body, { childList: true, subtree: true });
}
