// The provider's script, which talks to its software on the learner's machine. It runs in a worker of its own: one for
// each message, ended with the answer.

import { gettext } from '../common/texts.js';
import { pingInterval, workerUrl } from './provider.js';

const ANSWERS = {
  startExamAttempt: { success: 'examAttemptStarted', failure: 'examAttemptStartFailed' },
  endExamAttempt: { success: 'examAttemptEnded', failure: 'examAttemptEndFailed' },
  ping: { success: 'echo', failure: 'pingFailed' },
};
const DEFAULT_WAIT_MS = 60_000;
// How much sooner than the page the script is told to give up, so that its own error is heard.
const MARGIN_MS = 10_000;

/** Have the provider's software start its session. */
export function startProviderSession() {
  const seconds = pingInterval();
  const timeout = seconds ? seconds * 1000 : undefined;
  return askWorker({ type: 'startExamAttempt', timeout }, timeout ? timeout + MARGIN_MS : DEFAULT_WAIT_MS);
}

/** Have the provider's software end its session. */
export function endProviderSession() {
  return askWorker({ type: 'endExamAttempt' }, DEFAULT_WAIT_MS);
}

/** Ask whether the provider's software runs. Rejects after this many seconds at the latest. */
export function pingApplication(seconds) {
  const wait = seconds * 1000;
  return askWorker({ type: 'ping', timeout: Math.max(wait - MARGIN_MS, wait / 2) }, wait);
}

function askWorker(message, wait) {
  const url = workerUrl();
  if (url === null) {
    return Promise.reject(new Error(gettext('This exam has no proctoring software in the browser.')));
  }
  const { success, failure } = ANSWERS[message.type];
  // importScripts in a blob: a worker's own script must not come from another site, the provider's may.
  const script = URL.createObjectURL(
    new Blob([`importScripts(${JSON.stringify(url)});`], { type: 'application/javascript' }),
  );
  const worker = new Worker(script);
  let timer;
  return new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(gettext('The proctoring software is not responding.'))), wait);
    worker.addEventListener('message', ({ data }) => {
      if (data?.type === success) {
        resolve();
      } else if (data?.type === failure) {
        reject(new Error(errorText(data.error)));
      }
    });
    worker.addEventListener('error', (event) => reject(new Error(errorText(event.message))));
    worker.postMessage(message);
  }).finally(() => {
    clearTimeout(timer);
    worker.terminate();
    URL.revokeObjectURL(script);
  });
}

function errorText(error) {
  const text = error?.message ?? error;
  return text ? String(text) : gettext('The proctoring software reported a problem.');
}
