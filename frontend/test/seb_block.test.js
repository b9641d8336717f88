// The buttons about Safe Exam Browser on the entrance of an exam.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startBlock } from '../src/seb/block.js';
import { FakeLms, NO_CONNECTION, settle, showPage, stubLocation } from './surroundings.js';

const EXAM = '/api/edx_proctoring/v1/proctored_exam/seb/exam_id/5';
const FILES = { download_url: 'https://lms.example/file.seb', seb_url: 'sebs://lms.example/file.seb' };
const PAGE = 'https://lms.example/seb/check/nonce';

let lms;
let location;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  sessionStorage.clear();
  location = stubLocation('/entry/5');
  lms = new FakeLms();
  lms.on('POST', `${EXAM}/link`, { json: FILES }).on('POST', `${EXAM}/challenge`, { json: { address: PAGE } });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const find = (selector) => document.querySelector(selector);
const log = () => lms.log.map(([request]) => request);

async function open(buttons) {
  showPage(`
    <div data-seb data-link-url="${EXAM}/link" data-challenge-url="${EXAM}/challenge">
      ${buttons}<p data-seb-problem role="alert"></p><a href="#">Elsewhere</a>
    </div>`);
  startBlock(find('[data-seb]'));
  await settle();
}

async function click(selector) {
  find(selector).click();
  await settle();
}

const OUTSIDE = '<button data-seb-open="seb_url">Open</button><button data-seb-open="download_url">Get</button>';
const INSIDE = '<button data-seb-check-now>Check</button>';

describe('in another browser', () => {
  it('they open the configuration, or get it', async () => {
    await open(OUTSIDE);
    expect(log()).toEqual([]);
    await click('[data-seb-open="seb_url"]');
    await click('[data-seb-open="download_url"]');
    expect(location.assign.mock.calls).toEqual([[FILES.seb_url], [FILES.download_url]]);
    expect(log()).toEqual([`POST ${EXAM}/link`, `POST ${EXAM}/link`]);
  });

  it('they say what is wrong, until it works', async () => {
    lms.on('POST', `${EXAM}/link`, { status: 409, json: { detail: 'Not here.' } }, NO_CONNECTION, { json: FILES });
    await open(OUTSIDE);
    await click('[data-seb-open="seb_url"]');
    expect(find('[data-seb-problem]').textContent).toBe('Not here.');
    await click('[data-seb-open="seb_url"]');
    expect(find('[data-seb-problem]').textContent).not.toBe('');
    expect(location.assign).not.toHaveBeenCalled();
    expect(find('[data-seb-open="seb_url"]').hasAttribute('aria-disabled')).toBe(false);
    await click('[data-seb-open="seb_url"]');
    expect(find('[data-seb-problem]').textContent).toBe('');
    expect(location.assign).toHaveBeenCalledTimes(1);
  });

  it('nothing else does anything', async () => {
    await open(OUTSIDE);
    await click('a');
    expect(log()).toEqual([]);
  });
});

describe('in Safe Exam Browser', () => {
  it('the check begins by itself, once in half a minute', async () => {
    await open(INSIDE);
    expect(location.assign.mock.calls).toEqual([[PAGE]]);
    await open(INSIDE);
    vi.advanceTimersByTime(29_000);
    await open(INSIDE);
    expect(location.assign).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(31_000);
    await open(INSIDE);
    expect(location.assign).toHaveBeenCalledTimes(2);
  });

  it('it begins again with the button, at any time', async () => {
    await open(INSIDE);
    await open(INSIDE);
    await click('[data-seb-check-now]');
    expect(log()).toEqual([`POST ${EXAM}/challenge`, `POST ${EXAM}/challenge`]);
  });

  it('it waits for the button where nothing can be remembered', async () => {
    const broken = vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new Error('refused');
    });
    await open(INSIDE);
    broken.mockRestore();
    expect(log()).toEqual([]);
    await click('[data-seb-check-now]');
    expect(location.assign).toHaveBeenCalledTimes(1);
  });
});

it('is not on every page', () => {
  expect(() => startBlock(null)).not.toThrow();
});
