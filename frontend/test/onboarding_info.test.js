// The learner's onboarding panel, and the published views and models of a course page.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LearnerOnboardingModel, ProctoredExamModel } from '../src/learner/exam_model.js';
import { ProctoredExamInfo, ProctoredExamView, startOnboardingInfo } from '../src/learner/views.js';
import { FakeLms, NO_CONNECTION, settle, showPage, stubLocation } from './surroundings.js';

const STATUS = '/api/edx_proctoring/v1/user_onboarding/status';
const DAY_MS = 24 * 3600 * 1000;
const inDays = (days) => new Date(Date.now() + days * DAY_MS).toISOString();
const FACTS = {
  onboarding_status: null,
  onboarding_link: '/courses/c/jump_to/b',
  expiration_date: null,
  onboarding_past_due: false,
  onboarding_release_date: '2024-01-01T00:00:00+00:00',
  review_requirements_url: 'https://help.example.com/article',
};

let lms;

beforeEach(() => {
  stubLocation();
  lms = new FakeLms();
  showPage('<div class="proctoring-info-panel" data-course-id="course-v1:Org+Num+Run"></div>');
});

afterEach(() => vi.unstubAllGlobals());

const find = (selector) => document.querySelector(selector);

async function show(changes = {}) {
  lms.on('GET', STATUS, { json: { ...FACTS, ...changes } });
  startOnboardingInfo();
  await settle();
}

const text = (selector) => find(selector)?.textContent;

describe('the panel', () => {
  it('asks for the course, and for a learner if the page names one', async () => {
    find('.proctoring-info-panel').dataset.username = 'a&b';

    await show();

    expect(lms.log).toEqual([[`GET ${STATUS}?course_id=course-v1%3AOrg%2BNum%2BRun&username=a%26b`]]);
  });

  it.each([
    [null, 'Not started', 'is-needed'],
    ['', 'Not started', 'is-needed'],
    ['created', 'Not started', 'is-needed'],
    ['download_software_clicked', 'Not started', 'is-needed'],
    ['ready_to_start', 'Not started', 'is-needed'],
    ['started', 'Started', 'is-needed'],
    ['ready_to_submit', 'Started', 'is-needed'],
    ['submitted', 'Submitted', 'is-waiting'],
    ['second_review_required', 'Submitted', 'is-waiting'],
    ['verified', 'Verified', 'is-passed'],
    ['rejected', 'Rejected', 'is-needed'],
    ['error', 'Error', 'is-needed'],
    ['other_course_approved', 'Approved in another course', 'is-passed'],
    ['<b>new', '<b>new', 'is-needed'],
  ])('shows %s as %s', async (status, word, tone) => {
    await show({ onboarding_status: status });

    expect(text('.onboarding-status')).toBe(`Onboarding status: ${word}`);
    expect(find('.proctoring-info').classList).toContain(tone);
  });

  it.each([
    ['past', -1, 'Expired', 'is-needed'],
    ['soon', 27, 'Expiring soon', 'is-waiting'],
    ['later', 29, 'Verified', 'is-passed'],
  ])('says that an approval ends: %s', async (_, days, word, tone) => {
    await show({ onboarding_status: 'verified', expiration_date: inDays(days) });

    expect(text('.onboarding-status')).toContain(word);
    expect(find('.proctoring-info').classList).toContain(tone);
  });

  it.each([
    ['created', /once your onboarding/],
    ['submitted', /under review/],
    ['second_review_required', /under review/],
    ['verified', undefined],
    ['other_course_approved', undefined],
  ])('reminds of the review with %s', async (status, expected) => {
    await show({ onboarding_status: status });

    expected === undefined
      ? expect(find('.onboarding-reminder')).toBe(null)
      : expect(text('.onboarding-reminder')).toMatch(expected);
  });

  it('has a detail for an approval of another course', async () => {
    await show({ onboarding_status: 'other_course_approved' });

    expect(text('.onboarding-status-detail')).not.toBe('');
    expect(text('.onboarding-status-message')).not.toBe('');
  });

  it('fills itself once', async () => {
    await show();
    startOnboardingInfo();
    new ProctoredExamInfo().render();
    await settle();

    expect(lms.requests).toHaveLength(1);
  });

  it.each([
    ['a refusal', { status: 404, json: { detail: 'No onboarding.' } }],
    ['no answer', NO_CONNECTION],
  ])('shows nothing after %s', async (_, answer) => {
    lms.on('GET', STATUS, answer);
    startOnboardingInfo();
    await settle();

    expect(find('.proctoring-info-panel').childNodes).toHaveLength(0);
  });

  it('does nothing without a course', async () => {
    showPage('<div class="proctoring-info-panel"></div>');

    await show();

    expect(lms.requests).toEqual([]);
  });
});

describe('the link to the exam', () => {
  it.each([
    ['created', '.action-onboarding'],
    ['rejected', '.action-onboarding'],
    ['other_course_approved', '.action-onboarding-practice'],
  ])('with %s is %s', async (status, selector) => {
    await show({ onboarding_status: status });

    expect(find(selector).getAttribute('href')).toBe('/courses/c/jump_to/b');
  });

  it.each(['submitted', 'second_review_required', 'verified'])('is missing with %s', async (status) => {
    await show({ onboarding_status: status });

    expect(find('[class*="action-onboarding"], .action-disabled')).toBe(null);
  });

  it.each([
    ['past due', { onboarding_past_due: true }, /past due/],
    ['not released', { onboarding_release_date: inDays(400) }, /opens on .*\d{4}/],
  ])('is a text when the exam is %s', async (_, changes, expected) => {
    await show(changes);

    expect(text('.action-disabled')).toMatch(expected);
    expect(find('.action-onboarding')).toBe(null);
  });

  it.each([[null], ['javascript:alert(1)']])('is missing without an address: %s', async (link) => {
    await show({ onboarding_link: link });

    expect(find('.action-onboarding')).toBe(null);
  });
});

describe('the link to the requirements', () => {
  it.each([
    ['https://help.example.com/article', 'https://help.example.com/article'],
    [null, 'https://docs.openedx.org/'],
    ['javascript:alert(1)', 'https://docs.openedx.org/'],
  ])('%s', async (url, expected) => {
    await show({ review_requirements_url: url });

    expect(find('.action-info-link').getAttribute('href')).toBe(expected);
  });
});

describe('the published views', () => {
  const TIMER = '/api/edx_proctoring/v1/proctored_exam/attempt';

  it.each([
    ['an element', () => find('.mine')],
    ['a selector', () => '.mine'],
    ['a jQuery object', () => ({ jquery: '2.2.0', 0: find('.mine'), length: 1 })],
  ])('take %s', async (_, el) => {
    showPage('<div class="mine" data-course-id="c"></div>');
    lms.on('GET', STATUS, { json: FACTS }).on('GET', TIMER, { json: { in_timed_exam: false } });

    const info = new ProctoredExamInfo({ el: el() });
    const timer = new ProctoredExamView({ el: el() });
    await settle();

    expect([info.render(), timer.render()]).toEqual([info, timer]);
    expect(find('.mine .proctoring-info')).not.toBe(null);
    expect(lms.log.map(([request]) => request)).toContain(`GET ${TIMER}`);
  });

  it('do nothing without an element', async () => {
    showPage('');

    new ProctoredExamInfo();
    new ProctoredExamView({ el: { jquery: '2.2.0', length: 0 } });
    await settle();

    expect(lms.requests).toEqual([]);
  });
});

describe('the published models', () => {
  it('begin without an exam', () => {
    expect(new ProctoredExamModel().toJSON()).toMatchObject({
      in_timed_exam: false,
      attempt_id: 0,
      attempt_status: 'started',
      time_remaining_seconds: 0,
      course_id: null,
    });
    expect(new LearnerOnboardingModel().url).toBe(STATUS);
  });

  it('know how time is shown', () => {
    const model = new ProctoredExamModel({ low_threshold_sec: 120, critically_low_threshold_sec: 30 });

    expect([model.getFormattedRemainingTime(3661), model.getFormattedRemainingTime(-5)]).toEqual([
      '1:01:01',
      '0:00:00',
    ]);
    expect([121, 120, 30].map((seconds) => model.getRemainingTimeState(seconds))).toEqual([
      null,
      'warning',
      'critical',
    ]);
  });
});
