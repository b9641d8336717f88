// Parts of what the board says about work that was done.

import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { body, row, table } from '../instructor/table.js';
import { numberText } from '../instructor/words.js';

const MOST_ROWS = 100;

/** A table of those for whom it was done in part or not at all (`{ learner, exam, text }`), if there are any. */
export function resultTable(entries) {
  if (entries.length === 0) {
    return [];
  }
  const columns = [gettext('Learner'), gettext('Exam'), gettext('Result')];
  const rows = entries.slice(0, MOST_ROWS).map(({ learner, exam, text }) => row(columns, [[learner], [exam], [text]]));
  const count = entries.length - MOST_ROWS;
  const more = format(ngettext('and {count} more', 'and {count} more', count), { count: numberText(count) });
  return [
    table({ className: 'extra-time-table', caption: gettext('Results'), columns }, [body(rows)]),
    ...(count > 0 ? [make('p', { textContent: more })] : []),
  ];
}

/** A button that takes the result away, and the reader back to the part of the page that it was in. */
export function closeButton() {
  return resultButton('close-result', gettext('Close message'), ({ currentTarget }) => {
    const element = currentTarget.closest('.board-result');
    const next = element.parentElement?.closest('[tabindex]');
    element.remove();
    next?.focus();
  });
}

/** A button of a result. */
export function resultButton(className, textContent, onClick) {
  const made = make('button', { type: 'button', className: `btn ${className}`, textContent });
  made.addEventListener('click', onClick);
  return made;
}
