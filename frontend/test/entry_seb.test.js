// Safe Exam Browser on the entrance of an exam: it stays checked while its learner waits.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SebPart } from '../src/entry/seb.js';
import { find } from './exam_timer.js';
import { FakeLms, NO_CONNECTION, showPage } from './surroundings.js';

const CHALLENGE = '/api/edx_proctoring/v1/proctored_exam/seb/exam_id/5/challenge';
const ORIGIN = 'https://lms.example';

let lms;
let act;

beforeEach(() => {
  vi.useFakeTimers();
  lms = new FakeLms().on('POST', CHALLENGE, { json: { address: `${ORIGIN}/seb/check/nonce` } });
  act = { ask: vi.fn(), open: vi.fn() };
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(isChecked) {
  showPage(`<section data-seb data-checked="${isChecked}" data-challenge-url="${CHALLENGE}"></section>`);
  return new SebPart(find('[data-seb]'), act);
}

/** What the frame says. */
async function say(verdict) {
  await vi.advanceTimersByTimeAsync(0);
  const source = find('iframe').contentWindow;
  const data = { type: 'edx-proctoring-seb', verdict };
  window.dispatchEvent(new MessageEvent('message', { data, source, origin: ORIGIN }));
  await vi.advanceTimersByTimeAsync(0);
}

const pass = (seconds) => vi.advanceTimersByTimeAsync(seconds * 1000);
const outcome = () => [act.ask.mock.calls.length, act.open.mock.calls.length];

describe('a browser that is right', () => {
  it('is said to be, and checked every two minutes', async () => {
    const part = open(true);
    part.show(false);
    expect(find('[data-seb]').hidden).toBe(false);
    await pass(119);
    part.show(false);
    expect(lms.requests).toHaveLength(0);
    await pass(1);
    part.show(false);
    await say('ok');
    expect(lms.requests).toHaveLength(1);
    part.show(false);
    expect(lms.requests).toHaveLength(1);
    expect(outcome()).toEqual([0, 0]);
  });

  it('is checked at once when its last check is too old, and the page goes on', async () => {
    const part = open(true);
    await pass(20);
    part.show(true);
    await say('ok');
    expect(outcome()).toEqual([1, 0]);
    part.show(true);
    expect(lms.requests).toHaveLength(1);
  });

  it('is not right any more: the server says what to do', async () => {
    const part = open(true);
    await pass(20);
    part.show(true);
    await say('wrong_config_key');
    expect(outcome()).toEqual([0, 1]);
  });

  it('stays where it is when a check fails too early to matter', async () => {
    lms.on('POST', CHALLENGE, NO_CONNECTION);
    const part = open(true);
    await pass(120);
    part.show(false);
    await pass(0);
    expect(outcome()).toEqual([0, 0]);
  });
});

describe('another browser', () => {
  it('is told what to do as long as it is needed, and never checked', async () => {
    const part = open(false);
    await pass(600);
    part.show(true);
    expect(find('[data-seb]').hidden).toBe(false);
    part.show(false);
    expect(find('[data-seb]').hidden).toBe(true);
    expect(lms.requests).toHaveLength(0);
  });
});

it('is not at every entrance', () => {
  expect(() => new SebPart(null, act).show(false)).not.toThrow();
});
