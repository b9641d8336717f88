// Texts with numbers, in the catalogue that Django makes of this app's and those of a site, which may count differently.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ngettext } from '../src/common/texts.js';

const LOCALE = path.join(import.meta.dirname, '..', '..', 'edx_proctoring', 'locale');
const LANGUAGES = readdirSync(LOCALE).filter((name) => !['config.yaml', 'en', 'eo'].includes(name));
const SINGULAR = '{count} attempt';
const PLURAL = '{count} attempts';
const NUMBERS = [0, 1, 2, 3, 5, 10, 11, 20, 21, 22, 100, 101, 1000000];
const TWO = 'nplurals=2; plural=(n != 1);';
// How Django's admin and the platform's catalogues count where it is not as the language's catalogue here does.
const OF_SITES = {
  es: [TWO, 'nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;'],
  fr: [
    'nplurals=2; plural=(n > 1);',
    'nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;',
  ],
  he: [
    'nplurals=3; plural=(n == 1 && n % 1 == 0) ? 0 : (n == 2 && n % 1 == 0) ? 1: 2;',
    'nplurals=4; plural=(n == 1 && n % 1 == 0) ? 0 : (n == 2 && n % 1 == 0) ? 1: (n % 10 == 0 && n % 1 == 0 && n > 10) ? 2 : 3;',
  ],
  it: [TWO, 'nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;'],
  pt_BR: [
    'nplurals=2; plural=(n > 1);',
    'nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;',
  ],
  tr: [TWO, 'nplurals=2; plural=(n > 1);', 'nplurals=1; plural=0;'],
};

/** What a catalogue says of SINGULAR: its forms, and how it counts. */
function read(language) {
  const catalogue = readFileSync(path.join(LOCALE, language, 'LC_MESSAGES', 'djangojs.po'), 'utf8');
  const entry = catalogue.split('\n\n').find((each) => each.includes(`msgid "${SINGULAR}"`));
  return {
    forms: [...entry.matchAll(/^msgstr\[\d\] "(.*)"$/gm)].map((match) => match[1]),
    counting: catalogue.match(/"Plural-Forms: (.*)\\n"/)[1],
  };
}

/** The form of a number, 0 and up. */
function formOf(counting) {
  const expression = counting.match(/plural=(.*);/)[1];
  return new Function('n', `return Number(${expression})`);
}

/** Put the catalogue on the page as Django's view does: with forms for as many as the site's way of counting has. */
function usePage(forms, counting) {
  const count = Number(counting.match(/nplurals=(\d)/)[1]);
  const catalog = { [SINGULAR]: Array.from({ length: count }, (_, index) => forms[index] ?? '') };
  vi.stubGlobal('django', { catalog });
  vi.stubGlobal('ngettext', (singular, plural, n) => catalog[singular][formOf(counting)(n)]);
}

afterEach(() => vi.unstubAllGlobals());

describe.each(LANGUAGES)('a text with a number in %s', (language) => {
  const { forms, counting } = read(language);

  it('is whole', () => {
    expect(forms.length).toBe(Number(counting.match(/nplurals=(\d)/)[1]));
    expect(forms.every((form) => form !== '' && form !== SINGULAR && form !== PLURAL)).toBe(true);
  });

  it.each([counting, ...(OF_SITES[language] ?? [])])('is never English where the page counts as %s', (ofPage) => {
    usePage(forms, ofPage);

    for (const number of NUMBERS) {
      expect(forms).toContain(ngettext(SINGULAR, PLURAL, number));
    }
  });

  it.each(OF_SITES[language] ?? [counting])('is the right one where the page counts as %s', (ofPage) => {
    usePage(forms, ofPage);

    // Zero is said in the singular by some of these ways of counting, and by others in the plural.
    for (const number of NUMBERS.filter((each) => each !== 0)) {
      expect(ngettext(SINGULAR, PLURAL, number)).toBe(forms[formOf(counting)(number)]);
    }
  });
});

it('takes the last form that there is where the one of a number is missing', () => {
  vi.stubGlobal('django', { catalog: { [SINGULAR]: ['uno', 'varios', ''] } });
  vi.stubGlobal('ngettext', () => '');

  expect(ngettext(SINGULAR, PLURAL, 7)).toBe('varios');
  expect(ngettext('{count} cat', '{count} cats', 7)).toBe('{count} cats');
});
