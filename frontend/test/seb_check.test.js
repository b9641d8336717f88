// The page on which Safe Exam Browser is checked: what its JavaScript API says, whenever it says it.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkBrowser, MESSAGE } from '../src/seb/check.js';
import { FakeLms, NO_CONNECTION, showPage, stubLocation } from './surroundings.js';

const ANSWER = '/api/edx_proctoring/v1/seb/check/nonce/answer';
const KEY = 'a'.repeat(64);
const EXAM_KEY = 'b'.repeat(64);
const VERSION = 'SEB_Windows_3.9.0.787';
const GOOD = { json: { verdict: 'ok', detail: 'This is it.' } };

let lms;
let parent;

beforeEach(() => {
  vi.useFakeTimers();
  stubLocation('/api/edx_proctoring/v1/seb/check/nonce');
  lms = new FakeLms();
  lms.on('POST', ANSWER, GOOD);
  parent = { postMessage: vi.fn() };
  vi.stubGlobal('parent', parent);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  delete window.SafeExamBrowser;
  delete window.proctoringSebKeysReady;
});

const find = (selector) => document.querySelector(selector);
const sent = () => lms.requests.map(({ values }) => values);

/** The page; `verdict` is what the server found in the headers, '' for nothing. */
function open(verdict = '') {
  showPage(`
    <main data-seb-check data-verdict="${verdict}" data-answer-url="${ANSWER}" data-unreachable="No server.">
      <p data-seb-words>Wait.</p><p data-seb-good hidden>Go on.</p>
    </main>`);
  return checkBrowser(find('[data-seb-check]'));
}

function haveApi(security, version = VERSION) {
  window.SafeExamBrowser = { version, security };
}

async function pass(milliseconds) {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

describe('the values', () => {
  it('are sent at once where they are there', async () => {
    const updateKeys = vi.fn();
    haveApi({ configKey: KEY, browserExamKey: EXAM_KEY, updateKeys });
    await open();
    expect(sent()).toEqual([{ config_key_hash: KEY, exam_key_hash: EXAM_KEY, version: VERSION }]);
    expect(updateKeys).not.toHaveBeenCalled();
  });

  it('are waited for where the object comes late', async () => {
    const checked = open();
    await pass(4000);
    expect(sent()).toEqual([]);
    haveApi({ configKey: KEY, browserExamKey: '' });
    await pass(400);
    await checked;
    expect(sent()).toEqual([{ config_key_hash: KEY, exam_key_hash: '', version: VERSION }]);
  });

  it('are waited for where they are empty at first', async () => {
    haveApi({ configKey: '', browserExamKey: '' });
    const checked = open();
    await pass(1000);
    expect(sent()).toEqual([]);
    window.SafeExamBrowser.security.configKey = KEY;
    await pass(400);
    await checked;
    expect(sent()[0].config_key_hash).toBe(KEY);
  });

  it('come by a function that is called by its name', async () => {
    const security = { configKey: '', browserExamKey: '' };
    security.updateKeys = vi.fn(({ name }) => {
      setTimeout(() => {
        security.configKey = KEY;
        window[name](); // as the apps for macOS and iOS do: by name, as a global
      }, 500);
    });
    haveApi(security);
    const checked = open();
    await pass(3000);
    await checked;
    expect(security.updateKeys).toHaveBeenCalledTimes(1);
    const [given] = security.updateKeys.mock.calls[0];
    expect(window[given.name]).toBe(given);
    expect(sent()[0].config_key_hash).toBe(KEY);
  });

  it('are taken although asking for them fails', async () => {
    const security = { configKey: '', updateKeys: vi.fn(() => { throw new Error('no argument'); }) }; // prettier-ignore
    haveApi(security);
    const checked = open();
    await pass(600);
    security.configKey = KEY;
    await pass(400);
    await checked;
    expect(security.updateKeys).toHaveBeenCalledTimes(1);
    expect(sent()[0].config_key_hash).toBe(KEY);
  });

  it.each([
    ['is no API', () => {}],
    ['are none in the API', () => haveApi(undefined)],
    ['are other things than texts', () => haveApi({ configKey: 5, browserExamKey: null }, {})],
  ])('are empty after ten seconds where there %s', async (_name, prepare) => {
    prepare();
    lms.on('POST', ANSWER, { status: 403, json: { verdict: 'missing', detail: 'Not found.' } });
    const checked = open();
    await pass(9000);
    expect(sent()).toEqual([]);
    await pass(2000);
    await checked;
    expect(sent()).toEqual([
      { config_key_hash: '', exam_key_hash: '', version: window.SafeExamBrowser?.security ? '' : expect.any(String) },
    ]);
    expect(find('[data-seb-words]').textContent).toBe('Not found.');
    expect(find('[data-seb-good]').hidden).toBe(true);
    expect(parent.postMessage).toHaveBeenCalledWith({ type: MESSAGE, verdict: 'missing' }, '*');
  });
});

describe('what came of it', () => {
  beforeEach(() => haveApi({ configKey: KEY, browserExamKey: EXAM_KEY }));

  it('is on the page, and told to the page around it', async () => {
    await open();
    expect(find('[data-seb-check]').dataset.verdict).toBe('ok');
    expect(find('[data-seb-words]').textContent).toBe('This is it.');
    expect(find('[data-seb-good]').hidden).toBe(false);
    expect(parent.postMessage.mock.calls).toEqual([[{ type: MESSAGE, verdict: 'ok' }, '*']]);
  });

  it('is told to nobody where the page stands alone', async () => {
    const postMessage = vi.spyOn(window, 'postMessage');
    vi.stubGlobal('parent', window);
    await open();
    expect(postMessage).not.toHaveBeenCalled();
    postMessage.mockRestore();
  });

  it('is that the server cannot be reached', async () => {
    lms.on('POST', ANSWER, NO_CONNECTION);
    await open();
    expect(find('[data-seb-words]').textContent).toBe('No server.');
    expect(parent.postMessage).toHaveBeenCalledWith({ type: MESSAGE, verdict: 'unreachable' }, '*');
  });

  it('was found in the headers already', async () => {
    await open('wrong_config_key');
    expect(sent()).toEqual([]);
    expect(parent.postMessage).toHaveBeenCalledWith({ type: MESSAGE, verdict: 'wrong_config_key' }, '*');
  });
});

it('does nothing on another page', async () => {
  await checkBrowser(null);
  expect(sent()).toEqual([]);
  expect(parent.postMessage).not.toHaveBeenCalled();
});
