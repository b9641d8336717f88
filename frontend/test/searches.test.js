// The searches of the panels, which stand on one page.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fillAllowances } from '../src/instructor/allowances_panel.js';
import { fillAttempts } from '../src/instructor/attempts_panel.js';
import { fillOnboarding } from '../src/instructor/onboarding_panel.js';
import { COURSE, findAll, prepare } from './instructor_course.js';
import { settle, showPage } from './surroundings.js';

beforeEach(() => {
  prepare('x');
  showPage('<div class="exam-room"><div></div><div></div><div></div></div>');
});

afterEach(() => vi.unstubAllGlobals());

it('have names of their own, which begin with what can be seen', async () => {
  const places = findAll('.exam-room > div');
  [fillAttempts, fillAllowances, fillOnboarding].forEach((fill, index) => fill(places[index], COURSE));
  await settle();

  for (const selector of ['form[role="search"]', '.search', '.clear-search']) {
    const elements = findAll(selector).filter((element) => element.matches('form, button'));
    const names = elements.map((element) => element.getAttribute('aria-label'));
    expect([selector, new Set(names).size]).toEqual([selector, 3]);
  }
  for (const button of findAll('button.search, button.clear-search')) {
    expect(button.getAttribute('aria-label')).toMatch(new RegExp(`^${button.textContent}`));
  }
});
