// The script as a whole: what it leaves on the page, and that it starts once.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { start } from '../src/learner/start.js';
import { dialogTexts, FakeLms, settle, showPage, stubLocation, stubWorkers, supportDialogs } from './surroundings.js';

const ATTEMPT = '/api/edx_proctoring/v1/proctored_exam/attempt/7';

let lms;
let location;
let published;
let publishedFirst;

beforeAll(async () => {
  supportDialogs();
  location = stubLocation();
  lms = new FakeLms().on('PUT', ATTEMPT, { json: { exam_attempt_id: 7 } });
  window.edx = { courseware: { proctored_exam: { configuredWorkerURL: '/own.js' } }, other: 1 };
  document.documentElement.lang = 'en-GB';
  await import('../src/learner.js');
  published = window.edx.courseware.proctored_exam;
  publishedFirst = { ...published };
});

afterAll(async () => {
  showPage('');
  await settle();
  vi.unstubAllGlobals();
});

function showButton(action) {
  lms.requests.length = 0;
  location.reload.mockClear();
  showPage(`<button data-action="${action}" data-change-state-url="${ATTEMPT}">Do it</button>`);
  return document.querySelector('button');
}

describe('the published names', () => {
  it('are added to what is there', () => {
    expect(window.edx.other).toBe(1);
    expect(publishedFirst).toMatchObject({
      configuredWorkerURL: '/own.js',
      examStartHandler: expect.any(Function),
      examEndHandler: expect.any(Function),
      updateStatusHandler: expect.any(Function),
      checkExamAttemptStatus: expect.any(Function),
      endExam: expect.any(Function),
      pingApplication: expect.any(Function),
      accessibleError: expect.any(Function),
      ProctoredExamInfo: expect.any(Function),
      ProctoredExamView: expect.any(Function),
    });
    expect(new window.ProctoredExamModel().url).toContain('/proctored_exam/attempt');
    expect(new window.LearnerOnboardingModel().url).toContain('/user_onboarding/status');
  });

  it.each([
    ['examStartHandler', 'start'],
    ['examEndHandler', 'start'],
    ['updateStatusHandler', 'stop'],
  ])('%s deals with clicks of a host’s own button', async (name, action) => {
    published.configuredWorkerURL = '';
    const button = showButton(action);
    button.addEventListener('click', published[name]);

    button.click();
    await settle();

    expect(lms.log).toEqual([[`PUT ${ATTEMPT}`, { action }]]);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('checkExamAttemptStatus reads the status', async () => {
    lms.on('GET', ATTEMPT, { json: { status: 'started' } }, { json: {} });

    expect(await published.checkExamAttemptStatus(ATTEMPT)).toBe('started');
    await expect(published.checkExamAttemptStatus(ATTEMPT)).rejects.toThrow('is unknown');
  });

  it('endExam ends nothing without a worker', async () => {
    published.configuredWorkerURL = '';
    lms.requests.length = 0;

    await published.endExam(ATTEMPT);

    expect(lms.requests).toEqual([]);
  });

  it('endExam ends the session of a submitted attempt only', async () => {
    published.configuredWorkerURL = '/own.js';
    const workers = stubWorkers(() => ({ type: 'examAttemptEnded' }));
    lms.on('GET', ATTEMPT, { json: { status: 'started' } }, { json: { status: 'submitted' } });

    await expect(published.endExam(ATTEMPT)).rejects.toThrow('not been submitted');
    expect(workers).toHaveLength(0);
    await published.endExam(ATTEMPT);

    expect(workers.map(({ received }) => received.type)).toEqual(['endExamAttempt']);
  });

  it('accessibleError shows a message', () => {
    showPage('');

    published.accessibleError('Title', 'Message');

    expect(dialogTexts()).toEqual(['Title', 'Message']);
  });
});

it('starts once', async () => {
  lms.requests.length = 0;
  showPage('<div class="proctored_exam_status"></div>');

  start();
  await settle();

  expect(lms.requests).toEqual([]);
});

describe('the deadline of a waiting banner', () => {
  const show = async (deadline) => {
    showPage(`<strong id="wait_deadline" data-wait-deadline="${deadline}">${deadline}</strong>`);
    await settle();
    return document.querySelector('#wait_deadline').textContent;
  };

  it('is put into local time, also on pages that come later', async () => {
    const shown = await show('2026-12-01T10:30:00Z');

    const local = new Date('2026-12-01T10:30:00Z');
    expect(shown).toContain('December 2026');
    expect(shown).toContain(`${String(local.getHours()).padStart(2, '0')}:30`);
    expect(document.querySelector('#wait_deadline time').dateTime).toBe('2026-12-01T10:30:00Z');
  });

  it('is left as it is when it is no date', async () => {
    expect(await show('soon')).toBe('soon');
  });
});
