// When the time that is left is said without being asked for.

const MINUTE = 60;
const OF_ALL_EXAMS = [30, 15, 10, 5, 2, 1, 0.5].map((minutes) => minutes * MINUTE);
const HALF_HOUR = 30 * MINUTE;

/**
 * The seconds left at which an exam of this many seconds says so, most first: at half of its time, of a long exam at
 * half of that again and so on, then half an hour, 15, 10, 5, 2 and 1 minutes and 30 seconds before its end.
 */
export function milestones(length) {
  const marks = new Set(OF_ALL_EXAMS);
  let half = length;
  do {
    half = Math.floor(half / 2 / MINUTE) * MINUTE;
    marks.add(half);
  } while (half > 2 * HALF_HOUR);
  return [...marks].filter((mark) => mark > 0).sort((one, other) => other - one);
}

/** The milestones of an exam that are still to come. */
export class Milestones {
  /** Of an exam of `length` seconds of which `remaining` are left, which have been said. */
  constructor(length, remaining) {
    this.ahead = milestones(length).filter((mark) => mark < Math.ceil(remaining));
  }

  /** Whether one has been reached since this was asked last. Each is reached once, whatever the server corrects. */
  isReached(remaining) {
    const before = this.ahead.length;
    this.ahead = this.ahead.filter((mark) => mark < Math.ceil(remaining));
    return this.ahead.length < before;
  }
}
