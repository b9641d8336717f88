// Staff reopens a finished attempt, from the list or from its timeline.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showReopening } from '../src/exam_room/reopening.js';
import { attemptTable } from '../src/instructor/attempt_table.js';
import { canReopen, minutesLeft } from '../src/instructor/reopen_form.js';
import {
  attempt,
  click,
  COURSE,
  enter,
  find,
  findAll,
  MIDTERM,
  PATHS,
  prepare,
  texts,
  TRIAL,
} from './instructor_course.js';
import { NO_CONNECTION, settle } from './surroundings.js';

const EXAM = { ...MIDTERM, course_id: COURSE, time_limit_mins: 90 };
const SUBMITTED = {
  proctored_exam: EXAM,
  status: 'submitted',
  started_at: '2026-11-02T08:00:00Z',
  completed_at: '2026-11-02T08:30:30Z',
  allowed_time_limit_mins: 45,
};
const BATCH = '5b9f0f2e-4c55-4d0d-9a6c-8a1f6d3c2b10';

let lms;

beforeEach(() => {
  lms = prepare('x');
});

afterEach(() => {
  document.querySelectorAll('dialog').forEach((dialog) => dialog.remove());
  vi.unstubAllGlobals();
});

const reopened = (changes = {}) => ({
  json: { batch: BATCH, results: [{ attempt_id: 7, seconds: 1200, detail: '', ...changes }] },
});

async function openForm(changes = {}) {
  find('.x').replaceChildren(attemptTable([attempt(7, { ...SUBMITTED, ...changes })]));
  await click('.reopen-attempt');
}

async function send(minutes, reason = '') {
  await enter('dialog input', minutes);
  await enter('dialog textarea', reason);
  find('dialog form').requestSubmit();
  await settle();
}

describe('the offer', () => {
  it.each([
    ['submitted', {}, true],
    ['timed out', { status: 'timed_out' }, true],
    ['failed', { status: 'error' }, true],
    ['in progress', { status: 'started' }, false],
    ['verified', { status: 'verified' }, false],
    ['reopened already', { ready_to_resume: true }, false],
    ['for practice', { proctored_exam: TRIAL }, false],
    ['made for practice', { is_sample_attempt: true }, false],
  ])('for an attempt that is %s', (_, changes, expected) => {
    expect(canReopen(attempt(7, { ...SUBMITTED, ...changes }))).toBe(expected);
  });

  it('is for the newest attempt only', () => {
    const attempts = [attempt(8, SUBMITTED), attempt(7, SUBMITTED)];
    find('.x').replaceChildren(attemptTable([{ ...attempts[0], all_attempts: attempts }]));

    expect(findAll('.reopen-attempt')).toHaveLength(1);
  });
});

describe('the minutes that were left', () => {
  it.each([
    ['when it was submitted', {}, 14],
    ['when the time was over', { completed_at: '2026-11-02T08:45:00Z' }, 1],
    ['after an error', { status: 'error', completed_at: null, time_remaining_seconds: 777 }, 12],
    ['after an error at the end', { status: 'error', time_remaining_seconds: 5 }, 1],
    ['before it began', { started_at: null, allowed_time_limit_mins: null }, 90],
  ])('%s', (_, changes, expected) => {
    expect(minutesLeft({ ...SUBMITTED, ...changes })).toBe(expected);
  });
});

describe('reopening', () => {
  it('is told to the LMS, shown in the row, and undone', async () => {
    lms.on('POST', PATHS.reopening, reopened());
    lms.on('DELETE', PATHS.reopening, { json: { batch: BATCH, results: [] } });
    await openForm();
    expect(find('dialog input').value).toBe('14');
    expect(find('dialog').textContent).toContain('verity can continue “Mid<b>term”');

    await send('20', ' By mistake ');

    expect(lms.log).toEqual([[`POST ${PATHS.reopening}`, { minutes: 20, reason: 'By mistake', attempt_ids: [7] }]]);
    expect(find('dialog')).toBe(null);
    expect(texts('.reopening-answer span')).toEqual([
      'The exam was reopened. The learner has 20 minutes when they continue.',
    ]);
    expect(document.activeElement).toBe(find('.reopening-answer'));
    expect(texts('.ready-to-resume')).toEqual(['✓Yes']);
    expect(texts('.actions-dropdown button')).toEqual(['Reset']);

    await click('.undo-reopening');
    expect(lms.log[1]).toEqual([`DELETE ${PATHS.reopening}`, { batch: BATCH }]);
    expect(texts('.reopening-answer span')).toEqual(['The exam was closed again for this learner.']);
    expect(texts('.ready-to-resume')).toEqual(['–']);
    expect(texts('.actions-dropdown button')).toEqual(['Reopen…', 'Reset']);
    expect(find('.undo-reopening').hidden).toBe(true);
  });

  it('says what the due date leaves', async () => {
    lms.on('POST', PATHS.reopening, reopened({ seconds: 60, detail: 'The due date leaves 1 of 20 minutes.' }));
    await openForm();

    await send('20');

    expect(texts('.reopening-answer span')).toEqual([
      'The exam was reopened. The learner has 1 minute when they continue. The due date leaves 1 of 20 minutes.',
    ]);
  });

  it('says in the form why the attempt stays closed', async () => {
    lms.on('POST', PATHS.reopening, reopened({ seconds: 0, detail: 'It is open already.', reason: 'already' }));
    await openForm();

    await send('20');

    expect(texts('dialog .proctoring-problem p')).toEqual(['The exam was not reopened.', 'It is open already.']);
    expect(find('.reopening-answer')).toBe(null);
    expect(find('.reopen-attempt')).not.toBe(null);
  });

  it.each(['', '0', '-5', '1.5', 'ten', '10001'])('takes no %j', async (minutes) => {
    await openForm();

    await send(minutes);

    expect(texts('dialog .field-error')[0]).toBe('Enter a whole number of minutes from 1 to 10,000.');
    expect(document.activeElement).toBe(find('dialog input'));
    expect(lms.requests).toEqual([]);
  });

  it('can be tried again when nobody answers', async () => {
    lms.on('POST', PATHS.reopening, NO_CONNECTION, reopened());
    await openForm();

    await send('20', 'By mistake');
    expect(find('dialog').textContent).toContain("The server can't be reached.");
    expect(find('dialog textarea').value).toBe('By mistake');
    find('dialog form').requestSubmit();
    await settle();

    expect(find('.reopening-answer')).not.toBe(null);
  });

  it.each([
    [{ status: 400, json: { detail: 'They are back.' } }, 'They are back.', true],
    [NO_CONNECTION, "The server can't be reached.", false],
  ])('stays when it cannot be undone', async (failure, text, isFinal) => {
    lms.on('POST', PATHS.reopening, reopened());
    lms.on('DELETE', PATHS.reopening, failure);
    await openForm();
    await send('20');

    await click('.undo-reopening');

    expect(find('.reopening-answer').textContent).toContain(`That didn't work. ${text}`);
    expect(find('.undo-reopening').hidden).toBe(isFinal);
    expect(texts('.ready-to-resume')).toEqual(['✓Yes']);
  });
});

describe('from a timeline', () => {
  it('offers it again when it was undone', async () => {
    lms.on('POST', PATHS.reopening, reopened());
    lms.on('DELETE', PATHS.reopening, { json: { batch: BATCH, results: [] } });
    const container = find('.x');
    const script = document.createElement('script');
    script.type = 'application/json';
    script.textContent = JSON.stringify({ id: 7, user: { username: 'verity' }, ...SUBMITTED });
    container.replaceChildren(script);
    showReopening(container);

    await click('.reopen-attempt');
    await send('20');
    expect(find('.reopen-attempt')).toBe(null);
    await click('.undo-reopening');

    expect(texts('.x button:not([hidden])')).toEqual(['Reopen…']);
  });
});
