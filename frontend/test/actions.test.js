// The buttons of all pages, through clicks on pages with the markup of the templates.

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { listenForActions } from '../src/learner/actions.js';
import { names } from '../src/learner/provider.js';
import {
  closeDialog,
  dialogTexts,
  FakeLms,
  NO_CONNECTION,
  settle,
  showPage,
  stubLocation,
  stubWorkers,
  supportDialogs,
} from './surroundings.js';

const COLLECTION = '/api/edx_proctoring/v1/proctored_exam/attempt';
const ATTEMPT = `${COLLECTION}/7`;

let lms;
let location;

beforeAll(() => {
  supportDialogs();
  listenForActions();
});

beforeEach(() => {
  lms = new FakeLms()
    .on('POST', COLLECTION, { json: { exam_attempt_id: 7 } })
    .on('PUT', ATTEMPT, { json: { exam_attempt_id: 7 } });
  location = stubLocation();
});

afterEach(() => {
  vi.unstubAllGlobals();
  delete window.edx;
});

async function click(selector) {
  document.querySelector(selector).click();
  await settle();
}

describe('entrance', () => {
  it('of a timed exam starts the clock', async () => {
    showPage(`<div class="sequence timed-exam entrance">
      <button class="gated-sequence start-timed-exam" data-ajax-url="${COLLECTION}" data-exam-id="3">Start</button></div>`);

    await click('.start-timed-exam');

    expect(lms.log).toEqual([[`POST ${COLLECTION}`, { exam_id: '3', start_clock: 'true' }]]);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('of a proctored exam does not', async () => {
    showProctoredEntrance();

    await click('[data-attempt-proctored="true"] .icon');

    expect(lms.log).toEqual([
      [`POST ${COLLECTION}`, { exam_id: '3', start_clock: 'false', attempt_proctored: 'true' }],
    ]);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('says why it fails, and can be tried again', async () => {
    lms.on('POST', COLLECTION, { status: 403, json: { detail: 'The exam is over.' } }, { json: {} });
    showProctoredEntrance();

    await click('[data-attempt-proctored="true"]');
    expect(dialogTexts()).toEqual(['The exam could not be started', 'The exam is over.']);
    expect(location.reload).not.toHaveBeenCalled();
    closeDialog('ok');
    await click('[data-attempt-proctored="true"]');

    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('is entered once by a double click', async () => {
    showProctoredEntrance();

    document.querySelector('[data-attempt-proctored="true"]').click();
    await click('[data-attempt-proctored="true"]');

    expect(lms.requests).toHaveLength(1);
  });

  it('leaves to a host what a script of its own has done', async () => {
    showProctoredEntrance();
    const button = document.querySelector('[data-attempt-proctored="true"]');
    button.addEventListener('click', (event) => event.preventDefault());

    await click('[data-attempt-proctored="true"]');

    expect(lms.requests).toEqual([]);
  });
});

describe('opting out', () => {
  const isShown = (selector) => !document.querySelector(selector).classList.contains('hidden');

  it('is asked about first', async () => {
    showProctoredEntrance();

    await click('[data-attempt-proctored="false"]');

    expect(lms.requests).toEqual([]);
    expect([isShown('.entrance'), isShown('.skip-confirm-wrapper')]).toEqual([false, true]);
    expect(document.activeElement.className).toContain('proctored-exam-skip-cancel-button');
  });

  it('can be given up', async () => {
    showProctoredEntrance();
    await click('[data-attempt-proctored="false"]');

    await click('.proctored-exam-skip-cancel-button');

    expect(lms.requests).toEqual([]);
    expect([isShown('.entrance'), isShown('.skip-confirm-wrapper')]).toEqual([true, false]);
    expect(document.activeElement.dataset.attemptProctored).toBe('false');
  });

  it('enters the exam without proctoring', async () => {
    showProctoredEntrance();
    await click('[data-attempt-proctored="false"]');

    await click('.proctored-exam-skip-confirm-button');

    expect(lms.log).toEqual([
      [`POST ${COLLECTION}`, { exam_id: '3', start_clock: 'true', attempt_proctored: 'false' }],
    ]);
    expect(location.reload).toHaveBeenCalledOnce();
  });
});

describe('starting a proctored exam', () => {
  it('shows that it takes a while', async () => {
    showReadyToStart();

    document.querySelector('.proctored-enter-exam').click();
    const button = document.querySelector('.proctored-enter-exam');
    expect([button.textContent, button.disabled]).toEqual(['Starting', true]);
    await settle();

    expect(lms.log).toEqual([[`PUT ${ATTEMPT}`, { action: 'start' }]]);
    expect(location.reload).toHaveBeenCalledOnce();
    expect(button.disabled).toBe(true);
  });

  it('starts the software of the provider first', async () => {
    const workers = stubWorkers(() => ({ type: 'examAttemptStarted' }));
    showReadyToStart('/worker.js');

    await click('.proctored-enter-exam');

    expect(workers.map(({ received }) => received)).toEqual([{ type: 'startExamAttempt', timeout: 60_000 }]);
    expect(lms.log).toEqual([[`PUT ${ATTEMPT}`, { action: 'start' }]]);
  });

  it('does not start the exam without that software', async () => {
    stubWorkers(() => ({ type: 'examAttemptStartFailed', error: 'No camera.' }));
    showReadyToStart('/worker.js');

    await click('.proctored-enter-exam');

    expect(lms.requests).toEqual([]);
    expect(location.reload).not.toHaveBeenCalled();
    expect(dialogTexts()).toEqual(['The exam could not be started', 'No camera.']);
    const button = document.querySelector('.proctored-enter-exam');
    expect([button.textContent, button.disabled]).toEqual(['Start the exam', false]);
  });
});

describe('the end of an exam', () => {
  it.each([
    ['submit-proctored-exam', 'submit'],
    ['goback-proctored-exam', 'start'],
  ])('%s: %s', async (name, action) => {
    const unbound = vi.fn();
    vi.stubGlobal('jQuery', () => ({ off: unbound }));
    showReadyToSubmit();

    await click(`[name="${name}"]`);

    expect(lms.log).toEqual([[`PUT ${ATTEMPT}`, { action }]]);
    expect(unbound).toHaveBeenCalledWith('beforeunload');
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('ends the session of the provider after the submission', async () => {
    const workers = stubWorkers(() => {
      expect(lms.log).toEqual([[`PUT ${ATTEMPT}`, { action: 'submit' }]]);
      return { type: 'examAttemptEnded' };
    });
    showReadyToSubmit('/worker.js');

    await click('[name="submit-proctored-exam"]');

    expect(workers.map(({ received }) => received.type)).toEqual(['endExamAttempt']);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('goes back to the exam without a word to the provider', async () => {
    const workers = stubWorkers(() => undefined);
    showReadyToSubmit('/worker.js');

    await click('[name="goback-proctored-exam"]');

    expect(workers).toHaveLength(0);
  });

  it('has come even if the software of the provider does not end', async () => {
    stubWorkers(() => ({ type: 'examAttemptEndFailed', error: 'Upload failed.' }));
    showReadyToSubmit('/worker.js');

    await click('[name="submit-proctored-exam"]');
    expect(dialogTexts()).toEqual(['The proctoring software could not be stopped', 'Upload failed.']);
    closeDialog('ok');
    await settle();

    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('is not lost with the connection', async () => {
    lms.on('PUT', ATTEMPT, NO_CONNECTION);
    showReadyToSubmit();

    await click('[name="submit-proctored-exam"]');

    expect(dialogTexts()[1]).toContain("can't be reached");
    expect(document.querySelector('[name="submit-proctored-exam"]').disabled).toBe(false);
    expect(location.reload).not.toHaveBeenCalled();
  });
});

describe('other moves', () => {
  it.each(['stop', 'reset_attempt'])('%s', async (action) => {
    showPage(
      `<button class="exam-action-button" data-action="${action}" data-change-state-url="${ATTEMPT}">Do it</button>`,
    );

    await click('button');

    expect(lms.log).toEqual([[`PUT ${ATTEMPT}`, { action }]]);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('starting onboarding again must be confirmed', async () => {
    showPage(`<div class="sequence proctored-exam">
      <button class="exam-action-confirm">I understand</button>
      <button class="exam-action-button" data-action="reset_attempt" data-change-state-url="${ATTEMPT}" disabled>Again</button>
      </div>`);

    await click('.exam-action-button');
    expect(lms.requests).toEqual([]);
    await click('.exam-action-confirm');
    expect(document.activeElement.textContent).toBe('Again');
    await click('.exam-action-button');

    expect(lms.log).toEqual([[`PUT ${ATTEMPT}`, { action: 'reset_attempt' }]]);
  });

  it('looking at the exam again', async () => {
    lms.on('PUT', `${ATTEMPT}/review_status`, {});
    showPage(`<button name="visit-exam-content" class="visit-exam-button exam-action-button"
      data-action-url="${ATTEMPT}/review_status">View</button>`);

    await click('button');

    expect(lms.log).toEqual([[`PUT ${ATTEMPT}/review_status`, {}]]);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('a button of somebody else is left alone', async () => {
    const clicked = vi.fn();
    showPage('<button class="exam-action-button">Other</button>');
    document.body.addEventListener('click', (event) => clicked(event.defaultPrevented), { once: true });

    await click('button');

    expect(lms.requests).toEqual([]);
    expect(clicked).toHaveBeenCalledWith(false);
  });
});

function showProctoredEntrance() {
  const data = `data-ajax-url="${COLLECTION}" data-exam-id="3" data-attempt-proctored="true" data-start-immediately="false"`;
  showPage(`<div class="sequence proctored-exam entrance">
      <button class="gated-sequence start-timed-exam" ${data}><span class="icon" ${data}></span>Continue</button>
      <button class="gated-sequence start-timed-exam" data-attempt-proctored="false">Without</button>
    </div>
    <div class="proctored-exam skip-confirm-wrapper warning hidden">
      <button class="exam-action-button proctored-exam-skip-confirm-button" data-ajax-url="${COLLECTION}"
        data-exam-id="3">Yes</button>
      <button class="exam-action-button proctored-exam-skip-cancel-button">No</button>
    </div>`);
}

function showReadyToStart(workerUrl = '') {
  showPage(`<div class="sequence proctored-exam instructions" data-exam-started-poll-url="${ATTEMPT}">
      <button class="exam-action-button proctored-enter-exam" data-action="start" data-change-state-url="${ATTEMPT}"
        data-loading-text="Starting" data-cta-text="Start the exam">Start the exam</button>
      <div class="proctored-exam-data" data-worker-url="${workerUrl}" data-ping-interval="60" hidden></div>
    </div>`);
  expect(names()).not.toHaveProperty('configuredWorkerURL');
}

function showReadyToSubmit(workerUrl = '') {
  const data = `class="exam-action-button" data-change-state-url="${ATTEMPT}"`;
  showPage(`<div class="sequence proctored-exam completed">
      <button name="submit-proctored-exam" ${data} data-action="submit">Yes</button>
      <button name="goback-proctored-exam" ${data} data-action="start">No</button>
      <div class="proctored-exam-data" data-worker-url="${workerUrl}" hidden></div>
    </div>`);
}
