// Standing accommodations on the page of the exam room.

import { beforeEach, afterEach, expect, it, vi } from 'vitest';
import { Accommodations } from '../src/exam_room/accommodations.js';
import { announced, answer, click, COURSE, enter, find, prepare, texts, user } from './instructor_course.js';
import { settle } from './surroundings.js';

const IN_PATH = encodeURIComponent(COURSE);
const ACCOMMODATIONS = '/api/edx_proctoring/v1/proctored_exam/accommodations';
const LIST = `${ACCOMMODATIONS}/course_id/${IN_PATH}`;
const FILE = `${ACCOMMODATIONS}/import/course_id/${IN_PATH}`;

let lms;

beforeEach(() => {
  lms = prepare('exam-room-accommodations');
});

afterEach(() => vi.unstubAllGlobals());

const effect = (changes = {}) => ({
  exam_id: 2,
  exam_name: 'Fi<b>nal',
  minutes: 90,
  minutes_with: 135,
  is_overridden: false,
  ...changes,
});

function accommodation(id, changes = {}) {
  return {
    id,
    created: '2026-11-02T08:00:00Z',
    user: user(id, `learner${id}`),
    course_id: COURSE,
    multiplier: 1.5,
    extra_minutes: null,
    unlimited: false,
    valid_from: null,
    valid_until: null,
    approved_by: 'Accessibility Services',
    reason: '',
    counts: true,
    exams: [effect()],
    ...changes,
  };
}

const page = (...accommodations) => ({
  json: { accommodations, pagination_info: { current_page: 1, total_pages: 1, has_previous: false, has_next: false } },
});

async function show(answer, { isSiteStaff = false } = {}) {
  const container = find('.exam-room-accommodations');
  container.dataset.allCourses = String(isSiteStaff);
  lms.on('GET', LIST, answer);
  new Accommodations(container);
  await settle();
}

const sent = (method) => lms.requests.filter((request) => request.method === method);
const cells = () => [...find('tbody tr').cells].map(({ textContent }) => textContent);

it('says what each comes to', async () => {
  await show(page(accommodation(1, { valid_until: '2027-02-01T00:00:00Z' })));

  expect(cells()).toEqual([
    'learner1',
    '1.5 times the time limit',
    'Fi<b>nal: 90 → 135 min',
    expect.stringMatching(/^until .*2027/),
    'Accessibility Services',
    '–',
    'Revoke',
  ]);
});

it('says where an allowance counts instead, and when it does not count', async () => {
  const own = effect({ minutes_with: 100, is_overridden: true });
  const rest = [1, 2, 3].map((number) => effect({ exam_name: `Quiz ${number}` }));
  const changes = { multiplier: null, extra_minutes: 30, counts: false, exams: [own, ...rest] };
  await show(page(accommodation(1, { ...changes, valid_from: '2027-02-01T00:00:00Z' })));

  expect(cells()[1]).toBe('+30 minDoes not count at the moment');
  expect(texts('details summary')).toEqual(['4 exams']);
  expect(texts('.accommodation-effects li')[0]).toBe('Fi<b>nal: 90 → 100 min, by an allowance');
  expect(cells()[3]).toMatch(/^from .*2027/);
});

it('says that there is no time limit, and where an allowance counts instead', async () => {
  const own = effect({ exam_name: 'Quiz', minutes_with: 100, is_overridden: true });
  const final = effect({ minutes_with: 10_170 });
  await show(page(accommodation(1, { multiplier: null, unlimited: true, exams: [final, own] })));

  expect(cells()[1]).toBe('No time limitFor about a week at most');
  expect(texts('.accommodation-effects li')).toEqual([
    'Fi<b>nal: 90 min → no time limit (until the due date)',
    'Quiz: 90 → 100 min, by an allowance',
  ]);
  expect(find('.revoke-accommodation').getAttribute('aria-label')).toBe('Revoke: No time limit, learner1');
});

it('says that there are none', async () => {
  await show(page());

  expect(texts('.no-results')).toEqual(['Nobody in this course has an accommodation.']);
});

it('lets staff of the course revoke what is for the course, and staff of the site all', async () => {
  const everywhere = accommodation(1, { course_id: '' });
  await show(page(everywhere, accommodation(2)));
  expect(texts('.revoke-accommodation')).toEqual(['Revoke']);

  await show(page(everywhere), { isSiteStaff: true });
  lms.on('DELETE', `${ACCOMMODATIONS}/1`, { json: null });
  await click('.revoke-accommodation');
  expect(find('dialog').textContent).toContain('in any course: 1.5 times the time limit.');
  await answer('yes');

  expect(sent('DELETE')).toHaveLength(1);
  expect(texts('.row-answer')).toEqual(['The accommodation was revoked.']);
  expect(find('.revoke-accommodation')).toBe(null);
});

it('is added with what was filled in', async () => {
  await show(page());
  lms.on('POST', LIST, { json: { ...accommodation(1), gained: [{ exam_id: 2, gained_seconds: 2700 }] } });
  await click('.add-accommodation');
  expect(texts('dialog label')).not.toContain('For all courses, not only for this one');
  await click('dialog [type="submit"]');
  expect(texts('dialog .field-error:not([hidden])')).toEqual([
    'Enter a username or an email address.',
    'Enter a number from 1 to 10, with three decimals at most.',
  ]);

  const [learner, value, from, until, approvedBy] = document.querySelectorAll('dialog input');
  learner.value = ' learner1 ';
  value.value = '1,5';
  from.value = '2027-01-01';
  until.value = '2027-01-31';
  approvedBy.value = 'Accessibility Services';
  await click('dialog [type="submit"]');

  expect(sent('POST')[0].values).toEqual({
    user_info: 'learner1',
    multiplier: '1,5',
    valid_from: '2027-01-01',
    valid_until: '2027-01-31',
    approved_by: 'Accessibility Services',
    reason: '',
    all_courses: false,
  });
  expect(find('dialog')).toBe(null);
  expect(announced()).toContain('learner1 now has extra time at every exam. 1 attempt in progress got more time.');
});

it('refuses minutes that are none', async () => {
  await show(page(), { isSiteStaff: true });
  await click('.add-accommodation');
  await enter('dialog select', 'extra_minutes');
  const [learner, value] = document.querySelectorAll('dialog input');
  learner.value = 'learner1';
  value.value = '1.5';
  await click('dialog [type="submit"]');

  expect(texts('dialog .field-error:not([hidden])')).toEqual(['Enter a whole number of minutes from 1 to 10,000.']);
  expect(texts('dialog label')).toContain('For all courses, not only for this one');
});

it('asks for no value where there is no limit', async () => {
  await show(page());
  lms.on('POST', LIST, { json: { ...accommodation(1, { multiplier: null, unlimited: true }), gained: [] } });
  await click('.add-accommodation');
  const value = find('dialog [inputmode="decimal"]');
  value.value = 'something';
  await enter('dialog select', 'unlimited');
  expect(value.closest('.field').hidden).toBe(true);
  await enter('dialog select', 'multiplier');
  expect(value.closest('.field').hidden).toBe(false);
  await enter('dialog select', 'unlimited');
  find('dialog input').value = 'learner1';
  await click('dialog [type="submit"]');

  const { values } = sent('POST')[0];
  expect(values).toMatchObject({ user_info: 'learner1', unlimited: true });
  expect(Object.keys(values).filter((name) => ['multiplier', 'extra_minutes'].includes(name))).toEqual([]);
  expect(announced()).toContain('learner1 now has extra time at every exam.');
});

function choose(content) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const file = { arrayBuffer: async () => bytes.buffer };
  Object.defineProperty(find('dialog [type="file"]'), 'files', { value: [file], configurable: true });
}

it('come from a file', async () => {
  await show(page());
  lms.on('POST', FILE, { json: { stored: 2, extended_attempts: 0, rows: [] } });
  await click('.upload-accommodations');
  await click('dialog [type="submit"]');
  expect(texts('dialog .field-error')).toEqual(['Choose a file.']);
  choose(new Uint8Array([0xff, 0xfe]));
  await click('dialog [type="submit"]');
  expect(texts('dialog .field-error')[0]).toContain('not text in UTF-8');

  choose('username,multiplier\nada,1.5\ngrace,2\n');
  await click('dialog [type="submit"]');

  expect(sent('POST')[0].values).toEqual({ file: 'username,multiplier\nada,1.5\ngrace,2\n', all_courses: false });
  expect(announced()).toContain('2 accommodations were added.');
});

it('says of each row what is wrong, and keeps the form', async () => {
  await show(page());
  const rows = [
    { row: 2, user_info: 'ada', detail: '' },
    { row: 3, user_info: '', detail: 'The row names no learner.' },
  ];
  const json = { detail: 'Nothing was stored, because some rows are wrong.', rows };
  lms.on('POST', FILE, { status: 400, json });
  await click('.upload-accommodations');
  choose('x');
  await click('dialog [type="submit"]');

  expect(texts('dialog .problem-title')).toEqual([json.detail]);
  expect(texts('dialog tbody tr > *')).toEqual(['3', '–', 'The row names no learner.']);
  expect(find('dialog [type="submit"]')).not.toBe(null);
});
