// Safe Exam Browser is asked again and again while an exam runs.

import { checkSeb } from '../common/seb_frame.js';
import { reload } from './page.js';

const CLOSED = '.kept-out[data-rule="seb"], .instructions[data-rule="seb"]';
const EXAMS = '/api/edx_proctoring/v1/proctored_exam/';

/** Check the browser if the answer to a poll asks for it; true if that opened an exam that was closed. */
export async function keepSebChecked({ proctored_exam: exam, seb_check_due: isDue, kept_out: keptOut }) {
  if (!exam || !isSeb() || !(isDue || keptOut?.rule === 'seb')) {
    return false;
  }
  return (await checkSeb(challengeUrl(exam.id))) && keptOut?.rule === 'seb';
}

/** Where a page says that the exam is closed, or not set up, until the browser is checked: check it, load again. */
export async function openClosedPage() {
  const page = document.querySelector(CLOSED);
  if (page === null || page.dataset.sebAsked || !isSeb()) {
    return;
  }
  page.dataset.sebAsked = 'true';
  if (await checkSeb(challengeUrl(page.dataset.examId))) {
    reload();
  }
}

/** Whether it calls itself so, or has its API. That proves nothing; it spares others a check that they can't pass. */
function isSeb() {
  return /\bSEB\//.test(navigator.userAgent) || window.SafeExamBrowser !== undefined;
}

function challengeUrl(examId) {
  return `${EXAMS}seb/exam_id/${examId}/challenge`;
}
