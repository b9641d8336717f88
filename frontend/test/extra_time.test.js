// More time for learners who take an exam right now, given on the board.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BATCH, EXTRA_TIME, leave, page, pass, prepareBoard, row, select, sent, show } from './exam_room_board.js';
import { click, enter, find, texts } from './instructor_course.js';
import { NO_CONNECTION, settle } from './surroundings.js';

let room;
let lms;

beforeEach(() => {
  room = prepareBoard();
  ({ lms } = room);
});

afterEach(() => leave(room));

const given = (id, changes = {}) => ({
  attempt_id: id,
  gained_seconds: 600,
  time_remaining_seconds: 2400,
  detail: '',
  ...changes,
});
/** Fill in the form that is open, and send it. */
async function give(minutes, { reason = '', beyond = false } = {}) {
  await enter('dialog input[type="text"]', minutes);
  await enter('dialog textarea', reason);
  find('dialog input[type="checkbox"]').checked = beyond;
  find('dialog form').requestSubmit();
  await settle();
}

describe('more time', () => {
  it('is given to those who are selected, and undone', async () => {
    await show(lms, page([row(1), row(2), row(3)]));
    lms.on('POST', EXTRA_TIME, { json: { batch: BATCH, results: [given(1), given(3)] } });
    lms.on('DELETE', EXTRA_TIME, { json: { batch: BATCH, results: [] } });
    await select(1, 3);
    await click('.give-time');
    expect(find('dialog h2').textContent).toBe('Give 2 learners more time');

    await give('10', { reason: ' Fire alarm ', beyond: true });

    expect(sent(lms, 'POST')[0].values).toEqual({
      minutes: 10,
      reason: 'Fire alarm',
      beyond_due_date: true,
      attempt_ids: [1, 3],
    });
    expect(find('dialog')).toBe(null);
    expect(texts('.extra-time-result .problem-title')).toEqual(['2 learners got more time: +10 min.']);
    expect(document.activeElement).toBe(find('.extra-time-result'));
    expect(find('.give-time').textContent).toBe('Give more time');

    await click('.undo-extra-time');
    expect(sent(lms, 'DELETE')[0].values).toEqual({ batch: BATCH });
    expect(texts('.extra-time-answer')).toEqual(['The extra time was taken back.']);
    expect(find('.undo-extra-time').hidden).toBe(true);
    await click('.close-result');
    expect(find('.extra-time-result')).toBe(null);
  });

  it('says who got less, and why', async () => {
    await show(lms, page([row(1), row(2), row(3)]));
    const results = [
      given(1),
      given(2, { gained_seconds: 240, detail: 'The due date leaves 4 of 10 minutes.' }),
      given(3, { gained_seconds: 0, detail: 'Over.', reason: 'not_running' }),
    ];
    lms.on('POST', EXTRA_TIME, { json: { batch: BATCH, results } });
    await click('.select-all');
    await click('.give-time');

    await give('10');

    expect(texts('.extra-time-result .problem-title')).toEqual(['2 learners got more time: up to +10 min.']);
    expect(texts('.extra-time-table tbody tr')).toEqual([
      'learner2Mid<b>term+4 min The due date leaves 4 of 10 minutes.',
      'learner3Mid<b>termNo extra time. Over.',
    ]);
  });

  it('cannot be undone when it was used', async () => {
    await show(lms, page([row(1)]));
    lms.on('POST', EXTRA_TIME, { json: { batch: BATCH, results: [given(1)] } });
    lms.on('DELETE', EXTRA_TIME, { status: 500 }, { status: 400, json: { detail: 'Already used.' } });
    await select(1);
    await click('.give-time');
    await give('10');

    await click('.undo-extra-time');
    expect(find('.undo-extra-time').hidden).toBe(false);
    await click('.undo-extra-time');
    expect(texts('.extra-time-answer')).toEqual(["That didn't work. Already used."]);
    expect(find('.undo-extra-time').hidden).toBe(true);
  });

  it('is given to everyone at an exam', async () => {
    await show(lms, page([row(1), row(2, { exam_id: 2, exam_name: 'Final' })]));
    lms.on('POST', EXTRA_TIME, { json: { batch: BATCH, results: [given(2), given(9)] } });
    expect(find('.give-exam-time').hidden).toBe(true);
    await enter('.board-exam', '2');
    await click('.give-exam-time');
    expect(find('dialog h2').textContent).toBe('Give everyone in progress at “Final” more time');

    await give('5');

    expect(sent(lms, 'POST')[0].values).toMatchObject({ minutes: 5, exam_id: 2 });
    expect(sent(lms, 'POST')[0].values.attempt_ids).toBe(undefined);
  });

  it('is given in portions, in one batch', async () => {
    await show(lms, page(Array.from({ length: 300 }, (_, index) => row(index + 1))));
    const portion = (first, last) => ({
      json: { batch: BATCH, results: Array.from({ length: last - first + 1 }, (_, index) => given(first + index)) },
    });
    lms.on('POST', EXTRA_TIME, portion(1, 250), portion(251, 300));
    await click('.select-all');
    await click('.give-time');

    await give('10');

    const bodies = sent(lms, 'POST').map(({ values }) => [values.attempt_ids.length, values.batch]);
    expect(bodies).toEqual([
      [250, undefined],
      [50, BATCH],
    ]);
    expect(texts('.extra-time-result .problem-title')).toEqual(['300 learners got more time: +10 min.']);
  });

  it('that was broken off says what is certain, and can be undone', async () => {
    await show(lms, page(Array.from({ length: 300 }, (_, index) => row(index + 1))));
    lms.on('POST', EXTRA_TIME, { json: { batch: BATCH, results: [given(1)] } }, NO_CONNECTION);
    await click('.select-all');
    await click('.give-time');

    await give('10');

    expect(find('.extra-time-result').textContent).toContain('It is not certain who got more time.');
    expect(find('.undo-extra-time').hidden).toBe(false);
  });

  it('that is refused leaves the form', async () => {
    await show(lms, page([row(1)]));
    lms.on('POST', EXTRA_TIME, { status: 400, json: { detail: 'Not so.' } });
    await select(1);
    await click('.give-time');

    await give('10', { reason: 'Fire alarm' });

    expect(find('dialog .proctoring-problem').textContent).toContain('Not so.');
    expect(find('dialog textarea').value).toBe('Fire alarm');
    expect(find('.extra-time-result')).toBe(null);
  });

  it.each(['', '0', '-5', '1.5', 'ten', '10001'])('is not a number of minutes: %j', async (minutes) => {
    await show(lms, page([row(1)]));
    await select(1);
    await click('.give-time');

    await give(minutes);

    expect(texts('dialog .field-error')[0]).toBe('Enter a whole number of minutes from 1 to 10,000.');
    expect(sent(lms, 'POST')).toEqual([]);
  });

  it('needs somebody who is selected; who has left is not', async () => {
    await show(lms, page([row(1), row(2)]), page([row(2)]));
    await click('.give-time');
    expect(texts('.board-controls [role="alert"]')).toEqual(['Select at least one learner.']);
    await select(1);
    expect(find('.give-time').textContent).toBe('Give more time (1)');

    await pass(10);

    expect(find('.give-time').textContent).toBe('Give more time');
  });
});
