// How the learners of a course stand with onboarding.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillOnboarding } from '../src/instructor/onboarding_panel.js';
import {
  announced,
  click,
  COURSE,
  FINAL,
  find,
  findAll,
  MIDTERM,
  PATHS,
  prepare,
  texts,
  TRIAL,
} from './instructor_course.js';
import { NO_CONNECTION, settle } from './surroundings.js';

let lms;

beforeEach(() => {
  lms = prepare('student-onboarding-status-container');
});

afterEach(() => vi.unstubAllGlobals());

const learner = (username, changes = {}) => ({
  username,
  enrollment_mode: 'verified',
  status: 'submitted',
  modified: '2026-11-02T08:00:00Z',
  ...changes,
});

const page = (results, changes = {}) => ({
  json: { results, count: results.length, num_pages: 1, use_onboarding_profile_api: false, ...changes },
});

async function show(...answers) {
  lms.on('GET', PATHS.onboarding, ...answers);
  fillOnboarding(find('.student-onboarding-status-container'), COURSE);
  await settle();
  lms.requests.length = 0;
}

const rows = () =>
  findAll('.onboarding-status-table tbody tr').map((row) => [...row.cells].map((cell) => cell.textContent));

async function filterBy(...statuses) {
  for (const box of findAll('.status-checkboxes input')) {
    box.checked = statuses.includes(box.value);
  }
  await click('.apply-filters');
}

describe('the table', () => {
  it('is in words, and what is not known as it is', async () => {
    await show(
      page([
        learner('<b>v'),
        learner('ada', { enrollment_mode: 'no-id-professional', status: 'onboarding_reset_past_due', modified: null }),
        learner('eve', { enrollment_mode: 'of_tomorrow', status: 'unheard_of' }),
        learner('max', { status: null }),
      ]),
    );

    expect(rows()[0]).toEqual(['<b>v', 'Verified', 'Submitted', expect.stringContaining('2026')]);
    expect(rows()[1]).toEqual(['ada', 'Professional (no ID verification)', 'Onboarding reset failed: past due', '–']);
    expect(rows()[2].slice(1, 3)).toEqual(['of_tomorrow', 'unheard_of']);
    expect(rows()[3][2]).toBe('–');
    expect(announced()).toBe('4 learners');
  });

  it('says when nobody needs onboarding', async () => {
    await show(page([]));

    expect(texts('.no-results')).toEqual(['No learners in this course need onboarding.']);
  });

  it('has pages', async () => {
    await show(page([learner('verity')], { num_pages: 3 }));

    await click('[data-page-number="3"]');

    expect(lms.log).toEqual([[`GET ${PATHS.onboarding}?page=3`]]);
    expect(find('[aria-current="page"]').textContent).toBe('3');
  });
});

describe('a course without an onboarding exam', () => {
  const container = () => find('.student-onboarding-status-container');

  async function open(exams) {
    lms.on('GET', PATHS.exams, exams).on('GET', PATHS.onboarding, page([learner('verity')]));
    fillOnboarding(container(), COURSE);
    await settle();
    return lms.log.map(([request]) => request);
  }

  it.each([
    ['none', [MIDTERM, FINAL]],
    ['one that is not active', [{ ...TRIAL, is_active: false }]],
    ['one without supervision', [{ ...TRIAL, is_proctored: false }]],
  ])('is not asked about: %s', async (_, exams) => {
    expect(await open({ json: exams })).toEqual([`GET ${PATHS.exams}`]);
    expect(texts('.not-needed')).toEqual(['This course has no onboarding exam.']);
    expect(find('[role="alert"]')).toBe(null);
  });

  it.each([
    ['one', { json: [FINAL, TRIAL] }],
    ['nobody knows', NO_CONNECTION],
  ])('is another: %s', async (_, exams) => {
    expect(await open(exams)).toContain(`GET ${PATHS.onboarding}?page=1`);
    expect(rows()).toHaveLength(1);
  });

  it('has no panel in the exam room, which knows', async () => {
    container().parentElement.className = 'exam-room';

    expect(await open({ json: [] })).toEqual([`GET ${PATHS.onboarding}?page=1`]);
  });
});

describe('filters', () => {
  it('are those of the LMS', async () => {
    await show(page([learner('verity')]));

    expect(findAll('.status-checkboxes input').map(({ value }) => value)).toEqual([
      'not_started',
      'setup_started',
      'onboarding_started',
      'other_course_approved',
      'submitted',
      'verified',
      'rejected',
      'error',
    ]);
  });

  it('are those of profiles, where the provider keeps them; what was checked stays', async () => {
    await show(page([learner('verity')]), page([learner('verity')], { use_onboarding_profile_api: true }));

    await filterBy('verified', 'error');

    expect(findAll('.status-checkboxes input').map(({ value, checked }) => [value, checked])).toEqual([
      ['not_started', false],
      ['other_course_approved', false],
      ['submitted', false],
      ['verified', true],
      ['rejected', false],
      ['expired', false],
    ]);
  });

  it('narrow the list, from its first page, and are cleared', async () => {
    await show(page([learner('verity')], { num_pages: 3 }), page([learner('verity')]), page([]));
    await click('[data-page-number="2"]');

    await filterBy('verified', 'rejected');
    expect(texts('.no-results')[0]).toContain('match your search and filters');
    await click('.clear-filters');

    expect(lms.log).toEqual([
      [`GET ${PATHS.onboarding}?page=2`],
      [`GET ${PATHS.onboarding}?page=1&statuses=verified%2Crejected`],
      [`GET ${PATHS.onboarding}?page=1`],
    ]);
    expect(findAll('.status-checkboxes input:checked')).toEqual([]);
  });

  it('go with a search', async () => {
    await show(page([learner('verity')]));
    await filterBy('verified');

    find('#search_onboarding_id').value = 'ver & ity';
    await click('.search-onboarding .search');
    await click('.search-onboarding .clear-search');

    expect(lms.log.slice(1)).toEqual([
      [`GET ${PATHS.onboarding}?page=1&text_search=ver+%26+ity&statuses=verified`],
      [`GET ${PATHS.onboarding}?page=1&statuses=verified`],
    ]);
  });
});

describe('an error', () => {
  it('of a course without onboarding takes the place of the list', async () => {
    await show({ status: 404, json: { detail: 'This course has no onboarding exam.' } });

    expect(find('#error-response').textContent).toBe('This course has no onboarding exam.');
    expect([find('#error-response').hidden, find('.onboarding-status-content').hidden]).toEqual([false, true]);
  });

  it.each([
    ['the provider', { status: 503, json: { detail: 'The provider does not say.' } }, 'The provider does not say.'],
    ['the network', NO_CONNECTION, "can't be reached"],
  ])('of %s leaves what there is, and can be tried again', async (_, failure, text) => {
    await show(page([learner('verity')]), failure, page([learner('ada')]));

    await filterBy('verified');
    expect(find('.proctoring-problem').textContent).toContain(text);
    expect(rows()[0][0]).toBe('verity');
    expect(find('#error-response').hidden).toBe(true);
    await click('.try-again');

    expect(rows()[0][0]).toBe('ada');
    expect(find('.proctoring-problem')).toBe(null);
  });
});
