// Below the board: who has not begun.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leave, notBegun, page, prepareBoard, row, show } from './exam_room_board.js';
import { announced, click, enter, FINAL, find, MIDTERM, PATHS, texts } from './instructor_course.js';
import { NO_CONNECTION, settle } from './surroundings.js';

let room;
let lms;

beforeEach(() => {
  room = prepareBoard();
  ({ lms } = room);
  lms.on('GET', PATHS.exams, { json: [MIDTERM, FINAL, { ...FINAL, id: 9, exam_name: 'Old', is_active: false }] });
});

afterEach(() => leave(room));

function answer(names, changes = {}) {
  const results = names.map((username) => ({ username, full_name: `Full ${username}`, enrollment_mode: 'verified' }));
  return { json: { is_known: true, count: names.length, page: 1, num_pages: 1, results, ...changes } };
}

async function open(isOpen = true) {
  const toggled = new Promise((resolve) => find('.not-begun').addEventListener('toggle', resolve, { once: true }));
  find('.not-begun').open = isOpen;
  await toggled;
  await settle();
}

const asked = () => lms.requests.map(({ path }) => path).filter((path) => path.includes('/not_begun/'));
const learners = () => texts('.not-begun-table .learner-name');

describe('those who have not begun', () => {
  it('are asked for when the list is opened, also when nobody takes an exam', async () => {
    await show(lms, page([]));
    lms.on('GET', notBegun(1), answer(['ada', 'bea']));
    expect(asked()).toEqual([]);
    expect(texts('.not-begun summary')).toEqual(['Not begun']);

    await open();

    expect(texts('.not-begun-exam option')).toEqual(['Mid<b>term', 'Final']);
    expect(learners()).toEqual(['ada', 'bea']);
    expect(texts('.not-begun-table tbody td')).toEqual(['Verified', 'Verified']);
    expect(texts('.not-begun summary')).toEqual(['Not begun (2)']);
    expect(announced()).toBe('2 learners');
  });

  it('are those of the exam that is chosen on the board, or here', async () => {
    await show(lms, page([row(1), row(2, { exam_id: 2, exam_name: 'Final' })]));
    lms.on('GET', notBegun(1), answer(['ada']));
    lms.on('GET', notBegun(2), answer(['bea']), answer([]));
    await enter('.board-exam', '2');
    await open();
    expect([find('.not-begun-exam').value, learners()]).toEqual(['2', ['bea']]);
    await enter('.not-begun-exam', '1');
    expect(learners()).toEqual(['ada']);
    await enter('.board-exam', '');
    expect(learners()).toEqual(['ada']);
    await enter('.board-exam', '1');
    await enter('.board-exam', '2');
    expect([find('.not-begun-exam').value, texts('.not-begun .no-results')]).toEqual([
      '2',
      ['Everyone who may take this exam has begun.'],
    ]);
  });

  it('are searched, paged, and asked for again', async () => {
    await show(lms, page([]));
    lms.on('GET', notBegun(1), answer(['ada'], { count: 26, num_pages: 2 }));
    await open();
    await click('.not-begun [data-page-number="2"]');
    find('.search-not-begun input').value = ' be ';
    find('.search-not-begun').requestSubmit();
    await settle();
    await click('.refresh-not-begun');
    await open(false);
    await open();

    const url = notBegun(1);
    expect(asked()).toEqual([
      `${url}?page=1`,
      `${url}?page=2`,
      `${url}?page=1&text=be`,
      `${url}?page=1&text=be`,
      `${url}?page=1&text=be`,
    ]);
    expect(texts('.not-begun summary')).toEqual(['Not begun']);
  });

  it('may be unknown, which is said', async () => {
    await show(lms, page([]));
    lms.on('GET', notBegun(1), answer([], { is_known: false }));
    await open();
    expect(texts('.not-begun .no-results')[0]).toContain('This site cannot tell who may take the exam');
    expect(texts('.not-begun summary')).toEqual(['Not begun']);
  });

  it('are asked for again when the LMS was away', async () => {
    await show(lms, page([]));
    lms.on('GET', PATHS.exams, NO_CONNECTION, { json: [MIDTERM] });
    lms.on('GET', notBegun(1), NO_CONNECTION, answer(['ada']));
    await open();
    await click('.not-begun .try-again');
    await click('.not-begun .try-again');
    expect(learners()).toEqual(['ada']);
  });

  it('of a course without active exams are none', async () => {
    await show(lms, page([]));
    lms.on('GET', PATHS.exams, { json: [] });
    await open();
    expect(find('.not-begun').textContent).toContain('This course has no active exam.');
    expect(asked()).toEqual([]);
  });
});
