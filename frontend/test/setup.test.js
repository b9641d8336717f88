// The page on which a learner sets up proctoring.

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { listenForActions } from '../src/learner/actions.js';
import { watchSetUp } from '../src/learner/setup.js';
import {
  closeDialog,
  dialogTexts,
  FakeLms,
  NO_CONNECTION,
  settle,
  showPage,
  stubLocation,
  supportDialogs,
} from './surroundings.js';

const ATTEMPT = '/api/edx_proctoring/v1/proctored_exam/attempt/7';
const POLL = [`GET ${ATTEMPT}?sourceid=instructions`];
const CLICKED = [`PUT ${ATTEMPT}`, { action: 'click_download_software' }];

let lms;
let location;
let opened;

beforeAll(() => {
  supportDialogs();
  listenForActions();
});

beforeEach(() => {
  lms = new FakeLms().on('GET', ATTEMPT, { json: { status: 'created' } }).on('PUT', ATTEMPT, { json: {} });
  location = stubLocation();
  opened = { opener: window, close: vi.fn(), location: { replace: vi.fn() } };
  vi.stubGlobal('open', () => opened);
  showInstructions('https://provider.example.com/start');
});

afterEach(() => vi.unstubAllGlobals());

async function click(selector) {
  document.querySelector(selector).click();
  await settle();
}

function status(...statuses) {
  lms.on('GET', ATTEMPT, ...statuses.map((name) => ({ json: { status: name } })));
}

describe('the system check', () => {
  it('opens the page of the provider and tells the LMS', async () => {
    await click('#software_download_link');

    expect(opened.location.replace).toHaveBeenCalledWith('https://provider.example.com/start');
    expect(opened.opener).toBe(null);
    expect(lms.log).toEqual([POLL, CLICKED]);
    expect(location.reload).not.toHaveBeenCalled();
    expect(document.querySelector('#software_download_link').disabled).toBe(false);
  });

  it('is not needed any more when set-up is complete', async () => {
    status('ready_to_start');

    await click('#software_download_link');
    expect(dialogTexts()[0]).toBe('Setup is complete');
    expect(opened.close).toHaveBeenCalled();
    closeDialog('ok');
    await settle();

    expect(lms.log).toEqual([POLL]);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('does not touch an exam that runs', async () => {
    status('started');

    await click('#software_download_link');

    expect(lms.log).toEqual([POLL]);
    expect(opened.close).toHaveBeenCalled();
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('tells about a browser that blocks windows', async () => {
    opened = null;

    await click('#software_download_link');

    expect(dialogTexts()[1]).toContain('pop-ups');
    expect(lms.requests).toEqual([]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', ''])('does not open %j', async (url) => {
    showInstructions(url);

    await click('#software_download_link');

    expect(opened.location.replace).not.toHaveBeenCalled();
    expect(opened.close).toHaveBeenCalled();
    expect(dialogTexts()[1]).toContain('address');
  });

  it('closes its window when the LMS does not answer', async () => {
    lms.on('GET', ATTEMPT, NO_CONNECTION);

    await click('#software_download_link');

    expect(opened.close).toHaveBeenCalled();
    expect(dialogTexts()[1]).toContain("can't be reached");
  });
});

describe('going to the exam', () => {
  it('works once set-up is complete', async () => {
    status('ready_to_start');

    await click('.js-start-proctored-exam');

    expect(location.reload).toHaveBeenCalledOnce();
    expect(dialogTexts()).toBe(null);
  });

  it('leads to the system check before', async () => {
    await click('.js-start-proctored-exam');

    expect(location.reload).not.toHaveBeenCalled();
    expect(dialogTexts()[1]).toContain('not set up yet');
    expect(document.querySelector('#software_download_link').className).toContain('btn-primary');
    expect(document.querySelector('.js-start-proctored-exam').className).toContain('btn-secondary');
  });
});

describe('the exam code', () => {
  it('is copied, and the button says so until it loses the focus', async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    const button = document.querySelector('#copy-exam-code');

    await click('#copy-exam-code');
    await click('#copy-exam-code');
    expect(writeText).toHaveBeenCalledWith('EXAM-CODE');
    expect(button.textContent).toBe('Copied');
    expect(document.querySelector('[role="status"]').textContent).toContain('copied');
    button.dispatchEvent(new Event('blur'));

    expect(button.textContent).toBe('Copy');
  });

  it('is selected where copying is not allowed', async () => {
    vi.stubGlobal('navigator', {});

    await click('#copy-exam-code');

    const field = document.querySelector('#proctored-exam-code');
    expect([field.selectionStart, field.selectionEnd]).toEqual([0, 'EXAM-CODE'.length]);
    expect(dialogTexts()[0]).toBe('The exam code could not be copied');
  });
});

describe('declining', () => {
  it('is asked about first', async () => {
    await click('.proctored-decline-exam');
    expect(dialogTexts()[0]).toBe('Take this exam without proctoring?');
    closeDialog('no');
    await settle();

    expect(lms.requests).toEqual([]);
  });

  it('is done when the learner is sure', async () => {
    await click('.proctored-decline-exam');
    closeDialog('yes');
    await settle();

    expect(lms.log).toEqual([[`PUT ${ATTEMPT}`, { action: 'decline' }]]);
    expect(location.reload).toHaveBeenCalledOnce();
  });
});

describe('the page by itself', () => {
  let stopWatching;

  beforeEach(() => {
    vi.useFakeTimers();
    return () => {
      stopWatching();
      vi.useRealTimers();
    };
  });

  it('goes on when set-up is complete', async () => {
    status('created', 'download_software_clicked', 'ready_to_start');
    stopWatching = watchSetUp();

    await vi.advanceTimersByTimeAsync(20_000);
    expect(location.reload).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(location.reload).toHaveBeenCalledOnce();
    expect(lms.log).toEqual([POLL, POLL, POLL]);
  });

  it('goes on where nothing but Safe Exam Browser is to be set up', async () => {
    showPage(`<div class="instructions" data-rule="seb" data-exam-started-poll-url="${ATTEMPT}"></div>`);
    status('created', 'ready_to_start');
    stopWatching = watchSetUp();

    await vi.advanceTimersByTimeAsync(20_000);

    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('looks at once when the learner comes back to it', async () => {
    status('ready_to_start');
    stopWatching = watchSetUp();

    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(0);

    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('bears a connection that fails', async () => {
    lms.on('GET', ATTEMPT, NO_CONNECTION, { status: 503 }, { json: { status: 'ready_to_start' } });
    stopWatching = watchSetUp();

    await vi.advanceTimersByTimeAsync(30_000);

    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('stops when the attempt is not the learner’s', async () => {
    lms.on('GET', ATTEMPT, { status: 403, json: { detail: 'Not yours.' } });
    stopWatching = watchSetUp();

    await vi.advanceTimersByTimeAsync(60_000);

    expect(lms.requests).toHaveLength(1);
    expect(location.reload).not.toHaveBeenCalled();
  });

  it('asks nothing on other pages', async () => {
    showPage('<p>Course</p>');
    stopWatching = watchSetUp();

    await vi.advanceTimersByTimeAsync(60_000);

    expect(lms.requests).toEqual([]);
  });
});

function showInstructions(downloadUrl) {
  showPage(`<div class="sequence proctored-exam instructions" data-exam-started-poll-url="${ATTEMPT}">
      <input id="proctored-exam-code" value="EXAM-CODE" readonly>
      <button id="copy-exam-code">Copy</button>
      <button id="software_download_link" class="exam-action-button btn-pl-primary"
        data-action="click_download_software">Check</button>
      <button class="exam-action-button js-start-proctored-exam btn btn-primary">Go</button>
      <a href="#" class="proctored-decline-exam" data-action="decline" data-change-state-url="${ATTEMPT}">Without</a>
      <div class="proctored-exam-data" data-software-download-url="${downloadUrl}" hidden></div>
    </div>`);
}
