// The menu of a row.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { actionMenu, bindToggleButtons } from '../src/instructor/menu.js';
import { find, findAll } from './instructor_course.js';
import { showPage } from './surroundings.js';

const chosen = vi.fn();

beforeEach(() => {
  showPage('<p id="elsewhere"></p>');
  const items = ['One', 'Two', 'Three'].map((textContent) =>
    Object.assign(document.createElement('button'), { textContent, type: 'button', onclick: chosen }),
  );
  chosen.mockClear();
  document.body.append(actionMenu('Actions of verity', items));
  find('.action-more').click();
});

const focused = () => document.activeElement.textContent;
const isOpen = () => [!find('.actions-dropdown').hidden, find('.action-more').getAttribute('aria-expanded') === 'true'];

function press(key, options = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options });
  document.activeElement.dispatchEvent(event);
  return event;
}

describe('an open menu', () => {
  it('has the focus on its first item', () => {
    expect([isOpen(), focused()]).toEqual([[true, true], 'One']);
    expect(find('.action-more').getAttribute('aria-controls')).toBe(find('.actions-dropdown').id);
    expect(find(`#actions-dropdown-${find('.action-more').dataset.dashboardIndex}`)).toBe(find('.actions-dropdown'));
  });

  it.each([
    [['ArrowDown'], 'Two'],
    [['ArrowDown', 'ArrowDown', 'ArrowDown'], 'One'],
    [['ArrowUp'], 'Three'],
    [['Tab'], 'Two'],
    [['End', 'Tab'], 'One'],
    [['End', 'Home'], 'One'],
    [['End'], 'Three'],
  ])('goes with %j to %s', (keys, expected) => {
    keys.forEach((key) => press(key));

    expect(focused()).toBe(expected);
  });

  it('goes back with Shift and Tab', () => {
    press('Tab', { shiftKey: true });

    expect(focused()).toBe('Three');
  });

  it('leaves other keys alone', () => {
    expect(press('a').defaultPrevented).toBe(false);
    expect(isOpen()).toEqual([true, true]);
  });

  it('closes with Escape, and the focus goes back', () => {
    press('Escape');

    expect([isOpen(), focused()]).toEqual([[false, false], 'Actions']);
  });

  it('closes when an item is chosen', () => {
    findAll('.actions-dropdown button')[1].click();

    expect(chosen).toHaveBeenCalledOnce();
    expect([isOpen(), focused()]).toEqual([[false, false], 'Actions']);
  });

  it('closes with its button', () => {
    find('.action-more').click();

    expect(isOpen()).toEqual([false, false]);
  });

  it('closes when something else is pressed', () => {
    find('#elsewhere').dispatchEvent(new Event('pointerdown', { bubbles: true }));

    expect(isOpen()).toEqual([false, false]);
  });

  it('stays while it is pressed itself, scrolled or resized', () => {
    find('.actions-dropdown').dispatchEvent(new Event('pointerdown', { bubbles: true }));
    window.dispatchEvent(new Event('scroll'));
    window.dispatchEvent(new Event('resize'));

    expect(isOpen()).toEqual([true, true]);
  });
});

describe('a host’s own menu', () => {
  it('opens and closes too', () => {
    showPage(`
      <button class="mine" data-dashboard-index="4" aria-expanded="false">More</button>
      <ul id="actions-dropdown-4" hidden><li><button>Only</button></li></ul>`);
    bindToggleButtons('.mine');

    find('.mine').click();
    expect([find('#actions-dropdown-4').hidden, focused()]).toEqual([false, 'Only']);
    find('.mine').click();

    expect(find('#actions-dropdown-4').hidden).toBe(true);
  });

  it('may be missing', () => {
    showPage('<button class="mine" data-dashboard-index="5">More</button>');
    bindToggleButtons('.mine');

    expect(() => find('.mine').click()).not.toThrow();
  });
});
