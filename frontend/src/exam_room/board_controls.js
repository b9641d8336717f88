// What is above the board: filters, the selection, and what can be done with it.

import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { choiceElement, field, selection } from '../instructor/fields.js';
import { numberText } from '../instructor/words.js';

const ANY = { value: '', label: '' };

/** `onFilter()`, `onSelectAll(isSelected)`, `onGive()`, `onGiveExam()` and `onPause(isPaused)` say what readers want. */
export class BoardControls {
  constructor({ onFilter, onSelectAll, onGive, onGiveExam, onPause }) {
    this.text = make('input', { type: 'search', autocomplete: 'off', className: 'board-filter' });
    this.exam = selection({ className: 'board-exam' }, [{ ...ANY, label: gettext('All exams') }]);
    this.all = make('input', { type: 'checkbox', id: newId('select-all'), className: 'select-all' });
    this.allLabel = make('label', { htmlFor: this.all.id });
    this.give = button('btn-primary give-time', onGive);
    this.giveExam = button('give-exam-time', onGiveExam);
    this.giveExam.textContent = gettext('Give everyone at this exam more time');
    this.pause = button('pause-board', () => {
      this.isPaused = !this.isPaused;
      this.showPause();
      onPause(this.isPaused);
    });
    this.problem = make('p', { className: 'field-error', role: 'alert' });
    this.isPaused = false;
    this.exams = '';
    this.showPause();
    this.text.addEventListener('input', onFilter);
    this.exam.addEventListener('change', onFilter);
    this.all.addEventListener('change', () => onSelectAll(this.all.checked));
    this.element = make('div', { className: 'board-controls' }, [
      make('div', { className: 'proctoring-toolbar' }, [
        field(gettext('Learner'), this.text),
        field(gettext('Exam'), this.exam),
        this.pause,
      ]),
      make('div', { className: 'proctoring-toolbar board-actions' }, [
        make('span', { className: 'board-choice' }, [this.all, this.allLabel]),
        this.give,
        this.giveExam,
        this.problem,
      ]),
    ]);
  }

  /** What the reader wants to see. */
  get choice() {
    const { value: examId, selectedOptions } = this.exam;
    return { text: this.text.value.trim(), examId, examName: selectedOptions[0]?.textContent ?? '' };
  }

  /** Offer these exams. The chosen one stays, even when nobody takes it any more. */
  offerExams(exams) {
    const { value } = this.exam;
    const chosen = [...this.exam.options].find((option) => option.value === value && value !== '');
    const isThere = chosen === undefined || exams.some((exam) => exam.value === value);
    const offered = isThere ? exams : [...exams, { value, label: chosen.textContent }];
    const state = JSON.stringify(offered);
    if (state !== this.exams) {
      this.exams = state;
      this.exam.replaceChildren(this.exam.options[0], ...offered.map(choiceElement));
      this.exam.value = value;
    }
    this.giveExam.hidden = this.exam.value === '';
  }

  /** How many are selected, whether those are all, and how many there could be. */
  showSelection(count, isAll, most) {
    this.all.checked = isAll;
    this.all.indeterminate = count > 0 && !isAll;
    this.all.disabled = most === 0;
    setText(this.allLabel, format(gettext('Select all ({count})'), { count: numberText(most) }));
    const text = ngettext('Give more time ({count} selected)', 'Give more time ({count} selected)', count);
    setText(this.give, count === 0 ? gettext('Give more time') : format(text, { count: numberText(count) }));
    if (count > 0) {
      this.problem.textContent = '';
    }
  }

  /** Say why nothing was done. */
  refuse(text) {
    this.problem.textContent = text;
  }

  showPause() {
    this.pause.textContent = this.isPaused ? gettext('Resume updates') : gettext('Pause updates');
  }
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function button(className, onClick) {
  const made = make('button', { type: 'button', className: `btn ${className}` });
  made.addEventListener('click', () => {
    made.focus(); // not every browser does that by itself; the focus comes back here
    onClick();
  });
  return made;
}
