// The part about Safe Exam Browser, and checks of it while the page is open: they are good for a few minutes each.

import { checkSeb } from '../common/seb_frame.js';

// As often as while an exam runs.
const AGAIN_MS = 120_000;
// A check that has just been made is not made again at once, whatever the server says then.
const SOON_MS = 10_000;

/** `element` is that part; null where the exam needs no Safe Exam Browser. */
export class SebPart {
  constructor(element, { ask, open }) {
    Object.assign(this, { element, ask, open });
    this.checkedAt = performance.now();
  }

  /** Whether the server has found, as the page was opened, that this is the right browser. */
  get isRight() {
    return this.element?.dataset.checked === 'true';
  }

  show(isToDo) {
    this.element?.toggleAttribute('hidden', !isToDo && !this.isRight);
    const age = performance.now() - this.checkedAt;
    if (this.isRight && age >= (isToDo ? SOON_MS : AGAIN_MS)) {
      this.check(isToDo);
    }
  }

  /** Have the browser checked once more. If it fails when that matters, the server says what is wrong. */
  async check(isToDo) {
    this.checkedAt = performance.now();
    const isRight = await checkSeb(this.element.dataset.challengeUrl);
    if (isToDo) {
      (isRight ? this.ask : this.open)();
    }
  }
}
