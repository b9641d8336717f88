// The attempts of a course: their pages.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillAttempts } from '../src/instructor/attempts_panel.js';
import { prepareAttempts, showAttempts } from './attempts_list.js';
import {
  announced,
  attempt,
  attemptPage,
  click,
  COURSE,
  enter,
  find,
  findAll,
  PATHS,
  texts,
} from './instructor_course.js';
import { settle } from './surroundings.js';

let lms;

beforeEach(() => {
  lms = prepareAttempts();
});

afterEach(() => vi.unstubAllGlobals());

const show = (...pages) => showAttempts(lms, ...pages);

describe('pages', () => {
  const numbers = () => texts('.pagination > li:not(.pagination-text)').slice(1, -1);

  it.each([
    [1, 2, ['1', '2']],
    [1, 6, ['1', '2', '3', '4', '5', '6']],
    [1, 9, ['1', '2', '3', '4', '5', '…', '9']],
    [4, 9, ['1', '2', '3', '4', '5', '6', '…', '9']],
    [5, 9, ['1', '…', '3', '4', '5', '6', '7', '…', '9']],
    [9, 9, ['1', '…', '5', '6', '7', '8', '9']],
  ])('%i of %i offers %j', async (page, pages, expected) => {
    await show(attemptPage([[attempt(7)]], { page, pages }));

    expect(numbers()).toEqual(expected);
    expect(find('[aria-current="page"]').textContent).toBe(String(page));
    const [previous, next] = [findAll('.pagination button').at(0), findAll('.pagination button').at(-1)];
    expect([previous.disabled, next.disabled]).toEqual([page === 1, page === pages]);
    expect(next.dataset.targetUrl).toBe(`${PATHS.attempts}?page=${page + 1}`);
  });

  it('are none when there is one', async () => {
    await show(attemptPage([[attempt(7)]]));

    expect(find('.pagination')).toBe(null);
  });

  it('are turned, and the reader goes along', async () => {
    await show(attemptPage([[attempt(7)]], { pages: 3 }), attemptPage([[attempt(6)]], { page: 2, pages: 3 }));

    await click(findAll('.pagination .target-link').at(-1));

    expect(lms.log).toEqual([[`GET ${PATHS.attempts}?page=2`]]);
    expect(document.activeElement).toBe(find('.proctoring-results'));
    expect(announced()).toBe('Page 2 of 3');
  });
});

describe('going to a page', () => {
  const field = () => find('.page-jump .field');
  const page = (number) => attemptPage([[attempt(7)]], { page: number, pages: 150 });

  async function go(value) {
    find('.page-number').value = value;
    find('.page-jump').requestSubmit();
    await settle();
  }

  it('takes its number', async () => {
    await show(page(1), page(150));
    expect(field().querySelector('label').htmlFor).toBe(find('.page-number').id);

    await go('150');

    expect(lms.log).toEqual([[`GET ${PATHS.attempts}?page=150`]]);
    expect(document.activeElement).toBe(find('.proctoring-results'));
    expect(announced()).toBe('Page 150 of 150');
    expect(find('.page-number').value).toBe('');
  });

  it.each(['0', '151', '-1', '2.5', ''])('is refused for "%s", next to the field', async (value) => {
    await show(page(1));

    await go(value);

    expect(lms.log).toEqual([]);
    expect(texts('.page-jump .field-error')).toEqual(['Enter a number from 1 to 150.']);
    expect(find('.page-number').getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(find('.page-number'));
    await go(value);
    expect(announced()).toBe('Enter a number from 1 to 150.');
  });

  it('is not offered where buttons lead to all pages', async () => {
    await show(attemptPage([[attempt(7)]], { pages: 5 }));

    expect(find('.page-jump')).toBe(null);
  });
});

describe('rows per page', () => {
  const { attempts } = PATHS;

  afterEach(() => localStorage.clear());

  it('are chosen, and the row that was the first one stays on the page', async () => {
    await show(attemptPage([[attempt(7)]], { page: 9, pages: 150 }));
    expect(texts('.page-size option')).toEqual(['25', '50', '100', '250']);
    expect(find('.page-size').value).toBe('25');

    await enter('.page-size', '100');

    expect(lms.log).toEqual([[`GET ${attempts}?page=3&per_page=100`]]);
  });

  it('are kept in this browser', async () => {
    await show(attemptPage([[attempt(7)]]));
    await enter('.page-size', '250');

    fillAttempts(find('.student-proctored-exam-container'), COURSE);
    await settle();

    expect(find('.page-size').value).toBe('250');
    expect(lms.log.flat()).toContain(`GET ${attempts}?page=1&per_page=250`);
  });

  it('are 25 again where something else is kept', async () => {
    localStorage.setItem('proctoring.rows-per-page', '7000');

    await show(attemptPage([[attempt(7)]]));

    expect(find('.page-size').value).toBe('25');
  });

  it('work in a browser that keeps nothing', async () => {
    const refuse = () => {
      throw new DOMException('Not here.', 'SecurityError');
    };
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(refuse);
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse);
    await show(attemptPage([[attempt(7)]]));

    await enter('.page-size', '50');

    expect(lms.log).toEqual([[`GET ${attempts}?page=1&per_page=50`]]);
  });
});

describe('the beginning of the list', () => {
  let scrolls;

  beforeEach(() => {
    scrolls = [];
    Element.prototype.scrollIntoView = function scrollIntoView({ behavior }) {
      scrolls.push([this.className, behavior]);
    };
  });

  afterEach(() => delete Element.prototype.scrollIntoView);

  async function showAt(top, { motion = true } = {}) {
    vi.stubGlobal('matchMedia', (media) => ({ matches: motion && media.includes('no-preference') }));
    await show(attemptPage([[attempt(7)]], { pages: 6 }));
    expect(scrolls).toEqual([]);
    find('.proctoring-list').getBoundingClientRect = () => ({ top });
  }

  it.each([
    ['paging', () => click('[data-page-number="2"]')],
    ['sorting', () => click('.sort-button')],
    ['a filter', () => enter('.status-filter', 'error')],
    ['a search', () => click('.search-attempts .search')],
    ['the size of pages', () => enter('.page-size', '25')],
  ])('comes into view after %s', async (_, act) => {
    await showAt(-500);

    await act();

    expect(scrolls).toEqual([['proctoring-list', 'smooth']]);
  });

  it('comes without motion for those who want none', async () => {
    await showAt(700, { motion: false });

    await click('.sort-button');

    expect(scrolls).toEqual([['proctoring-list', 'instant']]);
  });

  it('stays where it can be seen', async () => {
    await showAt(100);

    await click('.sort-button');

    expect(scrolls).toEqual([]);
  });

  it('is not seen under a bar of the page', async () => {
    document.documentElement.style.scrollPaddingBlockStart = '120px';
    await showAt(100);

    await click('.sort-button');

    document.documentElement.removeAttribute('style');
    expect(scrolls).toHaveLength(1);
  });

  it('stays after a refresh', async () => {
    await showAt(-500);

    await click('.refresh');

    expect(scrolls).toEqual([]);
  });
});
