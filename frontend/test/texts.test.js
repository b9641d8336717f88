import { expect, it, vi } from 'vitest';
import { format, formatNodes, gettext, ngettext } from '../src/common/texts.js';

it('leaves texts as they are without a catalogue', () => {
  expect(gettext('End my exam')).toBe('End my exam');
});

it('takes texts from the catalogue of the page', () => {
  vi.stubGlobal('gettext', (text) => text.toUpperCase());

  expect(gettext('End my exam')).toBe('END MY EXAM');
  vi.unstubAllGlobals();
});

it('takes the text that fits a number', () => {
  expect([0, 1, 2].map((count) => ngettext('one', 'many', count))).toEqual(['many', 'one', 'many']);
  vi.stubGlobal('ngettext', (one, many, count) => `${one}/${many}/${count}`);

  expect(ngettext('one', 'many', 3)).toBe('one/many/3');
  vi.unstubAllGlobals();
});

it.each([[undefined], ['']])('is English where the catalogue has no text for a number: %s', (answer) => {
  vi.stubGlobal('ngettext', () => answer);

  expect([1, 2].map((count) => ngettext('one', 'many', count))).toEqual(['one', 'many']);
  vi.unstubAllGlobals();
});

it('puts values into texts', () => {
  expect(format('{a} of {b}, {c}', { a: 1, b: '{a}' })).toBe('1 of {a}, {c}');
});

it('puts nodes into texts', () => {
  const link = document.createElement('a');

  expect(formatNodes('Taking {link} as {kind}.', { link, kind: 'a timed exam' })).toEqual([
    'Taking ',
    link,
    ' as ',
    'a timed exam',
    '.',
  ]);
});
