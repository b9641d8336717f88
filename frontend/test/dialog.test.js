import { beforeEach, describe, expect, it } from 'vitest';
import { accessibleError, confirmed } from '../src/common/dialog.js';
import { closeDialog, dialogTexts, showPage, supportDialogs } from './surroundings.js';

const CHOICES = { yes: 'Go on', no: 'Back' };

beforeEach(() => {
  supportDialogs();
  showPage('<button id="opener">Open</button>');
});

describe('a message', () => {
  it('shows texts as texts, is named by them, and leaves nothing behind', async () => {
    document.querySelector('#opener').focus();

    const closed = accessibleError('<b>Title</b>', '<img src=x>');

    expect(dialogTexts()).toEqual(['<b>Title</b>', '<img src=x>']);
    const dialog = document.querySelector('dialog');
    expect(document.getElementById(dialog.getAttribute('aria-labelledby')).textContent).toBe('<b>Title</b>');
    expect(document.getElementById(dialog.getAttribute('aria-describedby')).textContent).toBe('<img src=x>');
    closeDialog('ok');
    await closed;
    expect(document.querySelector('dialog')).toBe(null);
    expect(document.activeElement.id).toBe('opener');
  });

  it('makes place for the next one', async () => {
    const first = accessibleError('First', 'x');
    accessibleError('Second', 'y');

    await first;
    expect(document.querySelectorAll('dialog')).toHaveLength(1);
    expect(dialogTexts()).toEqual(['Second', 'y']);
  });
});

describe('a question', () => {
  it.each([
    ['yes', true],
    ['no', false],
    [undefined, false],
  ])('closed with %s means %s', async (value, expected) => {
    const answer = confirmed('Sure?', 'Really?', CHOICES);

    closeDialog(value);

    expect(await answer).toBe(expected);
  });

  it('has both answers as buttons', () => {
    confirmed('Sure?', 'Really?', CHOICES);

    const buttons = [...document.querySelectorAll('dialog form[method="dialog"] button')];
    expect(buttons.map(({ value, textContent }) => [value, textContent])).toEqual([
      ['no', 'Back'],
      ['yes', 'Go on'],
    ]);
  });
});
