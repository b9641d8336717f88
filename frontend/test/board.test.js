// The board of the exam room: who takes an exam right now.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  BOARD,
  box,
  leave,
  learners,
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

let room;
let lms;

beforeEach(() => {
  room = prepareBoard();
  ({ lms } = room);
});

afterEach(() => leave(room));

async function type(selector, value) {
  find(selector).value = value;
  find(selector).dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
}

describe('the list', () => {
  it('says of each attempt what there is to know', async () => {
    const warned = row(2, {
      connection: 'gone',
      last_seen: '2026-11-02T08:40:00Z',
      extra_seconds: 900,
      provider: 'rpnow',
      warnings: ['overdue_soon_unseen'],
    });
    await show(lms, page([warned, row(1), row(3, WAITING)]));

    expect(texts('.board-totals')).toEqual(['2 in progress. 1 waiting for the provider. 1 needs attention.']);
    expect(learners()).toEqual(['learner2', 'learner1', 'learner3']);
    const cells = [...findAll('tbody tr')[0].cells].map(({ textContent }) => textContent);
    expect(cells.slice(0, 3)).toEqual(['learner2 Full Name 2', 'Mid<b>term', 'Started']);
    expect(cells.slice(4)).toEqual([
      '0:30:00',
      'Gone, 20 min. ago',
      'rpnow',
      '+15 min',
      'Time ends soon, and the page is not connected',
    ]);
    expect(findAll('tr.needs-attention')).toHaveLength(1);
    expect(texts('.time-left')).toHaveLength(2);
    expect(box(3)).not.toBe(null);
  });

  it('is empty when nobody takes an exam', async () => {
    await show(lms, page([]));

    expect(texts('.no-results')[0]).toContain('Nobody in this course is taking an exam right now.');
    expect(find('.board-table').hidden).toBe(true);
    expect(find('.board-controls').hidden).toBe(true);
  });

  it('says so where nobody can be seen', async () => {
    await show(lms, page([row(1, { connection: 'unknown', last_seen: null })], { sees_connections: false }));

    expect(find('.board-note').textContent).toContain('it has no shared cache');
    expect(find('.board-connection')).toBe(null);
  });

  it('counts down between answers, and not below zero', async () => {
    await show(lms, page([row(1, { ends_at: '2026-11-02T09:00:05Z' })]));

    await pass(3);
    expect(texts('.time-left')).toEqual(['0:00:02']);
    await pass(4);
    expect(texts('.time-left')).toEqual(['0:00:00']);
  });

  it('is filtered by names and exam', async () => {
    await show(lms, page([row(1), row(2, { exam_id: 2, exam_name: 'Final' }), row(12)]));

    await type('.board-filter', 'NAME 1');
    expect(learners()).toEqual(['learner1', 'learner12']);
    await type('.board-filter', '');
    await enter('.board-exam', '2');
    expect(learners()).toEqual(['learner2']);
    await type('.board-filter', 'nobody');
    expect(texts('.no-results')).toEqual(['No learners match your filters. Change or clear them.']);
    expect(find('.board-controls').hidden).toBe(false);
  });

  it('is sorted by a column, backward, and as at first', async () => {
    await show(
      lms,
      page([row(10, WAITING), row(2, { extra_seconds: 60, provider: 'b' }), row(1, { extra_seconds: 120 })]),
    );
    const header = () => find('[data-ordering-key="learner"]');
    const orders = [];
    for (let clicks = 0; clicks < 3; clicks += 1) {
      await click(header());
      orders.push([learners().join(), announced()]);
    }
    expect(orders).toEqual([
      ['learner1,learner2,learner10', 'Sorted by Learner, ascending.'],
      ['learner10,learner2,learner1', 'Sorted by Learner, descending.'],
      ['learner10,learner2,learner1', 'Those that need attention first.'],
    ]);
    expect(document.activeElement).toBe(header());
    await click('[data-ordering-key="extra"]');
    expect(learners()).toEqual(['learner10', 'learner2', 'learner1']);
    await click('[data-ordering-key="left"]');
    expect(learners().at(-1)).toBe('learner10'); // without a clock
    await click('[data-ordering-key="provider"]');
    expect(learners()[0]).toBe('learner2'); // the others have none
  });

  it('shows no more than two hundred, and selects all', async () => {
    await show(lms, page(Array.from({ length: 230 }, (_, index) => row(index + 1))));

    expect(learners()).toHaveLength(200);
    expect(find('.board-note').textContent).toBe('The first 200 of 230 are shown. Filter the list to see others.');
    await click('.select-all');
    expect(find('.give-time').textContent).toBe('Give more time (230)');
  });
});

describe('updates', () => {
  it('come every ten seconds, and keep the focus, the selection, and what has not changed', async () => {
    await show(lms, page([row(1), row(2)]), page([row(3), row(2, { extra_seconds: 60 }), row(1)]));
    await select(1);
    box(1).focus();
    const before = find('tr[data-attempt-id="1"]');

    await pass(9);
    expect(sent(lms, 'GET')).toHaveLength(1);
    await pass(1);

    expect(learners()).toEqual(['learner3', 'learner2', 'learner1']);
    expect(find('tr[data-attempt-id="1"]')).toBe(before);
    expect(document.activeElement).toBe(box(1));
    expect(box(1).checked).toBe(true);
    expect(texts('.board-extra')).toEqual(['+1 min']);
    expect(announced()).toBe('3 in progress.');
  });

  it('show that an attempt goes on in another way', async () => {
    const stopped = { ...WAITING, kind: 'resumable', status: 'error', warnings: ['resumable'] };
    await show(lms, page([row(1, WAITING), row(2)]), page([row(2, stopped), row(1)]));
    await select(2);
    box(2).focus();
    expect(announced()).toBe(
      '1 selected. Give more time (1). Send a message (1). Let learners resume (0). End exam (1)',
    );

    await pass(10);

    expect(learners()).toEqual(['learner2', 'learner1']);
    expect(document.activeElement).toBe(box(2));
    expect(texts('.board-actions button:not([hidden])')).toEqual([
      'Give more time (0)',
      'Send a message (0)',
      'Let learners resume (1)',
      'End exam (0)',
    ]);
    expect(announced()).toBe('1 in progress. 1 stopped by an error. 1 needs attention.');
  });

  it('are not told when nothing new is in them', async () => {
    await show(lms, page([row(1)]), page([row(1, { last_seen: '2026-11-02T08:59:58Z' })]));
    const before = announced();

    await pass(10);

    expect(sent(lms, 'GET')).toHaveLength(2);
    expect(announced()).toBe(before);
  });

  it('ask whether something has changed, and once a minute what time it is', async () => {
    vi.stubGlobal('fetch', async (href, { headers }) => {
      asked.push(headers['If-None-Match']);
      return headers['If-None-Match'] === 'W/"a"'
        ? new Response(null, { status: 304 })
        : new Response(JSON.stringify(page([row(1)]).json), { headers: { ETag: 'W/"a"' } });
    });
    const asked = [];
    await show(lms);

    await pass(30);
    expect(asked).toEqual([undefined, 'W/"a"', 'W/"a"', 'W/"a"']);
    expect(texts('.time-left')).toEqual(['0:29:30']);
    await pass(30);
    expect(asked.at(-1)).toBe(undefined);
  });

  it('may have only what has changed', async () => {
    const since = { since: 'a', version: 'b' };
    const late = row(4, { ends_at: '2026-11-02T09:45:00Z' });
    const warned = row(2, { ends_at: '2026-11-02T09:50:00Z', warnings: ['overdue_soon_unseen'] });
    const answers = [page([row(1), row(2), row(3)]), page([late, warned], { ...since, gone: [3] })];
    await show(lms, ...answers);

    await pass(10);

    expect(sent(lms, 'GET').map(({ path }) => path)).toEqual([`${BOARD}?limit=50`, `${BOARD}?since=a`]);
    expect(learners()).toEqual(['learner2', 'learner1', 'learner4']);
  });

  it('begin with the most urgent, and get the rest right away', async () => {
    const totals = { in_progress: 3, waiting: 0, resumable: 0, warned: 0 };
    const first = page([row(1)], { rest: 2, totals });
    const rest = page([row(3), row(2)], { since: 'a', version: 'b', totals });
    const before = announced();
    await show(lms, first, rest);

    expect(sent(lms, 'GET').map(({ path }) => path)).toEqual([`${BOARD}?limit=50`, `${BOARD}?since=a`]);
    expect(learners()).toEqual(['learner1', 'learner2', 'learner3']);
    expect(texts('.board-totals')).toEqual(['3 in progress.']);
    expect(announced()).toBe(before);
  });

  it('get the rest with the next update if it did not come', async () => {
    await show(lms, page([row(1)], { rest: 1 }), NO_CONNECTION, page([row(2)], { since: 'a', version: 'b' }));
    expect(learners()).toEqual(['learner1']);
    await pass(10);
    expect(sent(lms, 'GET').at(-1).path).toBe(`${BOARD}?since=a`);
    expect(learners()).toEqual(['learner1', 'learner2']);
  });

  it('begin anew when the LMS has forgotten what it said', async () => {
    await show(lms, page([row(1), row(2)]), page([row(2)], { version: 'b' }));

    await pass(10);

    expect(learners()).toEqual(['learner2']);
  });

  it('wait while the tab is hidden, and come at once when it is shown', async () => {
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    await show(lms, page([row(1)]));
    await pass(60);
    expect(sent(lms, 'GET')).toHaveLength(1);

    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(sent(lms, 'GET')).toHaveLength(2);
  });

  it('wait for a dialog, and for those who have paused them', async () => {
    await show(lms, page([row(1)]));
    await select(1);
    await click('.give-time');
    await pass(30);
    expect(sent(lms, 'GET')).toHaveLength(1);
    await click('.dialog-cancel');
    await pass(1);
    expect(sent(lms, 'GET')).toHaveLength(2);

    await click('.pause-board');
    expect(find('.pause-board').textContent).toBe('Resume updates');
    await pass(30);
    expect(sent(lms, 'GET')).toHaveLength(2);
    await click('.pause-board');
    expect(sent(lms, 'GET')).toHaveLength(3);
  });

  it('that fail are told once, and tried again', async () => {
    await show(lms, page([row(1)]), NO_CONNECTION, NO_CONNECTION, page([row(2)]));
    await pass(10);
    const told = find('.proctoring-problem');
    expect(told.textContent).toContain('What you see may be out of date.');
    expect(learners()).toEqual(['learner1']);
    await pass(10);
    expect(find('.proctoring-problem')).toBe(told);
    await pass(10);
    expect(find('.proctoring-problem')).toBe(null);
    expect(learners()).toEqual(['learner2']);
  });

  it('stop for those who are signed out', async () => {
    await show(lms, { status: 403, json: { detail: 'Not you.' } }, page([row(1)]));
    expect(find('.proctoring-problem').textContent).toContain('Sign in again');
    await pass(60);
    expect(sent(lms, 'GET')).toHaveLength(1);
    await click('.try-again');
    expect(learners()).toEqual(['learner1']);
  });
});
