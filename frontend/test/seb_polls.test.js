// Safe Exam Browser while an exam runs: it is checked in a frame, one check at a time.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepSebChecked, openClosedPage } from '../src/learner/seb.js';
import { FakeLms, NO_CONNECTION, showPage, stubLocation } from './surroundings.js';

const CHALLENGE = '/api/edx_proctoring/v1/proctored_exam/seb/exam_id/5/challenge';
const ORIGIN = 'https://lms.example';
const ADDRESS = `${ORIGIN}/seb/check/nonce`;
const OK = { type: 'edx-proctoring-seb', verdict: 'ok' };
const DUE = { proctored_exam: { id: 5 }, seb_check_due: true, kept_out: null };
const CLOSED = { ...DUE, kept_out: { rule: 'seb' } };

let lms;
let location;

beforeEach(() => {
  vi.useFakeTimers();
  location = stubLocation();
  lms = new FakeLms();
  lms.on('POST', CHALLENGE, { json: { address: ADDRESS } });
  showPage('<p>Exam</p>');
  window.SafeExamBrowser = {};
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  delete window.SafeExamBrowser;
});

const frames = () => [...document.querySelectorAll('iframe')];

/** Wait until the frame is there. */
async function framed() {
  await vi.advanceTimersByTimeAsync(0);
  return frames().at(-1);
}

/** The frame, or somebody else, says something. */
async function say(data, { source = frames().at(-1)?.contentWindow, origin = ORIGIN } = {}) {
  window.dispatchEvent(new MessageEvent('message', { data, source, origin }));
  await vi.advanceTimersByTimeAsync(0);
}

/** What a promise has come to, 'pending' if to nothing. */
async function stateOf(promise) {
  await vi.advanceTimersByTimeAsync(0);
  return Promise.race([promise, Promise.resolve('pending')]);
}

describe('a check', () => {
  it('is made in a frame that nobody sees, and leaves nothing behind', async () => {
    const checked = keepSebChecked(CLOSED);
    const frame = await framed();
    expect([frame.src, frame.hidden, frame.getAttribute('aria-hidden')]).toEqual([ADDRESS, true, 'true']);
    await say(OK);
    expect(await checked).toBe(true);
    expect(frames()).toEqual([]);
  });

  it('opens nothing that was open, and is no more than a check', async () => {
    const checked = keepSebChecked(DUE);
    await framed();
    await say(OK);
    expect(await checked).toBe(false);
    expect(lms.requests).toHaveLength(1);
  });

  it.each(['missing', 'wrong_config_key', undefined])('with the verdict “%s” opens nothing', async (verdict) => {
    const checked = keepSebChecked(CLOSED);
    await framed();
    await say({ ...OK, verdict });
    expect(await checked).toBe(false);
    expect(frames()).toEqual([]);
  });

  it('hears nobody but its frame, from the origin of its page', async () => {
    const checked = keepSebChecked(CLOSED);
    await framed();
    await say(OK, { origin: 'https://evil.example' });
    await say(OK, { origin: 'https://lms.example.evil.example' });
    await say(OK, { source: window });
    await say(OK, { source: null });
    await say({ ...OK, type: 'something-else' });
    await say('ok');
    await say(null);
    expect(await stateOf(checked)).toBe('pending');
    expect(frames()).toHaveLength(1);
    await say(OK);
    expect(await checked).toBe(true);
  });

  it('is over after twenty seconds without a word', async () => {
    const checked = keepSebChecked(CLOSED);
    await framed();
    await vi.advanceTimersByTimeAsync(19_000);
    expect(await stateOf(checked)).toBe('pending');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await checked).toBe(false);
    expect(frames()).toEqual([]);
  });

  it('is not made twice at once', async () => {
    const [first, second] = [keepSebChecked(CLOSED), keepSebChecked(CLOSED)];
    await framed();
    expect(frames()).toHaveLength(1);
    await say(OK);
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(lms.requests).toHaveLength(1);
    const third = keepSebChecked(CLOSED);
    await framed();
    await say(OK);
    expect(await third).toBe(true);
    expect(lms.requests).toHaveLength(2);
  });

  it.each([NO_CONNECTION, { status: 429, json: { detail: 'Later.' } }])('is tried again later', async (failure) => {
    lms.on('POST', CHALLENGE, failure, { json: { address: ADDRESS } });
    expect(await keepSebChecked(CLOSED)).toBe(false);
    const again = keepSebChecked(CLOSED);
    await framed();
    await say(OK);
    expect(await again).toBe(true);
  });
});

describe('nothing is checked', () => {
  it.each([
    ['where it is not due', { ...DUE, seb_check_due: false }],
    ['where another rule keeps the learner out', { ...DUE, seb_check_due: false, kept_out: { rule: 'network' } }],
    ['where no exam runs', { ...CLOSED, proctored_exam: undefined }],
  ])('%s', async (_name, poll) => {
    expect(await keepSebChecked(poll)).toBe(false);
    expect(lms.requests).toEqual([]);
  });

  it('in another browser', async () => {
    delete window.SafeExamBrowser;
    expect(await keepSebChecked(CLOSED)).toBe(false);
    expect(lms.requests).toEqual([]);
  });
});

describe('a page that is closed', () => {
  const page = (rule) => showPage(`<div class="kept-out" data-rule="${rule}" data-exam-id="5"></div>`);

  it('is loaded again once the browser is checked, and asks once', async () => {
    page('seb');
    const opened = openClosedPage();
    await framed();
    await openClosedPage();
    await say(OK);
    await opened;
    expect(lms.requests).toHaveLength(1);
    expect(location.reload).toHaveBeenCalledTimes(1);
  });

  it('may be that of the set-up', async () => {
    showPage('<div class="instructions" data-rule="seb" data-exam-id="5"></div>');
    const opened = openClosedPage();
    await framed();
    await say(OK);
    await opened;
    expect(location.reload).toHaveBeenCalledTimes(1);
  });

  it('stays after another verdict', async () => {
    page('seb');
    const opened = openClosedPage();
    await framed();
    await say({ ...OK, verdict: 'expired' });
    await opened;
    expect(location.reload).not.toHaveBeenCalled();
  });

  it.each(['network', 'place'])('by the rule “%s” is left alone', async (rule) => {
    page(rule);
    await openClosedPage();
    expect(lms.requests).toEqual([]);
  });

  it('is known by the user agent, too', async () => {
    delete window.SafeExamBrowser;
    vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 Chrome/120 SEB/3.9.0' });
    page('seb');
    const opened = openClosedPage();
    await framed();
    expect(frames()).toHaveLength(1);
    await say(OK);
    await opened;
  });
});
