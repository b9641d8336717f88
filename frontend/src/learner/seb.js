// Safe Exam Browser is asked again and again while an exam runs, in a frame that nobody sees.

import { post } from '../common/api.js';
import { make } from '../common/elements.js';
import { reload } from './page.js';

const MESSAGE = 'edx-proctoring-seb';
const WAITS_MS = 20_000;
const CLOSED = '.kept-out[data-rule="seb"]';
const EXAMS = '/api/edx_proctoring/v1/proctored_exam/';

let running = null;

/** Check the browser if the answer to a poll asks for it; true if that opened an exam that was closed. */
export async function keepSebChecked({ proctored_exam: exam, seb_check_due: isDue, kept_out: keptOut }) {
  if (!exam || !isSeb() || !(isDue || keptOut?.rule === 'seb')) {
    return false;
  }
  return (await checkSeb(exam.id)) && keptOut?.rule === 'seb';
}

/** Where a page says that the exam is closed until the browser is checked, check it, and load the page again. */
export async function openClosedPage() {
  const page = document.querySelector(CLOSED);
  if (page === null || page.dataset.sebAsked || !isSeb()) {
    return;
  }
  page.dataset.sebAsked = 'true';
  if (await checkSeb(page.dataset.examId)) {
    reload();
  }
}

/** Whether it calls itself so, or has its API. That proves nothing; it spares others a check that they can't pass. */
function isSeb() {
  return /\bSEB\//.test(navigator.userAgent) || window.SafeExamBrowser !== undefined;
}

/** Whether the server finds that this is the right browser. One check at a time. */
function checkSeb(examId) {
  running ??= askServer(examId).finally(() => {
    running = null;
  });
  return running;
}

async function askServer(examId) {
  try {
    const { address } = await post(`${EXAMS}seb/exam_id/${examId}/challenge`, {});
    return (await verdictOf(address)) === 'ok';
  } catch {
    return false; // the next poll tries again
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
