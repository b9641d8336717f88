// The buttons of the part about Safe Exam Browser on the entrance of an exam.

import { post } from '../common/api.js';

const ASKED = 'proctoring-seb-asked';
const AGAIN_MS = 30_000;

/** Make the buttons work. In Safe Exam Browser, the check begins by itself, unless it has just failed. */
export function startBlock(element) {
  if (!element) {
    return;
  }
  element.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-seb-open], [data-seb-check-now]');
    if (button) {
      act(element, button);
    }
  });
  const button = element.querySelector('[data-seb-check-now]');
  if (button && isNew()) {
    act(element, button);
  }
}

async function act(element, button) {
  if (button.getAttribute('aria-disabled') === 'true') {
    return;
  }
  const problem = element.querySelector('[data-seb-problem]');
  problem.textContent = '';
  button.setAttribute('aria-disabled', 'true'); // a button that is switched off would lose the focus
  try {
    location.assign(await addressFor(element, button));
  } catch (error) {
    problem.textContent = error.message;
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

async function addressFor(element, button) {
  const { sebOpen } = button.dataset;
  if (sebOpen) {
    return (await post(element.dataset.linkUrl, {}))[sebOpen];
  }
  return (await post(element.dataset.challengeUrl, {})).address;
}

/** Whether the check has not begun by itself lately: a failed one leads back to this page. */
function isNew() {
  try {
    const before = Number(sessionStorage.getItem(ASKED));
    sessionStorage.setItem(ASKED, String(Date.now()));
    return Date.now() - before > AGAIN_MS;
  } catch {
    return false;
  }
}
