// A course with special exams, as its staff sees it.

import { vi } from 'vitest';
import { FakeLms, settle, showPage, stubLocation, supportDialogs } from './surroundings.js';

export const COURSE = 'course-v1:Org+Num+Run';
const IN_PATH = encodeURIComponent(COURSE);
const EXAMS = '/api/edx_proctoring/v1/proctored_exam';
export const PATHS = {
  attempts: `${EXAMS}/attempt/grouped/course_id/${IN_PATH}`,
  exams: `${EXAMS}/exam/course_id/${IN_PATH}`,
  results: `${EXAMS}/results/course_id/${IN_PATH}`,
  overview: `${EXAMS}/overview/course_id/${IN_PATH}`,
  allowances: `${EXAMS}/${IN_PATH}/grouped/allowance`,
  allowance: `${EXAMS}/allowance`,
  bulk: `${EXAMS}/bulk_allowance`,
  reopening: `${EXAMS}/reopening/course_id/${IN_PATH}`,
  onboarding: `/api/edx_proctoring/v1/user_onboarding/status/course_id/${IN_PATH}`,
  dashboard: `/api/edx_proctoring/v1/instructor/${IN_PATH}`,
  attempt: (id) => `${EXAMS}/attempt/${id}`,
  reset: (examId, userId) => `${EXAMS}/exam_id/${examId}/user_id/${userId}/reset_attempts`,
};

export const MIDTERM = { id: 1, exam_name: 'Mid<b>term', is_proctored: false, is_practice_exam: false };
export const FINAL = { id: 2, exam_name: 'Final', is_proctored: true, is_practice_exam: false };
export const TRIAL = { id: 3, exam_name: 'Trial', is_proctored: true, is_practice_exam: true };
export const user = (id, username) => ({ id, username, email: `${username}@example.com` });

/** An attempt as the LMS gives it. */
export function attempt(id, changes = {}) {
  return {
    id,
    user: user(50, 'verity'),
    proctored_exam: FINAL,
    started_at: '2026-11-02T08:00:00Z',
    completed_at: null,
    allowed_time_limit_mins: 45,
    status: 'started',
    is_resumable: false,
    ready_to_resume: false,
    resumed: false,
    ...changes,
  };
}

/** A page of the list of attempts: each argument has the attempts of one learner at one exam, newest first. */
export function attemptPage(groups, { page = 1, pages = 1 } = {}) {
  return {
    json: {
      proctored_exam_attempts: groups.map((attempts) => ({ ...attempts[0], all_attempts: attempts })),
      pagination_info: { has_previous: page > 1, has_next: page < pages, current_page: page, total_pages: pages },
      attempt_url: PATHS.attempts,
    },
  };
}

/** A page with a container, and the LMS behind it. */
export function prepare(className) {
  supportDialogs();
  stubLocation('/courses/demo/instructor');
  document.cookie = 'csrftoken=token';
  showPage(`<section><div class="${className}" data-course-id="${COURSE}"></div></section>`);
  return new FakeLms();
}

export const find = (selector) => document.querySelector(selector);
export const findAll = (selector) => [...document.querySelectorAll(selector)];
export const texts = (selector) => findAll(selector).map(({ textContent }) => textContent);
export const announced = () => findAll('body > [role="status"]').at(-1)?.textContent;

/** Click, and wait for what follows. */
export async function click(target) {
  (typeof target === 'string' ? find(target) : target).click();
  await settle();
}

/** Choose or type a value, as a reader does. */
export async function enter(selector, value) {
  const control = find(selector);
  control.value = value;
  control.dispatchEvent(new Event('change', { bubbles: true }));
  await settle();
}

/** Answer the question that is open. */
export async function answer(value) {
  find('dialog[open]').close(value);
  await settle();
}

/** Files that the browser was told to save: their names and contents. */
export function collectFiles() {
  const files = [];
  const blobs = [];
  URL.createObjectURL = (blob) => `blob:${blobs.push(blob) - 1}`;
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function save() {
    files.push({ name: this.download, blob: blobs[Number(this.href.slice('blob:'.length))] });
  });
  return files;
}

/** The lines of such a file. */
export async function linesOf({ blob }) {
  const reader = new FileReader();
  reader.readAsText(blob); // leaves the mark at the beginning out
  await new Promise((resolve) => reader.addEventListener('load', resolve));
  return reader.result.trimEnd().split('\r\n');
}
