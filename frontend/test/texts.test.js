import { expect, it, vi } from 'vitest';
import { format, formatNodes, gettext } from '../src/learner/texts.js';

it('leaves texts as they are without a catalogue', () => {
  expect(gettext('End my exam')).toBe('End my exam');
});

it('takes texts from the catalogue of the page', () => {
  vi.stubGlobal('gettext', (text) => text.toUpperCase());

  expect(gettext('End my exam')).toBe('END MY EXAM');
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
