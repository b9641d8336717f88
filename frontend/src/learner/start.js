// What runs as soon as the script is there.

import { listenForActions } from './actions.js';
import { showPlace } from './arrival.js';
import { watchKeptOut } from './kept_out.js';
import { showTimesOfLearner } from './results.js';
import { openClosedPage } from './seb.js';
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
  showPage();
  // The courseware puts the pages of a sequence in without loading the whole page.
  new MutationObserver(showPage).observe(document.body, { childList: true, subtree: true });
}

function showPage() {
  showTimesOfLearner();
  showPlace();
  openClosedPage();
  watchKeptOut();
}
