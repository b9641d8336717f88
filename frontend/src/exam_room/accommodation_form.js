// The form for one accommodation.

import { post } from '../common/api.js';
import { make, newId } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { accommodationsUrl } from '../instructor/addresses.js';
import { field, selection } from '../instructor/fields.js';
import { FormDialog } from '../instructor/form_dialog.js';
import { minutesProblem } from '../instructor/minutes.js';
import { numberText } from '../instructor/words.js';

const MOST_MULTIPLIER = 10;
const UNLIMITED = 'unlimited';

const PROBLEMS = {
  multiplier: multiplierProblem,
  extra_minutes: minutesProblem,
  [UNLIMITED]: () => null,
};

/** Opens the form; `onSaved(accommodation)` is called with what the LMS answers. */
export class AccommodationForm {
  constructor({ courseId, isForAllCourses, onSaved }) {
    Object.assign(this, { courseId, onSaved });
    this.learner = make('input', { type: 'text', autocomplete: 'off', spellcheck: false });
    this.kind = selection({}, [
      { value: 'multiplier', label: gettext('Multiply the time limit by') },
      { value: 'extra_minutes', label: gettext('Add minutes') },
      { value: UNLIMITED, label: gettext('No time limit') },
    ]);
    this.value = make('input', { type: 'text', inputMode: 'decimal', autocomplete: 'off' });
    this.valueField = field(gettext('Value'), this.value, {
      hint: gettext('For example, 1.5 for half as much time again, or 30 for half an hour more.'),
      isRequired: true,
    });
    this.kind.addEventListener('change', () => this.showValue());
    this.from = make('input', { type: 'date' });
    this.until = make('input', { type: 'date' });
    this.approvedBy = make('input', { type: 'text', autocomplete: 'off', maxLength: 255 });
    this.reason = make('textarea', { rows: 2 });
    this.everywhere = make('input', { type: 'checkbox', id: newId('all-courses') });
    this.dialog = new FormDialog({
      title: gettext('Add accommodation'),
      className: 'add-accommodation-form',
      content: [
        field(gettext('Username or email'), this.learner, { isRequired: true }),
        field(gettext('Extra time'), this.kind, {
          hint: gettext('With no time limit, an exam still ends at its due date, or after about a week.'),
        }),
        this.valueField,
        field(gettext('Valid from'), this.from, { hint: gettext('If empty: at once.') }),
        field(gettext('Last day'), this.until, { hint: gettext('If empty: until it is revoked.') }),
        field(gettext('Approved by'), this.approvedBy, { hint: gettext('The office or the person who approved it.') }),
        field(gettext('Reason'), this.reason, { hint: gettext('For the course staff; learners do not see it.') }),
        ...(isForAllCourses ? [everywhereChoice(this.everywhere)] : []),
      ],
      submit: { label: gettext('Add accommodation') },
      onSubmit: () => this.save(),
    });
  }

  get isUnlimited() {
    return this.kind.value === UNLIMITED;
  }

  /** Ask for a value where the extra time has one. */
  showValue() {
    this.valueField.hidden = this.isUnlimited;
  }

  async save() {
    const value = this.value.value.trim();
    const errors = [
      [this.learner, this.learner.value.trim() === '' ? gettext('Enter a username or an email address.') : null],
      [this.value, PROBLEMS[this.kind.value](value)],
    ].filter(([, text]) => text !== null);
    if (this.dialog.refuse(errors)) {
      return false;
    }
    const answer = await post(accommodationsUrl(this.courseId), {
      user_info: this.learner.value.trim(),
      [this.kind.value]: this.isUnlimited || value,
      valid_from: this.from.value,
      valid_until: this.until.value,
      approved_by: this.approvedBy.value.trim(),
      reason: this.reason.value.trim(),
      all_courses: this.everywhere.checked,
    });
    this.onSaved(answer);
    return true;
  }
}

/** The choice that only staff of the site has. */
export function everywhereChoice(input) {
  return make('div', { className: 'extra-time-choice' }, [
    input,
    make('label', { htmlFor: input.id, textContent: gettext('For all courses, not only for this one') }),
  ]);
}

function multiplierProblem(text) {
  const number = Number(text.replace(',', '.'));
  const isGood = /^\d+([.,]\d{1,3})?$/.test(text) && number >= 1 && number <= MOST_MULTIPLIER;
  const most = numberText(MOST_MULTIPLIER);
  return isGood ? null : format(gettext('Enter a number from 1 to {most}, with three decimals at most.'), { most });
}
