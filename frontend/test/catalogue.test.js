// Pages in other languages: texts of the page's catalogue, numbers and dates as its language writes them.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pageLanguage } from '../src/common/language.js';
import { dateText, numberText } from '../src/instructor/words.js';
import { PagedList } from '../src/instructor/paged_list.js';
import { ATTEMPT, after, cleanUp, find, prepare, running, showTimer, text, time } from './exam_timer.js';
import { settle } from './surroundings.js';

// As Django's view gives it to pages; French counts 0 like 1.
const FRENCH = {
  'End my exam': 'Terminer mon examen',
  'Exam timer': 'Chronomètre de l’examen',
  'Time left': 'Temps restant',
  'You are taking {exam_link} as {exam_type}.': 'Vous passez {exam_link}, {exam_type}.',
  'You were given {count} more minute. {time}.': [
    'Vous avez obtenu {count} minute de plus. {time}.',
    'Vous avez obtenu {count} minutes de plus. {time}.',
  ],
  '{count} minute left': ['{count} minute restante', '{count} minutes restantes'],
  '{count} second left': ['{count} seconde restante', '{count} secondes restantes'],
};

function useCatalogue(texts, pluralIndex) {
  vi.stubGlobal('gettext', (id) => texts[id] ?? id);
  vi.stubGlobal('ngettext', (singular, plural, count) =>
    singular in texts ? texts[singular][pluralIndex(count)] : count === 1 ? singular : plural,
  );
}

afterEach(() => {
  document.documentElement.lang = '';
  vi.unstubAllGlobals();
});

describe('the timer of an exam', () => {
  let lms;

  beforeEach(() => {
    ({ lms } = prepare());
    useCatalogue(FRENCH, (count) => Number(count > 1));
  });

  afterEach(() => cleanUp(lms));

  it('speaks the language of the catalogue', async () => {
    await showTimer(lms, { exam_display_name: 'Horloges', exam_type: 'un examen chronométré' });

    expect(text('.exam-text')).toBe('Vous passez Horloges, un examen chronométré.');
    expect(text('.exam-timer-label')).toBe('Temps restant');
    expect(text('.exam-button-turn-in-exam')).toBe('Terminer mon examen');
    expect(find('.exam-timer').getAttribute('aria-label')).toBe('Chronomètre de l’examen');
    expect(find('.exam-text a').textContent).toBe('Horloges');
  });

  it('tells more time in that language', async () => {
    lms.on('GET', ATTEMPT, running(1800));
    await showTimer(lms);

    await after(60);

    expect(text('.exam-timer-notice')).toBe('Vous avez obtenu 21 minutes de plus. 30 minutes restantes.');
  });

  it('keeps counting where numbers have other digits', async () => {
    document.documentElement.lang = 'ar-EG';
    await showTimer(lms);

    await after(10);

    expect(time()).toBe('0:09:50');
  });
});

describe('numbers and dates', () => {
  it.each([
    ['en', '1,234.5'],
    ['fr', '1\u202f234,5'],
    ['de', '1.234,5'],
    ['es-419', '1,234.5'],
    ['ar-EG', '١٬٢٣٤٫٥'],
  ])('are those of the page: %s', (lang, expected) => {
    document.documentElement.lang = lang;

    expect(numberText(1234.5)).toBe(expected);
  });

  it.each([
    ['fr', 'janvier'],
    ['es-419', 'enero'],
    ['ar', 'يناير'],
  ])('have the names of %s', (lang, month) => {
    document.documentElement.lang = lang;

    expect(dateText('2030-01-15T12:00:00Z', { dateStyle: 'long' })).toContain(month);
  });

  it.each(['', 'not a language', 'zh_CN'])('are the browser’s own where the page says "%s"', (lang) => {
    document.documentElement.lang = lang;

    expect(pageLanguage()).toBe(undefined);
    expect(dateText('2030-01-15T12:00:00Z')).toContain('2030');
  });

  it('do not keep a list from being leafed through', async () => {
    document.documentElement.lang = 'ar-EG';
    const asked = [];
    const list = new PagedList({
      label: 'x',
      read: async (page) => {
        asked.push(page);
        return { page, pages: 12, url: '/list', content: document.createElement('p') };
      },
    });
    await list.show();

    [...list.element.querySelectorAll('.target-link')].find((link) => link.dataset.pageNumber === '3').click();
    await settle();

    expect(asked).toEqual([1, 3]);
  });
});
