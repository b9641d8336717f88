// Whom an incident has hit, and what is to be done for each of them.

import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { learnerName } from '../instructor/attempt_table.js';
import { selection, showFieldError } from '../instructor/fields.js';
import { pagination } from '../instructor/pagination.js';
import { body, row, table } from '../instructor/table.js';
import { attemptStatusWord, EMPTY, numberText } from '../instructor/words.js';
import { impactWord, remedyWord } from './incident_words.js';

const PER_PAGE = 100;
const MOST_MINUTES = 10_000;
const GIVES_TIME = new Set(['extend', 'reopen']);

const columns = () => [
  gettext('Learner'),
  gettext('Exam'),
  gettext('Status'),
  gettext('What happened'),
  gettext('What to do'),
  gettext('Minutes'),
];

/** The table, page by page; what is chosen on other pages stays. `onChange()` is called when something is. */
export class IncidentHits {
  constructor({ attempts, onChange }) {
    this.onChange = onChange;
    this.choices = attempts.map(choiceOf);
    this.page = 1;
    this.all = make('input', { type: 'checkbox', id: newId('select-hit'), className: 'select-hit' });
    this.allLabel = make('label', { htmlFor: this.all.id });
    this.all.addEventListener('change', () => this.selectAll(this.all.checked));
    this.place = make('div', { className: 'incident-hits', role: 'region', tabIndex: -1 });
    this.place.setAttribute('aria-label', gettext('Whom it hit'));
    this.navigation = make('nav', { className: 'proctoring-pages', 'aria-label': gettext('Pages: whom it hit') });
    this.navigation.addEventListener('click', ({ target }) => this.turn(target.closest('.target-link')));
    this.element = make('div', {}, [
      make('p', { className: 'board-choice' }, [this.all, this.allLabel]),
      this.place,
      this.navigation,
    ]);
    this.draw();
  }

  /** What was chosen, as the LMS wants it. */
  get remedies() {
    return this.choices
      .filter(({ isSelected }) => isSelected)
      .map(({ id, remedy, minutes }) =>
        GIVES_TIME.has(remedy) ? { attempt_id: id, remedy, minutes: Number(minutes) } : { attempt_id: id, remedy },
      );
  }

  /** Who an attempt is of. */
  nameOf(id) {
    const { learner = String(id), exam = '' } = this.choices.find((each) => each.id === id) ?? {};
    return { learner, exam };
  }

  /** Show the first choice whose minutes are invalid, and say so there. Whether there is one. */
  refuse() {
    const index = this.choices.findIndex((choice) => choice.isSelected && !hasMinutes(choice));
    if (index < 0) {
      return false;
    }
    this.page = Math.floor(index / PER_PAGE) + 1;
    this.draw();
    const input = this.place.querySelectorAll('tbody tr')[index % PER_PAGE].querySelector('.incident-minutes');
    showFieldError(
      input,
      format(gettext('Enter a whole number from 1 to {most}.'), { most: numberText(MOST_MINUTES) }),
    );
    input.focus();
    return true;
  }

  selectAll(isSelected) {
    this.choices.forEach((choice) => (choice.isSelected = isSelected));
    this.draw();
    this.onChange();
  }

  turn(link) {
    if (link) {
      this.page = Number(link.dataset.pageNumber);
      this.draw();
      this.place.focus();
    }
  }

  draw() {
    const names = columns();
    const pages = Math.max(Math.ceil(this.choices.length / PER_PAGE), 1);
    const shown = this.choices.slice((this.page - 1) * PER_PAGE, this.page * PER_PAGE);
    const rows = shown.map((choice) => this.row(names, choice));
    const caption = gettext('Whom it hit');
    this.place.replaceChildren(table({ className: 'incident-table', caption, columns: names }, [body(rows)]));
    this.navigation.replaceChildren(...(pages > 1 ? [pagination(this.page, pages, '')] : []));
    this.showSelection();
  }

  showSelection() {
    const count = this.choices.filter(({ isSelected }) => isSelected).length;
    this.all.checked = count === this.choices.length;
    this.all.indeterminate = count > 0 && !this.all.checked;
    this.allLabel.textContent = format(
      ngettext('Select all ({count} of {most} selected)', 'Select all ({count} of {most} selected)', count),
      { count: numberText(count), most: numberText(this.choices.length) },
    );
  }

  row(names, choice) {
    const { attempt } = choice;
    const values = { learner: choice.learner, exam: choice.exam };
    const box = make('input', {
      type: 'checkbox',
      checked: choice.isSelected,
      'aria-label': format(gettext('Select: {learner}, {exam}'), values),
    });
    const minutes = this.minutesOf(choice, values);
    const remedy = selection(
      { className: 'incident-remedy', 'aria-label': format(gettext('What to do: {learner}, {exam}'), values) },
      choice.remedies.map((value) => ({ value, label: remedyWord(value) })),
    );
    remedy.value = choice.remedy;
    box.addEventListener('change', () => this.change(choice, { isSelected: box.checked }));
    remedy.addEventListener('change', () => {
      this.change(choice, { remedy: remedy.value, minutes: minutesFor(attempt, remedy.value) });
      const input = minutes.querySelector('input');
      input.value = choice.minutes;
      minutes.hidden = !GIVES_TIME.has(remedy.value);
      showFieldError(input, null);
    });
    const name = make('span', {}, learnerName({ user: { username: choice.learner }, full_name: attempt.full_name }));
    return row(
      names,
      [
        [make('label', { className: 'board-choice' }, [box, name])],
        [choice.exam],
        [make('span', { className: `status-chip ${attempt.status}`, textContent: attemptStatusWord(attempt.status) })],
        [whatHappened(attempt)],
        [make('span', { className: 'field' }, [remedy])],
        choice.remedies.some((each) => GIVES_TIME.has(each)) ? [minutes] : [EMPTY],
      ],
      { 'data-attempt-id': choice.id },
    );
  }

  minutesOf(choice, values) {
    const input = make('input', {
      type: 'text',
      inputMode: 'numeric',
      autocomplete: 'off',
      className: 'incident-minutes',
      value: choice.minutes,
      id: newId('minutes'),
      'aria-label': format(gettext('Minutes: {learner}, {exam}'), values),
    });
    const error = make('span', { className: 'field-error', id: `${input.id}-error`, hidden: true });
    input.setAttribute('aria-describedby', error.id);
    input.addEventListener('input', () => {
      this.change(choice, { minutes: input.value.trim() });
      showFieldError(input, null);
    });
    return make('span', { className: 'field', hidden: !GIVES_TIME.has(choice.remedy) }, [input, error]);
  }

  change(choice, values) {
    Object.assign(choice, values);
    this.showSelection();
    this.onChange();
  }
}

/** What is chosen for an attempt at first: what the LMS proposes. */
function choiceOf(attempt) {
  const remedies = attempt.impact === 'could_not_enter' ? ['reset'] : ['extend', 'reopen'];
  const isProposed = attempt.remedy !== 'none';
  const isOpen = ['started', 'ready_to_submit'].includes(attempt.status);
  const fallback = remedies.length === 1 || isOpen ? remedies[0] : 'reopen';
  const remedy = isProposed ? attempt.remedy : fallback;
  return {
    id: attempt.attempt_id,
    learner: attempt.username,
    exam: attempt.exam_name,
    attempt,
    remedies,
    remedy,
    minutes: minutesFor(attempt, remedy),
    isSelected: isProposed,
  };
}

function minutesFor({ extend_minutes: lost, reopen_minutes: left }, remedy) {
  return String(Math.max(remedy === 'reopen' ? left : lost, 1));
}

function hasMinutes({ remedy, minutes }) {
  return !GIVES_TIME.has(remedy) || (/^\d{1,5}$/.test(minutes) && minutes >= 1 && minutes <= MOST_MINUTES);
}

function whatHappened({ impact, is_helped: isHelped }) {
  const text = impactWord(impact);
  return isHelped ? `${text}. ${gettext('Another incident at that time has already helped.')}` : text;
}
