// Leaving and reloading the page.

import { leaveForNextPage } from './arrival.js';

let question = null;

/** Have the browser ask before the learner leaves the page while the condition holds. */
export function askBeforeLeaving(condition) {
  allowLeaving();
  question = (event) => {
    if (condition()) {
      event.preventDefault();
    }
  };
  window.addEventListener('beforeunload', question);
}

/** Let the learner leave without being asked. */
export function allowLeaving() {
  window.removeEventListener('beforeunload', question);
  window.onbeforeunload = null;
  // A host's own scripts bind the question with jQuery.
  window.jQuery?.(window).off('beforeunload');
}

/** Show what the LMS has for the learner now. */
export function reload() {
  leaveForNextPage();
  location.reload();
}

/** Go to another page. */
export function visit(url) {
  leaveForNextPage();
  location.assign(url);
}
