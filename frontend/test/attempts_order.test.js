// The attempts of a course: their order.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareAttempts, showAttempts } from './attempts_list.js';
import { announced, attempt, attemptPage, click, enter, find, findAll, PATHS, texts } from './instructor_course.js';
import { NO_CONNECTION, settle } from './surroundings.js';

let lms;

beforeEach(() => {
  lms = prepareAttempts();
});

afterEach(() => vi.unstubAllGlobals());

const show = (...pages) => showAttempts(lms, ...pages);

describe('sorting', () => {
  const header = (text) => findAll('.exam-attempts-table thead th').find((th) => th.textContent.startsWith(text));
  const button = (text) => header(text).querySelector('button');
  const page = attemptPage([[attempt(7)]], { pages: 6 });

  it.each([
    ['Learner', 'user__username'],
    ['Exam', 'proctored_exam__exam_name'],
    ['Time limit', 'allowed_time_limit_mins'],
    ['Started', 'started_at'],
    ['Completed', 'completed_at'],
    ['Status', 'status'],
  ])('by %s is ascending, then descending, then as at first', async (text, key) => {
    await show(page);
    expect(header(text).getAttribute('aria-sort')).toBe(null);

    const heard = [];
    for (let i = 0; i < 3; i += 1) {
      await click(button(text));
      heard.push([header(text).getAttribute('aria-sort'), announced()]);
      expect(document.activeElement).toBe(button(text));
    }

    expect(lms.log.flat()).toEqual([
      `GET ${PATHS.attempts}?page=1&ordering=${key}`,
      `GET ${PATHS.attempts}?page=1&ordering=-${key}`,
      `GET ${PATHS.attempts}?page=1`,
    ]);
    expect(heard).toEqual([
      ['ascending', `Sorted by ${text}, ascending. Page 1 of 6`],
      ['descending', `Sorted by ${text}, descending. Page 1 of 6`],
      [null, 'Newest attempts first. Page 1 of 6'],
    ]);
  });

  it('is for columns that the LMS can sort by', async () => {
    await show(page);

    expect(['Type', 'Ready to resume', 'Actions'].map(button)).toEqual([null, null, null]);
    expect(find('.sort-sign').getAttribute('aria-hidden')).toBe('true');
  });

  it('by one column after another leaves one order, and stays with pages and filters', async () => {
    await show(page);

    await click(button('Learner'));
    await click(button('Status'));
    await click('[data-page-number="2"]');
    await enter('.status-filter', 'error');

    expect(lms.log.flat().slice(1)).toEqual([
      `GET ${PATHS.attempts}?page=1&ordering=status`,
      `GET ${PATHS.attempts}?page=2&ordering=status`,
      `GET ${PATHS.attempts}?page=1&status=error&ordering=status`,
    ]);
    expect(findAll('[aria-sort]')).toEqual([header('Status')]);
  });

  it('does not bring the focus back from where it went meanwhile', async () => {
    await show(page);

    button('Learner').click();
    find('#search_attempt_id').focus();
    await settle();

    expect(document.activeElement).toBe(find('#search_attempt_id'));
  });

  it('that leaves no rows has the focus at the list', async () => {
    await show(page, attemptPage([]));

    await click(button('Learner'));

    expect(document.activeElement).toBe(find('.proctoring-results'));
    expect(texts('.no-results')).toEqual(['No learners in this course have started an exam yet.']);
  });

  it('that fails shows the order there is, and is tried again', async () => {
    await show(page, NO_CONNECTION, page);

    await click(button('Learner'));
    expect(findAll('[aria-sort]')).toEqual([]);
    await click('.try-again');

    expect(header('Learner').getAttribute('aria-sort')).toBe('ascending');
    expect(announced()).toBe('Sorted by Learner, ascending. Page 1 of 6');
  });
});
