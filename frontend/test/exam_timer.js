// An exam's timer on a page, and the LMS that it asks.

import { vi } from 'vitest';
import { allowLeaving } from '../src/learner/page.js';
import { startTimer } from '../src/learner/timer.js';
import { FakeLms, showPage, stubLocation, supportDialogs } from './surroundings.js';

export const COLLECTION = '/api/edx_proctoring/v1/proctored_exam/attempt';
export const ATTEMPT = `${COLLECTION}/7`;
export const FACTS = {
  in_timed_exam: true,
  taking_as_proctored: false,
  exam_type: 'a timed exam',
  exam_display_name: 'Mid<b>term',
  exam_url_path: '/courses/c/jump_to/b',
  time_remaining_seconds: 600,
  low_threshold_sec: 120,
  critically_low_threshold_sec: 30,
  course_id: 'course-v1:Org+Num+Run',
  attempt_id: 7,
  accessibility_time_string: 'you have 10 minutes remaining',
  attempt_status: 'started',
  exam_started_poll_url: ATTEMPT,
  desktop_application_js_url: '',
};

/** A page with a place for the timer, at a clock that stands still until it is moved. */
export function prepare() {
  vi.useFakeTimers();
  supportDialogs();
  showPage('<div class="proctored_exam_status"></div>');
  return { lms: new FakeLms(), location: stubLocation() };
}

/** Stop what still runs: a timer does when its attempt is gone. */
export async function cleanUp(lms) {
  lms.on('GET', ATTEMPT, { status: 400, json: { detail: 'Gone.' } });
  await after(120);
  allowLeaving();
  sessionStorage.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  delete window.edx;
}

/** Start the timer of an exam with these facts. */
export async function showTimer(lms, changes = {}) {
  lms.on('GET', COLLECTION, { json: { ...FACTS, ...changes } });
  startTimer();
  await after(0);
}

/** The server's answer about an attempt with this much time left. */
export function running(seconds, changes = {}) {
  const said = `${seconds} seconds remaining`;
  return { json: { status: 'started', time_remaining_seconds: seconds, accessibility_time_string: said, ...changes } };
}

/** Let this many seconds go by. */
export function after(seconds) {
  return vi.advanceTimersByTimeAsync(seconds * 1000);
}

export const find = (selector) => document.querySelector(selector);
export const text = (selector) => find(selector)?.textContent;
export const time = () => text('h3#time_remaining_id b');
