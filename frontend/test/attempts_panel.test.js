// The attempts of a course: finding them.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareAttempts, showAttempts } from './attempts_list.js';
import {
  announced,
  attempt,
  attemptPage,
  click,
  enter,
  FINAL,
  find,
  findAll,
  MIDTERM,
  PATHS,
  texts,
  TRIAL,
  user,
} from './instructor_course.js';
import { NO_CONNECTION, settle } from './surroundings.js';

let lms;

beforeEach(() => {
  lms = prepareAttempts();
});

afterEach(() => vi.unstubAllGlobals());

const show = (...pages) => showAttempts(lms, ...pages);

const rows = () => findAll('.exam-attempts-table tbody:not(.accordion-panel) tr');
const cells = (row) => [...row.children].map(({ textContent }) => textContent);

describe('an attempt', () => {
  it('is a row, in words and as text', async () => {
    await show(
      attemptPage([
        [attempt(7, { user: user(50, '<i>v'), proctored_exam: MIDTERM, status: 'second_review_required' })],
      ]),
    );

    const [name, exam, limit, type, started, completed, status, ready] = cells(rows()[0]);
    expect([name, exam, limit, type]).toEqual(['<i>v', 'Mid<b>term', '45 min', 'Timed']);
    expect([completed, status, ready]).toEqual(['–', 'Second review required', '–']);
    expect(started).toMatch(/2026/);
    expect(texts('td.is-empty')).toEqual(['–', '–']);
    expect(find('.time-zone-note').textContent).toMatch(/^Dates and times are in your time zone: .+\.$/);
    expect(find('time').dateTime).toBe('2026-11-02T08:00:00Z');
    expect(find('main i, td b')).toBe(null);
  });

  it.each([
    ['Proctored', FINAL],
    ['Practice', TRIAL],
    ['Timed', MIDTERM],
  ])('is %s', async (word, exam) => {
    await show(attemptPage([[attempt(7, { proctored_exam: exam })]]));

    expect(cells(rows()[0])[3]).toBe(word);
  });

  it('has a status that is not known as it is', async () => {
    await show(attemptPage([[attempt(7, { status: 'of_tomorrow' })]]));

    expect(texts('.status-chip')).toEqual(['of_tomorrow']);
  });

  it.each([
    [{ ready_to_resume: true }, '✓Yes'],
    [{ ready_to_resume: true, resumed: true }, '–'],
    [{}, '–'],
  ])('shows whether it can be resumed: %o', async (changes, expected) => {
    await show(attemptPage([[attempt(7, changes)]]));

    expect(texts('.ready-to-resume')).toEqual([expected]);
  });
});

describe('the full name of a learner', () => {
  it.each([
    [{ full_name: 'Verity <b>K' }, ['Verity <b>K']],
    [{ full_name: 'verity' }, []],
    [{ full_name: '' }, []],
    [{}, []],
  ])('is shown where it says more than the username: %o', async (changes, expected) => {
    await show(attemptPage([[attempt(7, changes)], [attempt(9, changes), attempt(8)]]));

    expect(texts('.full-name bdi')).toEqual([...expected, ...expected]);
    expect(texts('.learner-name')).toContain('verity');
  });
});

describe('dates', () => {
  it.each([
    ['de', '02.11.2026'],
    ['not a language', '2026'],
  ])('are in the language of the page: %s', async (lang, expected) => {
    document.documentElement.lang = lang;

    await show(attemptPage([[attempt(7)]]));

    expect(find('time').textContent).toContain(expected);
    document.documentElement.lang = '';
  });
});

describe('several attempts of a learner at an exam', () => {
  it('are behind a button', async () => {
    await show(attemptPage([[attempt(8), attempt(7, { status: 'error' })]]));
    const trigger = find('.accordion-trigger');
    const contents = document.getElementById(trigger.getAttribute('aria-controls'));

    expect([trigger.textContent, trigger.getAttribute('aria-expanded'), contents.hidden]).toEqual([
      '2 attempts',
      'false',
      true,
    ]);
    await click(trigger);
    expect([trigger.getAttribute('aria-expanded'), contents.hidden]).toEqual(['true', false]);
    expect([...contents.rows].map((row) => cells(row)[0])).toEqual(['Attempt 2 of 2', 'Attempt 1 of 2']);
    await click(trigger);
    expect(contents.hidden).toBe(true);
  });
});

describe('searching', () => {
  it('asks the LMS, with the text as part of the address', async () => {
    await show(attemptPage([[attempt(7)]]));
    lms.on('GET', `${PATHS.attempts}/search/a%2Fb%20%26%3F`, attemptPage([]));

    find('#search_attempt_id').value = ' a/b &? ';
    await click('.search-attempts .search');

    expect(lms.log).toEqual([[`GET ${PATHS.attempts}/search/a%2Fb%20%26%3F?page=1`]]);
    expect(texts('.no-results')[0]).toContain('Change or clear them');
    expect(announced()).toContain('No attempts match');
  });

  it.each(['', '.', '..'])('with "%s" shows all', async (text) => {
    await show(attemptPage([[attempt(7)]]));

    find('#search_attempt_id').value = text;
    await click('.search-attempts .search');

    expect(lms.log).toEqual([[`GET ${PATHS.attempts}?page=1`]]);
  });

  it('goes back to all', async () => {
    await show(attemptPage([[attempt(7)]]));
    lms.on('GET', `${PATHS.attempts}/search/x`, attemptPage([]));
    find('#search_attempt_id').value = 'x';
    await click('.search-attempts .search');

    await click('.search-attempts .clear-search');

    expect(find('#search_attempt_id').value).toBe('');
    expect(lms.log.at(-1)).toEqual([`GET ${PATHS.attempts}?page=1`]);
    expect(rows()).toHaveLength(1);
  });

  it('narrows by exam and status', async () => {
    await show(attemptPage([[attempt(7)]]));
    expect(texts('.exam-filter option')).toEqual(['All exams', 'Mid<b>term', 'Final']);

    await enter('.exam-filter', '2');
    await enter('.status-filter', 'error');

    expect(lms.log).toEqual([
      [`GET ${PATHS.attempts}?page=1&exam_id=2`],
      [`GET ${PATHS.attempts}?page=1&exam_id=2&status=error`],
    ]);
  });

  it('works without the names of the exams', async () => {
    lms.on('GET', PATHS.exams, NO_CONNECTION);

    await show(attemptPage([[attempt(7)]]));

    expect(rows()).toHaveLength(1);
  });
});

describe('a course without attempts', () => {
  it('says so', async () => {
    await show(attemptPage([]));

    expect(texts('.no-results')).toEqual(['No learners in this course have started an exam yet.']);
  });
});

describe('a request', () => {
  it('that fails leaves what there is, and can be tried again', async () => {
    await show(attemptPage([[attempt(7)]]), { status: 503, json: { detail: 'Back at noon.' } }, attemptPage([]));

    await click('.refresh');
    expect(find('.proctoring-problem').getAttribute('role')).toBe('alert');
    expect(texts('.proctoring-problem p')[1]).toBe('Back at noon.');
    expect(rows()).toHaveLength(1);
    await click('.try-again');

    expect(find('.proctoring-problem')).toBe(null);
    expect(rows()).toHaveLength(0);
  });

  it('that is refused says how to go on', async () => {
    await show({ status: 403, json: { detail: 'Only staff.' } });

    expect(texts('.proctoring-problem p')[1]).toBe(
      'Only staff. Sign in again as staff of this course in another tab, then try again here.',
    );
  });

  it('that is overtaken by another one does not count', async () => {
    await show(attemptPage([[attempt(7)]]));
    let answerFirst;
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', (...request) =>
      answerFirst
        ? fetch(...request)
        : new Promise((resolve) => {
            answerFirst = () => resolve(new Response(JSON.stringify(attemptPage([]).json)));
          }),
    );

    find('.refresh').click();
    await enter('.exam-filter', '2');
    answerFirst();
    await settle();

    expect(rows()).toHaveLength(1);
    expect(find('.proctoring-results').getAttribute('aria-busy')).toBe('false');
  });
});

describe('the export', () => {
  const addresses = () => findAll('a.export-attempts').map((link) => link.getAttribute('href'));
  const approach = (event) => findAll('a.export-attempts').forEach((link) => link.dispatchEvent(new Event(event)));

  it('is a file of all attempts, for spreadsheets or programs', async () => {
    await show(attemptPage([[attempt(9)]]));

    expect(texts('a.export-attempts')).toEqual(['Export these attempts (CSV)', 'Export these attempts (JSON)']);
    expect(addresses()).toEqual([`${PATHS.results}?file=csv`, `${PATHS.results}?file=json`]);
    expect(lms.log).toEqual([]);
  });

  it.each(['focus', 'pointerdown', 'click'])('has what is chosen at the %s', async (event) => {
    const page = attemptPage([[attempt(9)]]);
    await show(page, page, page, page);
    lms.on('GET', `${PATHS.attempts}/search/a%26b%3D%C3%BC`, page, page, page);

    find('.search-attempts input').value = ' a&b=ü ';
    find('.search-attempts').dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    await enter('.exam-filter', '2');
    await enter('.status-filter', 'submitted');
    approach(event);
    expect(addresses()[1]).toBe(`${PATHS.results}?search=a%26b%3D%C3%BC&exam_id=2&status=submitted&file=json`);

    await click('.clear-search');
    await enter('.exam-filter', '');
    await enter('.status-filter', '');
    approach(event);
    expect(addresses()[0]).toBe(`${PATHS.results}?file=csv`);
  });

  it('has everything where the list has', async () => {
    const page = attemptPage([[attempt(9)]]);
    await show(page, page);

    find('.search-attempts input').value = '..';
    find('.search-attempts').dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    approach('focus');

    expect(addresses()[0]).toBe(`${PATHS.results}?file=csv`);
  });
});
