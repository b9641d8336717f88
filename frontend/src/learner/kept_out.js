// The page in the place of an exam whose entry rules keep the learner out: it goes when they are met.

import { announce } from '../common/announcer.js';
import { EntranceWatch } from '../common/entrance_watch.js';
import { reload } from './page.js';

const NOTICE = '.kept-out[data-entrance-url]';
const TYPING = 'input:not([type="button"], [type="submit"], [type="checkbox"], [type="radio"]), textarea, select';

const watched = new WeakSet();

/** Watch the entrance of the exam, if the page is kept for it. Once, however often this is called. */
export function watchKeptOut() {
  const notice = document.querySelector(NOTICE);
  if (notice === null || watched.has(notice)) {
    return;
  }
  watched.add(notice);
  const watch = new EntranceWatch(notice.dataset, {
    hear: (answer) => (notice.isConnected ? show(notice, watch, answer) : watch.stop()),
    miss: (error) => error.isPassing || watch.stop(),
  });
  watch.start();
}

function show(notice, watch, { can_start: isOpen, kept_out: keptOut }) {
  if (!isOpen) {
    const lead = notice.querySelector('.proctored-exam-lead');
    const { detail } = keptOut[0];
    if (lead !== null && lead.textContent !== detail) {
      lead.textContent = detail;
      announce(detail);
    }
    return;
  }
  watch.stop();
  whenNobodyTypes(reload);
}

/** Do it now, or when the learner has left the field of the page in which they type. */
function whenNobodyTypes(act) {
  const field = document.activeElement;
  if (field?.matches(TYPING) || field?.isContentEditable) {
    field.addEventListener('blur', () => setTimeout(() => whenNobodyTypes(act)), { once: true });
  } else {
    act();
  }
}
