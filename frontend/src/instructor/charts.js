// Charts as SVG, each with its numbers in a table behind it.

import { make, newId } from '../common/elements.js';
import { isRightToLeft } from '../common/language.js';
import { gettext } from '../common/texts.js';
import { saveCsv } from './csv.js';
import { body, row, table } from './table.js';
import { numberText } from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const BAR_HEIGHT = 18;
const ROW_HEIGHT = 44;
const COLUMNS_HEIGHT = 180;
const AXIS_HEIGHT = 24;
const MOST_AXIS_TEXTS = 5;

// Where a text is held, and how; in the picture, left is left in every language.
const LEFT = { x: '0', 'text-anchor': 'start' };
const RIGHT = { x: '100%', 'text-anchor': 'end' };

/**
 * Bars beside one another, the longest over the whole width. `rows` are `{ label, value }`; `columns` name both, in
 * the table; `summary` says in a sentence what is to be seen.
 */
export function barChart({ title, summary, columns, rows }) {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  const [begin, end] = isRightToLeft() ? [RIGHT, LEFT] : [LEFT, RIGHT];
  const image = picture(summary, ROW_HEIGHT * rows.length);
  rows.forEach(({ label, value }, index) => {
    const top = index * ROW_HEIGHT;
    image.append(
      shape('text', { ...begin, y: top + 16, class: 'chart-label' }, label),
      shape('text', { ...end, y: top + 16, class: 'chart-value' }, numberText(value)),
      shape('rect', { x: '0', y: top + 22, width: '100%', height: BAR_HEIGHT, rx: 3, class: 'chart-track' }),
      shape('rect', {
        x: begin === LEFT ? '0' : percent(1 - value / most),
        y: top + 22,
        width: percent(value / most),
        height: BAR_HEIGHT,
        rx: 3,
        class: 'chart-bar',
      }),
    );
  });
  return figure({ title, image, columns, rows });
}

/** Columns side by side in the order of `rows`, as the reader's language goes; the highest over the whole height. */
export function columnChart({ title, summary, columns, rows }) {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  const image = picture(summary, COLUMNS_HEIGHT + AXIS_HEIGHT);
  const step = 1 / Math.max(1, rows.length);
  const every = Math.ceil(rows.length / MOST_AXIS_TEXTS);
  const isMirrored = isRightToLeft();
  rows.forEach(({ label, value }, index) => {
    const height = (value / most) * (COLUMNS_HEIGHT - 20);
    const place = isMirrored ? rows.length - 1 - index : index;
    const middle = percent((place + 0.5) * step);
    const column = { y: COLUMNS_HEIGHT - height, width: percent(step * 0.8), height, class: 'chart-bar' };
    image.append(shape('rect', { ...column, x: percent((place + 0.1) * step) }));
    if (value === most) {
      image.append(
        shape('text', { x: middle, y: 14, class: 'chart-value', 'text-anchor': 'middle' }, numberText(value)),
      );
    }
    if (index % every === 0) {
      const edge = isMirrored ? RIGHT : LEFT;
      const anchor = index === 0 && rows.length > 1 ? edge : { x: middle, 'text-anchor': 'middle' };
      image.append(shape('text', { ...anchor, y: COLUMNS_HEIGHT + 18, class: 'chart-label' }, label));
    }
  });
  image.append(shape('line', { x1: '0', x2: '100%', y1: COLUMNS_HEIGHT, y2: COLUMNS_HEIGHT, class: 'chart-axis' }));
  return figure({ title, image, columns, rows });
}

function figure({ title, image, columns, rows }) {
  const save = make('button', { type: 'button', className: 'btn export-chart', textContent: gettext('Save as CSV') });
  save.setAttribute('aria-label', `${gettext('Save as CSV')}: ${title}`);
  save.addEventListener('click', () =>
    saveCsv('exam-overview.csv', [columns, ...rows.map((each) => [each.label, each.value])]),
  );
  const cells = rows.map(({ label, value }) => row(columns, [[label], [numberText(value)]]));
  const numbers = table({ className: 'chart-table', caption: title, columns }, [body(cells)]);
  return make('figure', { className: 'proctoring-chart' }, [
    make('figcaption', { textContent: title }),
    image,
    make('details', {}, [make('summary', { textContent: gettext('Show as table') }), numbers, save]),
  ]);
}

function picture(summary, height) {
  const id = newId('chart');
  const image = shape('svg', { width: '100%', height, role: 'img', 'aria-labelledby': id, focusable: 'false' });
  image.append(shape('title', { id }, summary));
  return image;
}

function shape(name, attributes, text = '') {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  element.textContent = text;
  return element;
}

function percent(part) {
  return `${(part * 100).toFixed(2)}%`;
}
