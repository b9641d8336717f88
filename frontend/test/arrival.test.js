// Title and focus after one page has followed another.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reload } from '../src/learner/page.js';
import { showPage, stubLocation } from './surroundings.js';

const EXAM_PAGE = '<button id="other">x</button><div class="sequence timed-exam"><h3>Time\n is  up</h3></div>';
let showPlace;

beforeEach(async () => {
  vi.resetModules();
  ({ showPlace } = await import('../src/learner/arrival.js'));
  document.title = 'Midterm | Campus';
  showPage('');
  stubLocation();
});

afterEach(() => {
  sessionStorage.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('the title begins with what the page says', () => {
  showPage(EXAM_PAGE);

  showPlace();
  showPlace();

  expect(document.title).toBe('Time is up – Midterm | Campus');
  expect(document.activeElement).toBe(document.body);
});

it('the focus is on the heading after the timer or the learner has gone on', () => {
  reload();
  showPage(EXAM_PAGE);

  showPlace();

  expect(document.activeElement).toBe(document.querySelector('h3'));
});

it('the focus is taken when the courseware puts the page in later, and once', () => {
  reload();
  showPlace();
  showPage(EXAM_PAGE);
  showPlace();
  document.querySelector('h3').blur();
  showPage(EXAM_PAGE);
  showPlace();

  expect(document.activeElement).toBe(document.body);
});

it('the focus stays with whoever has gone somewhere already', () => {
  reload();
  showPage(EXAM_PAGE);
  document.querySelector('#other').focus();

  showPlace();

  expect(document.activeElement.id).toBe('other');
});

it('nothing is taken from a page that is opened long after', () => {
  vi.useFakeTimers();
  reload();
  vi.advanceTimersByTime(31_000);
  showPage(EXAM_PAGE);

  showPlace();

  expect(document.activeElement).toBe(document.body);
});

it('the title is as before when the page of the exam has gone', () => {
  showPage(EXAM_PAGE);
  showPlace();
  showPage('<p>Another part of the course</p>');

  showPlace();

  expect(document.title).toBe('Midterm | Campus');
});

it('a title that the host has changed meanwhile is left alone', () => {
  showPage(EXAM_PAGE);
  showPlace();
  document.title = 'Week 2 | Campus';
  showPage('');

  showPlace();

  expect(document.title).toBe('Week 2 | Campus');
});
