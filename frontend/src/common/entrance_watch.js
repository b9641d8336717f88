// Where a learner stands at the entrance of an exam. A number that costs the server next to nothing says when to ask.

import { get } from './api.js';

const SIGNAL_MS = 3000;
// Not all of those who wait ask in the same moment.
const SOONER_MS = 600;
const ASK_MS = 30_000;
const MOST_DELAY_MS = 60_000;

/** Calls `hear` with what the LMS says about the learner, whenever that may have changed, and `miss` with errors. */
export class EntranceWatch {
  constructor({ entranceUrl, signalUrl, signal }, { hear, miss }) {
    Object.assign(this, { entranceUrl, signalUrl, hear, miss });
    this.signal = Number(signal);
    this.isAsking = false;
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
    document.removeEventListener('visibilitychange', this.onVisible);
  }

  plan() {
    clearTimeout(this.timer);
    if (!this.isOver) {
      this.timer = setTimeout(() => this.look(), SIGNAL_MS - Math.random() * SOONER_MS);
    }
  }

  /** Look at the signal; ask where it has changed, and now and then. */
  async look() {
    try {
      const { signal } = await get(this.signalUrl);
      if (signal !== this.signal || performance.now() - this.lastAsked >= ASK_MS) {
        await this.ask();
      }
    } catch (error) {
      this.miss(error);
    }
    this.plan();
  }

  /** Ask where the learner stands. */
  async ask() {
    if (this.isAsking || this.isOver) {
      return;
    }
    this.isAsking = true;
    this.lastAsked = performance.now();
    try {
      this.take(await get(this.entranceUrl));
    } catch (error) {
      this.miss(error);
    } finally {
      this.isAsking = false;
    }
  }

  /** An answer has come, maybe to another question. */
  take(answer) {
    this.signal = answer.signal;
    this.expectOpening(answer);
    this.hear(answer);
  }

  /** The exam may be started from a moment on: by the server's clock, which this computer's need not agree with. */
  expectOpening({ starts_from: start, now }) {
    clearTimeout(this.opening);
    const delay = start === null ? 0 : Date.parse(start) - Date.parse(now);
    if (delay > 0 && delay < MOST_DELAY_MS) {
      this.opening = setTimeout(() => this.ask(), delay + Math.random() * SOONER_MS);
    }
  }
}
