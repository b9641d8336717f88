// The time of the LMS, as of its last answer and a stop watch of our own.

/** What an answer says about time, and what has passed since it came. */
export class ServerTime {
  constructor(now) {
    this.now = Date.parse(now);
    this.heardAt = performance.now();
  }

  /** Seconds since the answer. */
  get passed() {
    return (performance.now() - this.heardAt) / 1000;
  }

  /** Seconds that an attempt has left; negative after the end. */
  left({ ends_at: endsAt }) {
    return -this.since(endsAt);
  }

  /** Seconds since an instant of the LMS. */
  since(instant) {
    return (this.now - Date.parse(instant)) / 1000 + this.passed;
  }
}
