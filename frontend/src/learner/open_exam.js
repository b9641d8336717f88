// A proctored exam that the learner takes without proctoring: a word about that stays above its questions.

import { pageLanguage } from '../common/language.js';
import { make, newId } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { MOMENT } from './results.js';

/** The section that the courseware shows. */
export const SECTION = '[data-usage-id*="type@sequential"]';

/** The usage key of the section that the courseware shows on this page; undefined on other pages. */
export function contentOnPage() {
  return document.querySelector(SECTION)?.dataset.usageId;
}

/** Say so in the place of the timer, as `open_exam` of the LMS's answer tells. */
export function showOpenExam(element, { exam_display_name: name, due_date: dueDate }) {
  const heading = make('h2', {
    id: newId('open-exam'),
    textContent: gettext('You are taking this exam without proctoring'),
  });
  const words = [gettext('There is no proctoring and no time limit: just answer the questions.')];
  if (dueDate) {
    const due = new Date(dueDate).toLocaleString(pageLanguage(), MOMENT);
    words.push(format(gettext('“{exam}” is due on {date}.'), { exam: name, date: due }));
  }
  const children = [heading, make('p', { textContent: words.join(' ') })];
  element.replaceChildren(
    make('section', { className: 'proctored-exam-open', 'aria-labelledby': heading.id }, children),
  );
  element.hidden = false;
  element.style.display = 'block';
}
