// Acting on learners who are selected on the board: ending, resuming, messages.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ACTIONS,
  leave,
  MESSAGES,
  page,
  pass,
  prepareBoard,
  row,
  select,
  sent,
  show,
  WAITING,
} from './exam_room_board.js';
import { announced, click, enter, find, findAll, texts } from './instructor_course.js';
import { NO_CONNECTION, settle } from './surroundings.js';

const STOPPED = { ...WAITING, kind: 'resumable', status: 'error', warnings: ['resumable'] };

let room;
let lms;

beforeEach(() => {
  room = prepareBoard();
  ({ lms } = room);
});

afterEach(() => leave(room));

const done = (id, changes = {}) => ({ attempt_id: id, status: 'submitted', detail: '', ...changes });
const actions = () => texts('.board-actions button:not([hidden])');

async function submit(text) {
  await enter('dialog textarea', text);
  find('dialog form').requestSubmit();
  await settle();
}

describe('the selection', () => {
  it('is of every kind, and each action says for how many it is', async () => {
    await show(lms, page([row(1), row(2, WAITING), row(3, STOPPED), row(4)]));
    expect(actions()).toEqual(['Give more time', 'Send a message', 'Let learners resume', 'End exam']);

    await click('.select-all');

    expect(texts('.board-selected')).toEqual(['4 selected']);
    expect(actions()).toEqual(['Give more time (2)', 'Send a message (2)', 'Let learners resume (1)', 'End exam (2)']);
    expect(announced()).toBe(
      '4 selected. Give more time (2). Send a message (2). Let learners resume (1). End exam (2)',
    );
    await click('.select-all');
    expect(announced()).toBe('0 selected');
  });

  it('of others than an action is for does nothing, and says why', async () => {
    await show(lms, page([row(1), row(2, WAITING)]));
    await click('.end-attempts');
    expect(texts('.board-controls [role="alert"]')).toEqual(['Select at least one learner.']);
    await select(2);
    await click('.end-attempts');
    expect(texts('.board-controls [role="alert"]')).toEqual(['None of the selected attempts is in progress.']);
    await click('.let-resume');
    expect(texts('.board-controls [role="alert"]')).toEqual(['None of the selected attempts can be resumed.']);
    expect(find('dialog')).toBe(null);
  });

  it('is not said again when the board is updated', async () => {
    await show(lms, page([row(1)]), page([row(1, { extra_seconds: 60 })]));
    await select(1);
    find('body > [role="status"]').textContent = '';

    await pass(10);

    expect(texts('.board-extra')).toEqual(['+1 min']);
    expect(announced()).toBe('');
  });

  it('leaves the focus to the next row when one goes', async () => {
    const rows = [row(1), row(2), row(3)];
    await show(lms, page(rows), page([row(1), row(3)]), page([row(1)]), page([row(1)]));
    await select(2);
    await find('tr[data-attempt-id="2"] input').focus();

    await pass(10);
    expect(document.activeElement).toBe(find('tr[data-attempt-id="3"] input'));
    expect(texts('.board-selected')).toEqual(['']);
    await pass(10);
    expect(document.activeElement).toBe(find('tr[data-attempt-id="1"] input'));
  });
});

describe('ending', () => {
  it('says what follows, and wants a reason', async () => {
    await show(lms, page([row(1), row(2), row(3, WAITING)]));
    await click('.select-all');
    await click('.end-attempts');
    expect(find('dialog h2').textContent).toBe('End the exams of 2 learners');
    expect(texts('dialog .form-note').join(' ')).toContain('closes within a minute and counts as submitted');
    expect(texts('dialog .form-note').join(' ')).toContain("You can't undo this");

    await submit('  ');

    expect(texts('dialog .field-error')).toEqual(['Enter a reason.']);
    expect(document.activeElement).toBe(find('dialog textarea'));
    expect(sent(lms, 'POST')).toEqual([]);
  });

  it('ends those in progress, and says what became of them', async () => {
    await show(lms, page([row(1), row(2), row(3, WAITING)]), page([row(3, WAITING)]));
    const results = [done(1), done(2, { refusal: 'over', detail: 'The attempt was over already.' })];
    lms.on('POST', ACTIONS, { json: { results } });
    await click('.select-all');
    await click('.end-attempts');

    await submit(' Noon. ');

    expect(sent(lms, 'POST').map(({ values }) => values)).toEqual([
      { action: 'end', attempt_ids: [1, 2], reason: 'Noon.' },
    ]);
    expect(texts('.board-result .problem-title')).toEqual(['1 exam was ended.']);
    expect(texts('.board-result tbody tr')).toEqual(['learner2Mid<b>termThe attempt was over already.']);
    expect(document.activeElement).toBe(find('.board-result'));
    expect(texts('.board-table .learner-name')).toEqual(['learner3']);
    await click('.close-result');
    expect(find('.board-result')).toBe(null);
  });

  it('goes in portions, and what was broken off is uncertain', async () => {
    await show(lms, page(Array.from({ length: 60 }, (_, index) => row(index + 1))));
    const first = { json: { results: Array.from({ length: 25 }, (_, index) => done(index + 1)) } };
    lms.on('POST', ACTIONS, first, NO_CONNECTION);
    await click('.select-all');
    await click('.end-attempts');

    await submit('Noon.');

    expect(sent(lms, 'POST').map(({ values }) => values.attempt_ids.length)).toEqual([25, 25]);
    expect(texts('.board-result > .problem-title')).toEqual(['25 exams were ended.']);
    expect(find('.board-result').textContent).toContain('It is not certain for whom this was done.');
  });

  it('that is refused leaves the form', async () => {
    await show(lms, page([row(1)]));
    lms.on('POST', ACTIONS, { status: 400, json: { detail: 'Not so.' } });
    await select(1);
    await click('.end-attempts');

    await submit('Noon.');

    expect(find('dialog .proctoring-problem').textContent).toContain('Not so.');
    expect(find('dialog textarea').value).toBe('Noon.');
  });
});

describe('resuming', () => {
  it('is allowed without a reason', async () => {
    await show(lms, page([row(1), row(2, STOPPED)]));
    lms.on('POST', ACTIONS, { json: { results: [done(2, { status: 'error' })] } });
    await click('.select-all');
    await click('.let-resume');
    expect(find('dialog h2').textContent).toBe('Let 1 learner resume');

    await submit('');

    expect(sent(lms, 'POST').map(({ values }) => values)).toEqual([
      { action: 'ready_to_resume', attempt_ids: [2], reason: '' },
    ]);
    expect(texts('.board-result .problem-title')).toEqual(['1 learner may resume.']);
    expect(find('.board-result').classList).toContain('proctoring-success');
  });
});

describe('messages', () => {
  it('go to those who are in progress', async () => {
    await show(lms, page([row(1), row(2, STOPPED), row(3)]));
    const refused = { refusal: 'not_delivered', detail: 'The cache did not take it.' };
    lms.on('POST', MESSAGES, { json: { results: [done(1), done(3, refused)] } });
    await click('.select-all');
    await click('.send-message');
    expect(find('dialog textarea').maxLength).toBe(500);
    await submit('');
    expect(texts('dialog .field-error')).toEqual(['Enter a message.']);

    await submit('The room closes <b>at noon</b>.');

    expect(sent(lms, 'POST').map(({ values }) => values)).toEqual([
      { attempt_ids: [1, 3], text: 'The room closes <b>at noon</b>.' },
    ]);
    expect(texts('.board-result .problem-title')).toEqual(['The message goes to 1 learner.']);
    expect(texts('.board-result tbody tr')).toEqual(['learner3Mid<b>termThe cache did not take it.']);
  });

  it('cannot be sent where they are not delivered, which is said', async () => {
    const blind = row(1, { connection: 'unknown', last_seen: null });
    await show(lms, page([blind], { sees_connections: false }), page([row(1)]));
    const button = find('.send-message');
    expect(button.disabled).toBe(true);
    const note = document.getElementById(button.getAttribute('aria-describedby'));
    expect(note.textContent).toContain('messages to learners cannot be delivered');

    await pass(10);

    expect([button.disabled, button.hasAttribute('aria-describedby')]).toEqual([false, false]);
    expect(findAll('.board-note:not([hidden])')).toEqual([]);
  });
});
