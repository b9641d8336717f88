// Where the learner is after one page has followed another: the title and the focus say so.

import { recall, remember } from './memory.js';

const MOVED = 'proctoring-moved-at';
const HEADING = ':is(.sequence.timed-exam, .sequence.proctored-exam) h3, .proctored-exam-open h2';
// The courseware may put the page in some time after it has loaded.
const WAIT_MS = 30_000;

let heading = null;
let title = { own: '', before: '' };

/** The page is about to be followed by another, since the learner or the timer has done something. */
export function leaveForNextPage() {
  remember(MOVED, Date.now());
}

/** Name the page of the exam that is shown now in the title; focus its heading if the learner has just come here. */
export function showPlace() {
  const found = document.querySelector(HEADING);
  if (found === heading) {
    return;
  }
  heading = found;
  if (document.title === title.own) {
    document.title = title.before;
  }
  if (found === null) {
    return;
  }
  const before = document.title;
  document.title = [found.textContent.trim().replaceAll(/\s+/g, ' '), before].filter(Boolean).join(' – ');
  title = { own: document.title, before };
  takeFocus(found);
}

function takeFocus(element) {
  const hasJustCome = Date.now() - Number(recall(MOVED)) < WAIT_MS;
  remember(MOVED, 0);
  // Whoever has gone somewhere on the page meanwhile stays there.
  if (hasJustCome && (document.activeElement ?? document.body) === document.body) {
    element.tabIndex = -1;
    element.focus();
  }
}
