// Reading the JavaScript API of Safe Exam Browser, which differs from client to client: the object may come late, its
// values may be empty until a function is called, and that function has to be a global one with a name.

import { post } from '../common/api.js';

const EVERY_MS = 200;
const AT_MOST_MS = 10_000;
const LENGTH = 64;
export const MESSAGE = 'edx-proctoring-seb';

/** Have the server judge what the browser is; say what came of it, on the page and to a page around it. */
export async function checkBrowser(element) {
  if (!element) {
    return;
  }
  if (element.dataset.verdict === '') {
    const { verdict, detail } = await answer(element, await readValues());
    element.dataset.verdict = verdict;
    element.querySelector('[data-seb-words]').textContent = detail;
    element.querySelector('[data-seb-good]').hidden = verdict !== 'ok';
  }
  if (window.parent !== window) {
    // There is nothing secret in it, and the pages that may show this one are named in its headers.
    window.parent.postMessage({ type: MESSAGE, verdict: element.dataset.verdict }, '*');
  }
}

async function answer(element, values) {
  try {
    return await post(element.dataset.answerUrl, values);
  } catch (error) {
    const detail = error.status === 0 ? element.dataset.unreachable : error.message;
    return { verdict: error.body?.verdict ?? 'unreachable', detail };
  }
}

/** What the API has as soon as it has a config key; after ten seconds whatever is there. */
async function readValues() {
  const ends = performance.now() + AT_MOST_MS;
  const asked = { isAsked: false };
  while (!isComplete() && performance.now() < ends) {
    askForValues(asked);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  const { version, security } = window.SafeExamBrowser ?? {};
  return {
    config_key_hash: textOf(security?.configKey),
    exam_key_hash: textOf(security?.browserExamKey),
    version: textOf(version),
  };
}

function isComplete() {
  return textOf(window.SafeExamBrowser?.security?.configKey).length === LENGTH;
}

function askForValues(asked) {
  const security = window.SafeExamBrowser?.security;
  if (asked.isAsked || typeof security?.updateKeys !== 'function') {
    return;
  }
  asked.isAsked = true;
  // Clients on macOS and iOS call it by its name. The values are looked for anyway.
  window.proctoringSebKeysReady = function proctoringSebKeysReady() {};
  try {
    security.updateKeys(window.proctoringSebKeysReady);
  } catch {
    // Then there are values without asking, or none.
  }
}

function textOf(value) {
  return typeof value === 'string' ? value : '';
}
