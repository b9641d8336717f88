import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Countdown, formatTime, sayTime, timeState } from '../src/learner/countdown.js';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('the time left', () => {
  it('runs from what was said last', () => {
    const countdown = new Countdown(100);

    vi.advanceTimersByTime(30_500);
    expect(countdown.remaining).toBeCloseTo(69.5);

    countdown.set(200);
    vi.advanceTimersByTime(1000);
    expect(countdown.remaining).toBeCloseTo(199);
  });

  it('goes on below zero', () => {
    const countdown = new Countdown(1);

    vi.advanceTimersByTime(6000);

    expect(countdown.remaining).toBeCloseTo(-5);
  });

  it("is not moved by the computer's date", () => {
    const countdown = new Countdown(100);

    vi.setSystemTime(Date.now() + 3_600_000);

    expect(countdown.remaining).toBeCloseTo(100);
  });
});

it.each([
  [5400, '1:30:00'],
  [3599.2, '1:00:00'],
  [59, '0:00:59'],
  [0.4, '0:00:01'],
  [0, '0:00:00'],
  [-5, '0:00:00'],
  [36_000, '10:00:00'],
])('shows %d seconds as %s', (seconds, text) => {
  expect(formatTime(seconds)).toBe(text);
});

it.each([
  [10_800, '3 hours left'],
  [5400, '1 hour and 30 minutes left'],
  [3661, '1 hour and 1 minute left'],
  [629, '10 minutes left'],
  [600, '10 minutes left'],
  [599, '9 minutes and 59 seconds left'],
  [119, '1 minute and 59 seconds left'],
  [90, '1 minute and 30 seconds left'],
  [61, '1 minute and 1 second left'],
  [60, '1 minute left'],
  [59.2, '1 minute left'],
  [30, '30 seconds left'],
  [0.5, '1 second left'],
  [-3, '0 seconds left'],
])('%d seconds are said as %s', (seconds, text) => {
  expect(sayTime(seconds)).toBe(text);
});

it.each([
  [1081, null],
  [1080, 'warning'],
  [271, 'warning'],
  [270, 'critical'],
  [-1, 'critical'],
])('%d seconds are %s', (seconds, state) => {
  expect(timeState(seconds, { low_threshold_sec: 1080, critically_low_threshold_sec: 270 })).toBe(state);
});
