// What the timer says beside the time: milestones, and time that was added.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { after, ATTEMPT, cleanUp, find, prepare, running, showTimer, text, time } from './exam_timer.js';
import { NO_CONNECTION, showPage } from './surroundings.js';

let lms;

beforeEach(() => {
  ({ lms } = prepare());
});

afterEach(() => cleanUp(lms));

describe('is said only when something has changed', () => {
  it('not at every poll', async () => {
    lms.on('GET', ATTEMPT, running(221));
    await showTimer(lms, { time_remaining_seconds: 281 });
    find('.timer-announce').textContent = '';

    await after(60);

    expect(lms.requests).toHaveLength(2);
    expect(text('.timer-announce')).toBe('');
  });

  it('once, however the server corrects the time', async () => {
    lms.on('GET', ATTEMPT, running(305), running(240));
    await showTimer(lms, { time_remaining_seconds: 359 });
    await after(60);
    expect(text('.timer-announce')).toBe('5 minutes left');
    find('.timer-announce').textContent = '';

    await after(30);

    expect(text('.timer-announce')).toBe('');
  });

  it('politely', async () => {
    await showTimer(lms);

    expect(find('.timer-announce').getAttribute('role')).toBe('status');
    expect(find('#time_remaining_id b').getAttribute('aria-live')).toBe('off');
    expect(find('[role="alert"]')).toBe(null);
  });
});

describe('milestones', { timeout: 60_000 }, () => {
  /** What is said in an exam of this many seconds while its time runs out, with the seconds left. */
  async function said(seconds, changes = {}) {
    lms.on('GET', ATTEMPT, NO_CONNECTION);
    const begin = performance.now();
    await showTimer(lms, {
      time_remaining_seconds: seconds,
      low_threshold_sec: seconds / 5,
      critically_low_threshold_sec: seconds / 20,
      ...changes,
    });
    const found = [];
    const place = find('.timer-announce');
    const observer = new MutationObserver(() => {
      if (/ left$/.test(place.textContent)) {
        found.push([seconds - Math.round((performance.now() - begin) / 1000), place.textContent]);
      }
    });
    observer.observe(place, { childList: true });
    await after(seconds);
    observer.disconnect();
    return found;
  }

  it('of three hours are many, and the numbers are true', async () => {
    expect(await said(10_800)).toEqual([
      [5400, '1 hour and 30 minutes left'],
      [2700, '45 minutes left'],
      [2160, '36 minutes left'],
      [1800, '30 minutes left'],
      [900, '15 minutes left'],
      [600, '10 minutes left'],
      [540, '9 minutes left'],
      [300, '5 minutes left'],
      [120, '2 minutes left'],
      [60, '1 minute left'],
      [30, '30 seconds left'],
    ]);
  });

  it('of four minutes are few', async () => {
    expect(await said(240)).toEqual([
      [120, '2 minutes left'],
      [60, '1 minute left'],
      [48, '48 seconds left'],
      [30, '30 seconds left'],
      [12, '12 seconds left'],
    ]);
  });

  it('are those of the whole exam on each of its pages, and those of a longer one after more time', async () => {
    await showTimer(lms, { time_remaining_seconds: 3000 });
    showPage('<div class="proctored_exam_status"></div>');

    expect((await said(1600, { low_threshold_sec: 0, critically_low_threshold_sec: 0 })).slice(0, 2)).toEqual([
      [1500, '25 minutes left'],
      [900, '15 minutes left'],
    ]);
  });

  it('of another exam are its own', async () => {
    await showTimer(lms, { time_remaining_seconds: 3000 });
    showPage('<div class="proctored_exam_status"></div>');

    expect((await said(1600, { attempt_id: 8, low_threshold_sec: 0 })).slice(0, 2)).toEqual([
      [900, '15 minutes left'],
      [780, '13 minutes left'],
    ]);
  });
});

describe('the end', () => {
  it('is said at once, and taken back when the server gives more time', async () => {
    lms.on('GET', ATTEMPT, running(40));
    await showTimer(lms, { time_remaining_seconds: 3 });

    await after(2);
    expect(find('[role="alert"]')).toBe(null);
    await after(1);
    expect(text('.exam-timer-over[role="alert"]')).toContain('Time is up');
    expect(document.querySelectorAll('[role="alert"]')).toHaveLength(1);
    await after(1);
    expect(document.querySelectorAll('[role="alert"]')).toHaveLength(1);

    await after(5);
    expect(time()).toBe('0:00:39');
    expect(find('[role="alert"]')).toBe(null);
  });

  it('leaves no time that keeps running while the server cannot be reached', async () => {
    lms.on('GET', ATTEMPT, NO_CONNECTION);
    await showTimer(lms, { time_remaining_seconds: 10 });

    await after(16);

    expect(text('.exam-timer-problem')).toContain("can't confirm yet that your exam has ended");
    expect(text('.exam-timer-problem')).not.toContain('keeps running');
  });
});

describe('extra time', () => {
  it('appears with the next answer of the server, and is told', async () => {
    lms.on('GET', ATTEMPT, running(960), running(900));
    await showTimer(lms, { time_remaining_seconds: 100 });
    expect(find('.exam-timer').classList.contains('warning')).toBe(true);

    await after(60);

    expect(text('.exam-timer-notice')).toBe('You were given 15 more minutes. 16 minutes left.');
    expect(text('.timer-announce')).toBe('You were given 15 more minutes. 16 minutes left.');
    expect(find('.exam-timer-notice').hidden).toBe(false);
    expect(find('.exam-timer').classList.contains('low-time')).toBe(false);
    await after(1);
    expect(time()).toBe('0:15:59');

    await after(59);
    expect(find('.exam-timer-notice').hidden).toBe(true);
  });

  it('is not what a few seconds of difference are', async () => {
    lms.on('GET', ATTEMPT, running(560));
    await showTimer(lms);

    await after(60);

    expect(find('.exam-timer-notice').hidden).toBe(true);
  });
});
