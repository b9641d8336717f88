// The exams of a course at a glance.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillOverview } from '../src/instructor/overview_panel.js';
import { click, collectFiles, COURSE, find, findAll, linesOf, PATHS, prepare, texts } from './instructor_course.js';
import { NO_CONNECTION, settle } from './surroundings.js';

const NUMBERS = {
  attempts: 2000,
  learners: 812,
  statuses: [
    { status: 'submitted', count: 1500 },
    { status: '<b>', count: 500 },
  ],
  reviews: [{ outcome: 'Rules Violation', count: 3 }],
  time_used: [
    { from_percent: 90, to_percent: 100, count: 4 },
    { from_percent: 100, to_percent: null, count: 1 },
  ],
  unit: 'day',
  starts: [
    { at: '2026-11-01T00:00:00Z', count: 7 },
    { at: '2026-11-02T00:00:00Z', count: 0 },
  ],
};

let lms;

beforeEach(() => {
  lms = prepare('x');
});

afterEach(() => vi.unstubAllGlobals());

async function show(...answers) {
  lms.on('GET', PATHS.overview, ...answers);
  fillOverview(find('.x'), COURSE);
  await settle();
}

const chart = (title) => findAll('figure').find((each) => each.querySelector('figcaption').textContent === title);
const numbers = (title) =>
  [...chart(title).querySelector('tbody').rows].map((row) => [...row.cells].map((cell) => cell.textContent));

describe('the overview', () => {
  it('has charts, each with its numbers in a table', async () => {
    await show({ json: NUMBERS });

    expect(find('.x').hidden).toBe(false);
    expect(find('details').open).toBe(true);
    expect(find('summary').textContent).toBe('Overview Attempts: 2,000. Learners: 812.');
    expect(numbers('Attempts by status')).toEqual([
      ['Submitted', '1,500'],
      ['<b>', '500'],
    ]);
    expect(numbers('Review outcomes')).toEqual([['Rules violation', '3']]);
    expect(numbers('Time used, as a share of the time limit')).toEqual([
      ['90–100%', '4'],
      ['over 100%', '1'],
    ]);
    expect(numbers('Attempts by start date (UTC)')).toEqual([
      ['Nov 1', '7'],
      ['Nov 2', '0'],
    ]);
  });

  it('says in a sentence what each chart shows', async () => {
    await show({ json: NUMBERS });

    const names = findAll('svg[role="img"]').map((svg) => document.getElementById(svg.getAttribute('aria-labelledby')));
    expect(names.map(({ textContent }) => textContent)).toEqual([
      'Attempts by status. Most common: Submitted (1,500).',
      'Review outcomes. Most common: Rules violation (3).',
      'Time used, as a share of the time limit: 5 completed attempts.',
      'Attempts by start date (UTC), Nov 1 to Nov 2. Peak: 7, Nov 1.',
    ]);
  });

  it('draws bars as long as their numbers are large', async () => {
    await show({ json: NUMBERS });

    const bars = [...chart('Attempts by status').querySelectorAll('.chart-bar')];
    expect(bars.map((bar) => bar.getAttribute('width'))).toEqual(['100.00%', '33.33%']);
    const columns = [...chart('Attempts by start date (UTC)').querySelectorAll('.chart-bar')];
    expect(columns.map((bar) => Number(bar.getAttribute('height')))).toEqual([160, 0]);
  });

  it('is mirrored where texts go from right to left', async () => {
    document.documentElement.style.direction = 'rtl';
    await show({ json: NUMBERS });
    document.documentElement.style.direction = '';

    const all = (title, selector, name) =>
      [...chart(title).querySelectorAll(selector)].map((element) => element.getAttribute(name));
    expect(all('Attempts by status', '.chart-label', 'x')).toEqual(['100%', '100%']);
    expect(all('Attempts by status', '.chart-label', 'text-anchor')).toEqual(['end', 'end']);
    expect(all('Attempts by status', '.chart-value', 'x')).toEqual(['0', '0']);
    expect(all('Attempts by status', '.chart-bar', 'x')).toEqual(['0.00%', '66.67%']);
    expect(all('Attempts by start date (UTC)', '.chart-bar', 'x')).toEqual(['55.00%', '5.00%']);
    expect(all('Attempts by start date (UTC)', '.chart-label', 'x')).toEqual(['100%', '25.00%']);
  });

  it('has no chart without numbers', async () => {
    await show({ json: { ...NUMBERS, reviews: [], time_used: [], starts: [] } });

    expect(texts('figcaption')).toEqual(['Attempts by status']);
  });

  it.each([
    ['hour', '2026-11-02T08:00:00Z', 'Attempts by start time', /Nov 2.*\d/],
    ['week', '2026-11-02T00:00:00Z', 'Attempts by start date (UTC)', /^Nov 2$/],
    ['month', '2026-11-01T00:00:00Z', 'Attempts by start date (UTC)', /^Nov 2026$/],
  ])('names spans of a %s, and whose time they are in', async (unit, at, title, expected) => {
    await show({ json: { ...NUMBERS, unit, starts: [{ at, count: 1 }] } });

    expect(numbers(title)[0][0]).toMatch(expected);
  });

  it('saves the numbers of a chart', async () => {
    const files = collectFiles();
    await show({ json: NUMBERS });

    await click(chart('Attempts by status').querySelector('.export-chart'));

    expect(await linesOf(files[0])).toEqual(['Status,Attempts', 'Submitted,1500', '<b>,500']);
  });
});

describe('there is none', () => {
  it.each([
    ['where the LMS knows none', { status: 404 }],
    ['without attempts', { json: { ...NUMBERS, attempts: 0 } }],
  ])('%s', async (_, given) => {
    await show(given);

    expect(find('.x').hidden).toBe(true);
  });

  it('when the request fails, which is told', async () => {
    await show(NO_CONNECTION, { json: NUMBERS });
    expect([find('.x').hidden, texts('.problem-title')]).toEqual([false, ['The overview could not be loaded.']]);

    await click('.try-again');

    expect(findAll('figure')).toHaveLength(4);
  });
});
