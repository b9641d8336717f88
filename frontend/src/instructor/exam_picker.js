// Choosing exams of a course: a list for each kind, and the ones that were chosen.

import { announce } from '../common/announcer.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { choiceElement, field, selection, showFieldError } from './fields.js';

/** Shows either the proctored or the timed exams. What is chosen leaves the list until it is given back. */
export class ExamPicker {
  constructor(exams) {
    this.exams = exams;
    this.lists = {
      false: selection({ id: 'proctored_exam', className: 'exam_dropdown' }, []),
      true: selection({ id: 'timed_exam', className: 'exam_dropdown' }, []),
    };
    this.fields = {
      false: field(gettext('Proctored exam'), this.lists.false, { isRequired: true }),
      true: field(gettext('Timed exam'), this.lists.true, { isRequired: true }),
    };
    const add = make('button', { type: 'button', className: 'btn add-exam', textContent: gettext('Add this exam') });
    this.tags = make('ul', { id: 'selected_exams', 'aria-label': gettext('Selected exams') });
    add.addEventListener('click', () => this.takeChosen({ withFocus: true }));
    this.element = make('div', { className: 'exam-picker' }, [this.fields.false, this.fields.true, add, this.tags]);
    this.chosen = [];
    this.isTimed = false;
  }

  /** The list to choose from. */
  get visibleList() {
    return this.lists[this.isTimed];
  }

  /** Offer the exams of this kind; nothing is chosen. */
  show(isTimed) {
    this.isTimed = isTimed;
    this.chosen = [];
    this.draw();
  }

  /** What the list has stands among the chosen ones. */
  takeChosen({ withFocus = false } = {}) {
    const { value } = this.visibleList;
    if (value !== '') {
      this.chosen.push(Number(value));
      showFieldError(this.visibleList, null);
      this.draw();
    }
    if (withFocus) {
      this.visibleList.focus();
    }
  }

  draw() {
    const offered = this.exams.filter(({ is_proctored: isProctored }) => Boolean(isProctored) !== this.isTimed);
    this.fields.false.hidden = this.isTimed;
    this.fields.true.hidden = !this.isTimed;
    this.visibleList.replaceChildren(
      choiceElement({
        value: '',
        label: offered.length > 0 ? gettext('Select an exam') : gettext('No exams available'),
      }),
      ...offered
        .filter(({ id }) => !this.chosen.includes(id))
        .map(({ id, exam_name: label }) => choiceElement({ value: String(id), label })),
    );
    this.tags.replaceChildren(...this.chosen.map((id) => this.tag(offered.find((exam) => exam.id === id))));
    this.tags.hidden = this.chosen.length === 0;
  }

  tag({ id, exam_name: name }) {
    const close = make('button', {
      type: 'button',
      className: 'close-selected-exam',
      textContent: '×',
      'aria-label': format(gettext('Remove: {exam}'), { exam: name }),
      'data-item': id,
      'data-name': name,
    });
    close.addEventListener('click', () => {
      this.chosen = this.chosen.filter((each) => each !== id);
      this.draw();
      this.visibleList.focus();
      announce(format(gettext('{exam} is no longer selected.'), { exam: name }));
    });
    return make('li', {}, [make('span', { textContent: name }), close]);
  }
}
