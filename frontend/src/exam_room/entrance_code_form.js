// The form for a new access code.

import { post } from '../common/api.js';
import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';
import { accessCodesUrl } from '../instructor/addresses.js';
import { field, selection } from '../instructor/fields.js';
import { FormDialog } from '../instructor/form_dialog.js';
import { moment } from './entrance_rules_form.js';
import { instantOf, orderError } from './entrance_words.js';

const SHORTEST = 6;
const MOST_MINUTES = 1440;

/** Opens the form; `onMade(code)` is called with what the LMS answers, and returns what gets the focus. */
export class EntranceCodeForm {
  constructor({ examId, onMade }) {
    Object.assign(this, { examId, onMade });
    this.kind = selection({ className: 'code-kind' }, [
      { value: 'random', label: gettext('A random code') },
      { value: 'chosen', label: gettext('A code of your choice') },
      { value: 'changing', label: gettext('A code that changes') },
    ]);
    this.code = make('input', { type: 'text', autocomplete: 'off', spellcheck: false, maxLength: 64 });
    this.minutes = make('input', { type: 'number', min: 1, max: MOST_MINUTES, value: '5', inputMode: 'numeric' });
    this.label = make('input', { type: 'text', autocomplete: 'off', maxLength: 255 });
    this.from = moment(null);
    this.until = moment(null);
    this.codeField = field(gettext('Code'), this.code, {
      hint: gettext('At least 6 letters or digits. Blanks, hyphens, and the case do not count.'),
      isRequired: true,
    });
    this.minutesField = field(gettext('Minutes until it changes'), this.minutes, {
      hint: gettext('You need the page for the projector, which shows what it is now.'),
      isRequired: true,
    });
    this.kind.addEventListener('change', () => this.showFields());
    this.showFields();
    this.dialog = new FormDialog({
      title: gettext('New access code'),
      className: 'entrance-code-form',
      content: [
        field(gettext('Kind'), this.kind),
        this.codeField,
        this.minutesField,
        field(gettext('Label'), this.label, { hint: gettext('For example, the name of the room.') }),
        field(gettext('Valid from'), this.from, { hint: gettext('If empty: at once.') }),
        field(gettext('Valid until'), this.until, { hint: gettext('If empty: until it is revoked.') }),
      ],
      submit: { label: gettext('Make the code') },
      onSubmit: () => this.save(),
    });
  }

  showFields() {
    this.codeField.hidden = this.kind.value !== 'chosen';
    this.minutesField.hidden = this.kind.value !== 'changing';
  }

  async save() {
    if (this.dialog.refuse(this.errors.filter(([, text]) => text !== null))) {
      return false;
    }
    const answer = await post(accessCodesUrl(this.examId), {
      label: this.label.value.trim(),
      valid_from: instantOf(this.from),
      valid_until: instantOf(this.until),
      ...(this.kind.value === 'chosen' ? { code: this.code.value.trim() } : {}),
      ...(this.kind.value === 'changing' ? { rotates_minutes: Number(this.minutes.value) } : {}),
    });
    this.dialog.opener = this.onMade(answer);
    return true;
  }

  get errors() {
    const { code, minutes, from, until, kind } = this;
    return [
      [code, kind.value === 'chosen' ? codeError(code.value) : null],
      [minutes, kind.value === 'changing' ? minutesError(Number(minutes.value)) : null],
      [until, orderError(from.value, until.value, gettext('Valid from'))],
    ];
  }
}

function codeError(text) {
  const isLong = text.replace(/[\s-]/g, '').length >= SHORTEST;
  return isLong ? null : gettext('Enter at least 6 letters or digits.');
}

function minutesError(number) {
  const isGood = Number.isInteger(number) && number >= 1 && number <= MOST_MINUTES;
  return isGood ? null : gettext('Enter a number from 1 to 1440.');
}
