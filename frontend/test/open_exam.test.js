// A proctored exam that is taken without proctoring.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { after, cleanUp, COLLECTION, find, prepare, text } from './exam_timer.js';
import { showPage } from './surroundings.js';
import { startTimer } from '../src/learner/timer.js';

const SECTION = 'block-v1:Org+Num+Run+type@sequential+block@final';
const NO_TIMER = { in_timed_exam: false, is_proctored: false };
let lms;

beforeEach(() => {
  ({ lms } = prepare());
  showPage(`<div class="proctored_exam_status"></div><div class="xblock" data-usage-id="${SECTION}"></div>`);
});

afterEach(() => cleanUp(lms));

async function show(openExam) {
  lms.on('GET', COLLECTION, { json: openExam ? { ...NO_TIMER, open_exam: openExam } : NO_TIMER });
  startTimer();
  await after(0);
}

it('is said to be one, above its questions', async () => {
  await show({ exam_display_name: 'Final <1>', due_date: '2030-05-06T10:00:00+00:00' });

  expect(lms.log).toEqual([[`GET ${COLLECTION}?${new URLSearchParams({ content_id: SECTION })}`]]);
  expect(text('.proctored-exam-open h2')).toBe('You are taking this exam without proctoring');
  expect(text('.proctored-exam-open p')).toMatch(/no time limit.*“Final <1>” is due on .*2030/);
  expect(find('.proctored_exam_status').style.display).toBe('block');
});

it('names no date without one', async () => {
  await show({ exam_display_name: 'Final', due_date: null });

  expect(text('.proctored-exam-open p')).toMatch(/just answer the questions\.$/);
});

it('is not what other sections are', async () => {
  await show(undefined);

  expect(find('.proctored-exam-open')).toBe(null);
});

it('is not asked for where no section is shown', async () => {
  showPage('<div class="proctored_exam_status"></div>');

  await show(undefined);

  expect(lms.log).toEqual([[`GET ${COLLECTION}`]]);
});
