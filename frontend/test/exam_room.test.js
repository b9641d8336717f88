// The page of the app's own: its script, and where it asks.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { COURSE, find, MIDTERM, PATHS, prepare } from './instructor_course.js';
import { settle, showPage } from './surroundings.js';

const ROOT = '/exams/edx_proctoring/v1';
const elsewhere = (path) => path.replace('/api/edx_proctoring/v1', ROOT);
const PANELS = {
  'student-proctored-exam-container': [PATHS.attempts, PATHS.exams, PATHS.overview],
  'special-allowance-container': [PATHS.allowances],
  'student-onboarding-status-container': [PATHS.onboarding],
  'student-review-dashboard-container': [PATHS.dashboard],
};

let lms;

beforeEach(() => {
  vi.resetModules();
  delete window.edx;
  lms = prepare('x').on('GET', elsewhere(PATHS.exams), { json: [MIDTERM] });
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.head.replaceChildren();
});

/** The page with these panels, whose scripts run as the page loads them. */
async function open(panels, nav = '') {
  const places = panels.map((panel) => `<div class="${panel}" data-course-id="${COURSE}"></div>`).join('');
  showPage(`<main class="exam-room" data-proctoring-api="${ROOT}">${nav}${places}</main>`);
  await import('../src/instructor.js');
  await import('../src/exam_room.js');
  await settle();
}

it('fills all panels from where the host has mounted the app', async () => {
  await open(Object.keys(PANELS));

  const asked = new Set(lms.requests.map(({ path }) => path.split('?')[0]));
  expect([...asked].sort()).toEqual(Object.values(PANELS).flat().map(elsewhere).sort());
});

it.each(Object.keys(PANELS))('does without the others of %s', async (panel) => {
  await open([panel]);

  const asked = new Set(lms.requests.map(({ path }) => path.split('?')[0]));
  expect([...asked].sort()).toEqual(PANELS[panel].map(elsewhere).sort());
});

it('shows the list first: the charts are folded up', async () => {
  const overview = {
    attempts: 1,
    learners: 1,
    statuses: [{ status: 'submitted', count: 1 }],
    reviews: [],
    time_used: [],
    unit: 'day',
    starts: [],
  };
  lms.on('GET', elsewhere(PATHS.overview), { json: overview });

  await open(['student-proctored-exam-container']);

  expect(find('details.proctoring-overview').open).toBe(false);
  expect(find('details.proctoring-overview summary').textContent).toContain('Attempts: 1');
});

it.each([
  ['sticky', '108px'],
  ['static', ''],
])('keeps what has the focus clear of its links while they are %s', async (position, expected) => {
  const style = document.createElement('style');
  style.textContent = `.room-parts { position: ${position}; }`;
  document.head.append(style);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(100);

  await open([], '<nav class="room-parts"></nav>');

  expect(document.documentElement.style.scrollPaddingTop).toBe(expected);
  vi.restoreAllMocks();
});
