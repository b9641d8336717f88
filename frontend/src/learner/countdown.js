// The time that is left, and how it is shown and said.

import { format, ngettext } from '../common/texts.js';

/** Counts down from what the server has said last. Not moved by changes of the computer's date and time. */
export class Countdown {
  constructor(seconds) {
    this.set(seconds);
  }

  /** What the server says now. */
  set(seconds) {
    this.seconds = seconds;
    this.heardAt = performance.now();
  }

  /** Seconds left; negative after the end. */
  get remaining() {
    return this.seconds - (performance.now() - this.heardAt) / 1000;
  }
}

/** `h:mm:ss`; nothing is left after the end. A second that has begun counts in full. */
export function formatTime(seconds) {
  const whole = Math.max(Math.ceil(seconds), 0);
  const twoDigits = (number) => String(number).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${twoDigits(Math.floor(whole / 60) % 60)}:${twoDigits(whole % 60)}`;
}

/** The time that is left in words, for those who hear it: minutes, in the last one seconds. */
export function sayTime(seconds) {
  const whole = Math.max(Math.ceil(seconds), 0);
  if (whole < 60) {
    return format(ngettext('{count} second left', '{count} seconds left', whole), { count: whole });
  }
  const minutes = Math.round(whole / 60);
  return format(ngettext('{count} minute left', '{count} minutes left', minutes), { count: minutes });
}

/** 'warning' or 'critical' when little time is left, else null. */
export function timeState(seconds, { low_threshold_sec: low, critically_low_threshold_sec: criticallyLow }) {
  if (seconds > low) {
    return null;
  }
  return seconds > criticallyLow ? 'warning' : 'critical';
}
