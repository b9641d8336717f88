// What the timer says beside the time: milestones, and time that was added.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { after, ATTEMPT, cleanUp, find, prepare, running, showTimer, text, time } from './exam_timer.js';

let lms;

beforeEach(() => {
  ({ lms } = prepare());
});

afterEach(() => cleanUp(lms));

describe('is said only when something has changed', () => {
  it('not at every poll', async () => {
    lms.on('GET', ATTEMPT, running(61));
    await showTimer(lms, { time_remaining_seconds: 121 });
    await after(1);
    find('.timer-announce').textContent = '';

    await after(60);

    expect(lms.requests).toHaveLength(2);
    expect(text('.timer-announce')).toBe('');
  });

  it('politely', async () => {
    await showTimer(lms);

    expect(find('.timer-announce').getAttribute('role')).toBe('status');
    expect(find('#time_remaining_id b').getAttribute('aria-live')).toBe('off');
    expect(find('[role="alert"]')).toBe(null);
  });
});

describe('extra time', () => {
  it('appears with the next answer of the server, and is told', async () => {
    lms.on('GET', ATTEMPT, running(960), running(900));
    await showTimer(lms, { time_remaining_seconds: 100 });
    expect(find('.exam-timer').classList.contains('warning')).toBe(true);

    await after(60);

    expect(text('.exam-timer-notice')).toBe('You have been given more time: 16 minutes left.');
    expect(text('.timer-announce')).toBe('You have been given more time: 16 minutes left.');
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
