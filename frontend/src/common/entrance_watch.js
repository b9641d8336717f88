// Where a learner stands at the entrance of an exam. A number that costs the server next to nothing says when to ask.

import { get, getUnnamed } from './api.js';
import { foresee, MAY_PASS } from './foresight.js';

const SIGNAL_MS = 3000;
// Not all of those who wait look in the same moment.
const SOONER_MS = 600;
// When something has changed, all ask: within this time.
const SPREAD_MS = 1500;
// Staff see as waiting who was heard of within a minute.
const ASK_MS = 45_000;
const MOST_DELAY_MS = 60_000;
// What the page has found out by itself, it asks for, once the rush is over.
const CONFIRM_MS = [8000, 25_000];

/** Calls `hear` with what the LMS says about the learner, whenever that may have changed, and `miss` with errors. */
export class EntranceWatch {
  constructor({ entranceUrl, signalUrl, signal }, { hear, miss }) {
    Object.assign(this, { entranceUrl, signalUrl, hear, miss });
    this.signal = Number(signal);
    this.isAsking = false;
    this.isNamed = false;
    this.onVisible = () => document.hidden || this.ask();
  }

  start() {
    this.lastAsked = performance.now();
    document.addEventListener('visibilitychange', this.onVisible);
    this.plan();
  }

  stop() {
    this.isOver = true;
    clearTimeout(this.timer);
    clearTimeout(this.opening);
    clearTimeout(this.confirming);
    document.removeEventListener('visibilitychange', this.onVisible);
  }

  plan() {
    clearTimeout(this.timer);
    if (!this.isOver) {
      this.timer = setTimeout(() => this.look(), SIGNAL_MS - Math.random() * SOONER_MS);
    }
  }

  /** Look at the signal; ask where it has changed, unless it says enough, and now and then. */
  async look() {
    let seen;
    try {
      seen = await this.readSignal();
    } catch (error) {
      this.miss(error);
      return;
    } finally {
      this.plan();
    }
    const { signal, is_released: isReleased } = seen;
    if (this.isForOthers(seen)) {
      this.signal = signal;
    }
    if (signal === this.signal + 1 && isReleased && this.isKeptOutBy('not_released')) {
      // The one thing that has changed is that everybody is let in.
      this.signal = signal;
      this.expect('not_released');
    } else if (signal !== this.signal) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * SPREAD_MS));
      await this.ask();
    } else if (performance.now() - this.lastAsked >= ASK_MS) {
      await this.ask();
    }
  }

  /** Whether all that has changed since the signal that is known here is that others were let in. */
  isForOthers({ signal, let_in: letIn = [] }) {
    const ticket = this.answer?.ticket;
    const named = new Map(letIn);
    let next = this.signal + 1;
    while (ticket && named.get(next)?.includes(ticket) === false) {
      next += 1;
    }
    return this.signal < signal && signal < next;
  }

  /** The signal is the same for everybody: it is asked for without a name, unless that does not work here. */
  async readSignal() {
    if (!this.isNamed) {
      try {
        const answer = await getUnnamed(this.signalUrl);
        if (Number.isInteger(answer?.signal)) {
          return answer;
        }
      } catch (error) {
        if (error.isPassing && error.status !== 0) {
          throw error;
        }
      }
    }
    const answer = await get(this.signalUrl);
    this.isNamed = true;
    return answer;
  }

  /** Ask where the learner stands. */
  async ask() {
    if (this.isAsking || this.isOver) {
      return;
    }
    this.isAsking = true;
    this.lastAsked = performance.now();
    let answer;
    try {
      answer = await get(this.entranceUrl);
    } catch (error) {
      this.miss(error);
      return;
    } finally {
      this.isAsking = false;
    }
    this.take(answer);
  }

  /** An answer has come, maybe to another question. */
  take(answer) {
    if (this.isOver) {
      return;
    }
    clearTimeout(this.confirming);
    this.signal = answer.signal;
    this.answer = answer;
    this.expectOpening(answer);
    this.hear(answer);
  }

  /** The exam may be started from a moment on: by the server's clock, which this computer's need not agree with. */
  expectOpening({ starts_from: start, now }) {
    clearTimeout(this.opening);
    const delay = start === null ? 0 : Date.parse(start) - Date.parse(now);
    if (delay > 0 && delay < MOST_DELAY_MS) {
      this.opening = setTimeout(() => this.expect('too_early'), delay + Math.random() * SOONER_MS);
    }
  }

  isKeptOutBy(reason) {
    return this.answer?.kept_out.some((each) => each.reason === reason) ?? false;
  }

  /** What kept the learner out for this reason is over. All who wait hear of it now: whoever can, asks later. */
  expect(reason) {
    if (!this.isKeptOutBy(reason) || !MAY_PASS.has(reason)) {
      this.ask();
      return;
    }
    this.answer = foresee(this.answer, reason);
    const [from, until] = CONFIRM_MS;
    clearTimeout(this.confirming);
    this.confirming = setTimeout(() => this.ask(), from + Math.random() * (until - from));
    this.hear(this.answer);
  }
}
