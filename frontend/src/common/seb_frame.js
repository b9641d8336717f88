// Safe Exam Browser is asked in a frame that nobody sees, so that the page around it stays.

import { post } from './api.js';
import { make } from './elements.js';

const MESSAGE = 'edx-proctoring-seb';
const WAITS_MS = 20_000;

let running = null;

/** Whether the server finds that this is the right browser; `url` issues a challenge. One check at a time. */
export function checkSeb(url) {
  running ??= askServer(url).finally(() => {
    running = null;
  });
  return running;
}

async function askServer(url) {
  try {
    const { address } = await post(url, {});
    return (await verdictOf(address)) === 'ok';
  } catch {
    return false; // whoever asks tries again
  }
}

/** Open the page of the check in a frame, and wait for what it says. */
async function verdictOf(address) {
  const frame = make('iframe', { src: address, hidden: true, title: '' });
  frame.setAttribute('aria-hidden', 'true');
  const listeners = new AbortController();
  const said = new Promise((resolve) => {
    const hear = ({ source, origin, data }) => {
      const isFrame = source === frame.contentWindow && origin === new URL(address).origin;
      if (isFrame && data?.type === MESSAGE) {
        resolve(data.verdict);
      }
    };
    window.addEventListener('message', hear, { signal: listeners.signal });
    setTimeout(resolve, WAITS_MS, null);
  });
  document.body.append(frame);
  try {
    return await said;
  } finally {
    listeners.abort();
    frame.remove();
  }
}
