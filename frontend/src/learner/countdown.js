// The time that is left, and how it is shown and said.

import { format, gettext, ngettext } from '../common/texts.js';

const TEN_MINUTES = 600;
const UNITS = [
  {
    left: (count) => ngettext('{count} hour left', '{count} hours left', count),
    span: (count) => ngettext('{count} hour', '{count} hours', count),
  },
  {
    left: (count) => ngettext('{count} minute left', '{count} minutes left', count),
    span: (count) => ngettext('{count} minute', '{count} minutes', count),
  },
  {
    left: (count) => ngettext('{count} second left', '{count} seconds left', count),
    span: (count) => ngettext('{count} second', '{count} seconds', count),
  },
];

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

/**
 * The time that is left in words, for those who hear it: to the second in the last ten minutes, to the nearest minute
 * before.
 */
export function sayTime(seconds) {
  const whole = Math.max(Math.ceil(seconds), 0);
  const parts = split(whole < TEN_MINUTES ? whole : Math.round(whole / 60) * 60);
  if (parts.length === 1) {
    const [{ left, count }] = parts;
    return format(left(count), { count });
  }
  const [larger, smaller] = parts.map(({ span, count }) => format(span(count), { count }));
  // Translators: {larger} is a time such as "2 hours", {smaller} one such as "5 minutes".
  return format(gettext('{larger} and {smaller} left'), { larger, smaller });
}

/** The units of a time that are not zero, two at most; no seconds where it is zero. */
function split(seconds) {
  const counts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = UNITS.map((unit, index) => ({ ...unit, count: counts[index] })).filter(({ count }) => count > 0);
  return parts.length > 0 ? parts : [{ ...UNITS[2], count: 0 }];
}

/** 'warning' or 'critical' when little time is left, else null. */
export function timeState(seconds, { low_threshold_sec: low, critically_low_threshold_sec: criticallyLow }) {
  if (seconds > low) {
    return null;
  }
  return seconds > criticallyLow ? 'warning' : 'critical';
}
