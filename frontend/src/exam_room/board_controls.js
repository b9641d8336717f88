// What is above the board: filters, the selection, and what can be done with it.

import { make, newId } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { choiceElement, field, selection } from '../instructor/fields.js';
import { actionButton } from '../instructor/action_button.js';
import { numberText } from '../instructor/words.js';
import { actionText, boardActions, selectedText } from './board_actions.js';

const ANY = { value: '', label: '' };

/**
 * `onFilter()`, `onSelectAll(isSelected)`, `onAct(action)` (see `board_actions.js`), `onGiveExam()` and
 * `onPause(isPaused)` say what readers want.
 */
export class BoardControls {
  constructor({ onFilter, onSelectAll, onAct, onGiveExam, onPause }) {
    this.text = make('input', { type: 'search', autocomplete: 'off', className: 'board-filter' });
    this.exam = selection({ className: 'board-exam' }, [{ ...ANY, label: gettext('All exams') }]);
    this.all = make('input', { type: 'checkbox', id: newId('select-all'), className: 'select-all' });
    this.allLabel = make('label', { htmlFor: this.all.id });
    this.selected = make('span', { className: 'board-selected' });
    this.actions = boardActions().map((action) => ({
      action,
      button: actionButton(action.className, '', () => onAct(action)),
    }));
    this.giveExam = actionButton('give-exam-time', '', onGiveExam);
    this.giveExam.textContent = gettext('Give everyone at this exam more time');
    this.pause = actionButton('pause-board', '', () => {
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
        this.selected,
        ...this.actions.map(({ button: made }) => made),
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

  /** Offer messages only where they are delivered; `noteId` is the text that says why they are not. */
  offerMessages(canDeliver, noteId) {
    const { button: message } = this.actions.find(({ action }) => action.name === 'message');
    message.disabled = !canDeliver;
    if (canDeliver) {
      message.removeAttribute('aria-describedby');
    } else {
      message.setAttribute('aria-describedby', noteId);
    }
  }

  /** Offer to let attempts move only where some are bound to a computer. */
  offerMoving(isOffered) {
    const { button: move } = this.actions.find(({ action }) => action.name === 'move');
    move.hidden = !isOffered;
  }

  /**
   * The kinds of the selected attempts, whether those are all, and how many there could be. Returns the same in words.
   */
  showSelection(kinds, isAll, most) {
    const { length: count } = kinds;
    this.all.checked = isAll;
    this.all.indeterminate = count > 0 && !isAll;
    this.all.disabled = most === 0;
    setText(this.allLabel, format(gettext('Select all ({count})'), { count: numberText(most) }));
    setText(this.selected, count === 0 ? '' : selectedText(count));
    const texts = this.actions.flatMap(({ action, button: made }) => {
      const text =
        count === 0 ? action.label : actionText(action, kinds.filter((each) => each?.includes(action.kind)).length);
      setText(made, text);
      return made.hidden ? [] : [text];
    });
    if (count > 0) {
      this.problem.textContent = '';
    }
    return count === 0 ? selectedText(0) : [selectedText(count), ...texts].join('. ');
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
