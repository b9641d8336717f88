// The list of what the exam asks of the learner.

import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';

const STATES = ['done', 'waits', 'to-do'];

/** Make the list that of these steps; return what is new in it, as sentences. What stays the same is not touched. */
export function showSteps(list, steps) {
  const before = new Map([...list.children].map((item) => [item.dataset.rule, item]));
  const news = [];
  const items = steps.map((step) => {
    const item = before.get(step.rule) ?? newItem(step.rule);
    if (textOf(item, '.entry-detail') !== step.detail) {
      fill(item, step);
      news.push(step.detail);
    } else if (textOf(item, '.entry-advice') !== step.advice) {
      fill(item, step);
      news.push(step.advice);
    }
    return item;
  });
  if (items.length !== list.children.length || items.some((item, place) => list.children[place] !== item)) {
    list.replaceChildren(...items);
  }
  return news;
}

function textOf(item, selector) {
  return item.querySelector(selector).textContent;
}

function stateOf({ is_done: isDone, waits }) {
  if (isDone) {
    return ['done', gettext('Done')];
  }
  return waits ? ['waits', gettext('Not yet')] : ['to-do', gettext('To do')];
}

function newItem(rule) {
  const detail = make('strong', { className: 'entry-detail' });
  const words = make('p', { className: 'entry-words' }, [detail, ' ', make('span', { className: 'entry-advice' })]);
  return make('li', { className: 'entry-step', 'data-rule': rule }, [
    make('span', { className: 'entry-state' }),
    words,
  ]);
}

function fill(item, step) {
  const { detail, advice } = step;
  const [state, words] = stateOf(step);
  for (const each of STATES) {
    item.classList.toggle(each, each === state);
  }
  item.querySelector('.entry-state').textContent = words;
  item.querySelector('.entry-detail').textContent = detail;
  item.querySelector('.entry-advice').textContent = advice;
}
