// The board of a course, and the LMS behind it.

import { vi } from 'vitest';
import { Board } from '../src/exam_room/board.js';
import { COURSE, find, prepare, texts } from './instructor_course.js';
import { settle } from './surroundings.js';

const EXAMS = '/api/edx_proctoring/v1/proctored_exam';
export const BOARD = `${EXAMS}/board/course_id/${encodeURIComponent(COURSE)}`;
export const EXTRA_TIME = `${EXAMS}/extra_time/course_id/${encodeURIComponent(COURSE)}`;
export const ACTIONS = `${EXAMS}/attempt_actions/course_id/${encodeURIComponent(COURSE)}`;
export const MESSAGES = `${EXAMS}/messages/course_id/${encodeURIComponent(COURSE)}`;
export const notBegun = (examId) => `${EXAMS}/not_begun/exam_id/${examId}`;
const NOW = '2026-11-02T09:00:00Z';
export const BATCH = '7d1c5f0a-3a52-4f7e-9a34-0c7b4d0f9a10';

/** A row as the LMS gives it: half an hour is left. */
export function row(id, changes = {}) {
  return {
    attempt_id: id,
    username: `learner${id}`,
    full_name: `Full Name ${id}`,
    exam_id: 1,
    exam_name: 'Mid<b>term',
    kind: 'in_progress',
    status: 'started',
    started_at: '2026-11-02T08:00:00Z',
    ends_at: '2026-11-02T09:30:00Z',
    time_remaining_seconds: 1800,
    extra_seconds: 0,
    last_seen: '2026-11-02T08:59:50Z',
    connection: 'connected',
    provider: null,
    warnings: [],
    ...changes,
  };
}

export const WAITING = {
  kind: 'waiting',
  status: 'ready_to_start',
  started_at: null,
  ends_at: null,
  time_remaining_seconds: null,
};

export function page(rows, changes = {}) {
  const count = (kind) => rows.filter((each) => each.kind === kind).length;
  const totals = {
    in_progress: count('in_progress'),
    waiting: count('waiting'),
    resumable: count('resumable'),
    warned: rows.filter(({ warnings }) => warnings.length > 0).length,
  };
  const known = { version: 'a', since: null, gone: [], rest: 0 };
  return { json: { now: NOW, ...known, sees_connections: true, totals, attempts: rows, ...changes } };
}

export const learners = () => texts('.board-table tbody .learner-name');
export const box = (id) => find(`tr[data-attempt-id="${id}"] input`);

/** A page with a place for the board; the clock is the test's. */
export function prepareBoard() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] });
  const listeners = [];
  const listen = document.addEventListener.bind(document);
  vi.spyOn(document, 'addEventListener').mockImplementation((type, listener, options) => {
    listeners.push([type, listener]);
    listen(type, listener, options);
  });
  const lms = prepare('exam-room-board');
  return { lms, listeners };
}

/** The page is left. */
export function leave({ listeners }) {
  listeners.forEach(([type, listener]) => document.removeEventListener(type, listener));
  vi.useRealTimers();
  vi.unstubAllGlobals();
}

/** The board with what the LMS says in turn. */
export async function show(lms, ...answers) {
  lms.on('GET', BOARD, ...answers);
  new Board(find('.exam-room-board'), COURSE);
  await settle();
}

export async function pass(seconds) {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  await settle();
}

/** Select these attempts. */
export async function select(...ids) {
  ids.forEach((id) => box(id).click());
  await settle();
}

/** What was sent by this method. */
export const sent = (lms, method) => lms.requests.filter((request) => request.method === method);
