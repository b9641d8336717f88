// An entrance of an exam, its LMS, and what readers do with it.

import { vi } from 'vitest';
import { Entrance } from '../src/exam_room/entrance.js';
import { COURSE, enter, find, findAll, PATHS, prepare } from './instructor_course.js';
import { settle } from './surroundings.js';

export const EXAMS = '/api/edx_proctoring/v1/proctored_exam';
export const RULES = `${EXAMS}/entry_rules/exam_id/1`;
export const CODES = `${EXAMS}/access_codes/exam_id/1`;
export const ENTRANCE = `${EXAMS}/entrance/exam_id/1`;
export const SECONDS = 5;

/** Rules as the LMS gives them: staff lets learners in. */
export const rules = (changes = {}) => ({
  exam_id: 1,
  has_rules: true,
  needs_code: false,
  networks: null,
  starts_from: null,
  starts_until: null,
  needs_release: true,
  released_at: null,
  binds_place: false,
  needs_seb: false,
  seb_options: {},
  has_quit_password: false,
  has_seb_password: false,
  seb_file_key: '',
  seb_source: 'made',
  default_versions: ['Win.3.9.min', 'Mac.3.5.min'],
  seb_exam_key_count: 0,
  site_networks: [],
  problems: [],
  ...changes,
});

/** A learner who waits. */
export const waiting = (id, changes = {}) => ({
  user_id: id,
  username: `learner${id}`,
  full_name: '',
  since: '2026-11-02T08:00:00Z',
  last_heard: null,
  rule: 'release',
  detail: 'Waits <to> be let in.',
  ...changes,
});

/** An answer about the entrance, with these learners. */
export const entrance = (learners, changes = {}) => ({
  json: {
    now: '2026-11-02T09:00:00Z',
    exam_id: 1,
    has_rules: true,
    needs_release: true,
    released_at: null,
    total: learners.length,
    counts: [{ rule: 'release', label: 'Letting in', count: learners.length }],
    waiting: learners,
    events: [],
    problems: [],
    ...changes,
  },
});

/** An access code as the LMS lists it. */
export const code = (changes = {}) => ({
  id: 7,
  exam_id: 1,
  label: 'Room 5',
  rotates_minutes: null,
  valid_from: null,
  valid_until: null,
  is_valid: true,
  created_at: '2026-11-02T09:00:00Z',
  created_by: 'teacher',
  revoked_at: null,
  ...changes,
});

/** The panel, in which no exam is chosen; the LMS behind it. */
export async function openEntrance() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const lms = prepare('exam-room-entrance');
  const exam = { id: 1, exam_name: 'Mid<b>term', is_active: true };
  lms
    .on('GET', PATHS.exams, { json: [exam, { ...exam, id: 2, exam_name: 'Old', is_active: false }] })
    .on('GET', RULES, { json: rules() })
    .on('GET', CODES, { json: { codes: [] } })
    .on('GET', ENTRANCE, entrance([]));
  new Entrance(find('.exam-room-entrance'), COURSE);
  await settle();
  return lms;
}

export function leaveEntrance() {
  vi.useRealTimers();
  vi.unstubAllGlobals();
}

export const choose = () => enter('.entrance-exam', '1');
export const box = (label) => findAll('label').find(({ textContent }) => textContent === label).control;
export const labeled = (label) => findAll('.field').find((each) => each.querySelector('label').textContent === label);

/** Check a box. */
export function check(label) {
  box(label).checked = true;
  box(label).dispatchEvent(new Event('change'));
}

/** Send the form that is open. */
export async function submit() {
  find('dialog form').dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
}
