// The form for the entry rules of an exam.

import { put } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { entryRulesUrl } from '../instructor/addresses.js';
import { field } from '../instructor/fields.js';
import { FormDialog } from '../instructor/form_dialog.js';
import { timeZoneNote } from '../instructor/words.js';
import { choice, NetworkChoice } from './entrance_networks.js';
import { SebChoice } from './entrance_seb.js';
import { fieldValue, instantOf, orderError } from './entrance_words.js';

/** Opens the form with the stored rules; `onSaved(rules)` is called with what the LMS answers. */
export class EntranceRulesForm {
  constructor({ rules, examName, onSaved }) {
    Object.assign(this, { rules, onSaved });
    this.from = moment(rules.starts_from);
    this.until = moment(rules.starts_until);
    this.networks = new NetworkChoice({ networks: rules.networks, offered: rules.site_networks });
    this.seb = new SebChoice(rules);
    this.code = choice(gettext('Only with an access code, which you tell in the room'), rules.needs_code);
    this.release = choice(gettext('Only when the course staff lets them in'), rules.needs_release);
    this.place = choice(gettext('Learners who have started stay in that browser and that network'), rules.binds_place);
    this.dialog = new FormDialog({
      title: format(gettext('Entry rules: {exam}'), { exam: examName }),
      className: 'entrance-rules-form',
      content: [
        group(gettext('When'), [
          field(gettext('Start not before'), this.from, { hint: gettext('If empty: at any time.') }),
          field(gettext('Start before'), this.until, {
            hint: gettext('If empty: at any time. Who has started can go on.'),
          }),
          timeZoneNote(),
        ]),
        this.networks.element,
        group(gettext('How'), [this.code.element, this.release.element, this.place.element]),
        this.seb.element,
      ],
      submit: { label: gettext('Save the rules') },
      onSubmit: () => this.save(),
    });
  }

  async save() {
    const errors = [...this.errors, ...this.networks.errors, ...this.seb.errors];
    const inFields = errors.filter(([, text]) => text !== null);
    if (this.dialog.refuse(inFields)) {
      return false;
    }
    if (this.networks.problem.textContent !== '') {
      this.networks.limit.box.focus();
      return false;
    }
    const answer = await put(entryRulesUrl(this.rules.exam_id), {
      starts_from: instantOf(this.from),
      starts_until: instantOf(this.until),
      networks: this.networks.value,
      needs_code: this.code.box.checked,
      needs_release: this.release.box.checked,
      binds_place: this.place.box.checked,
      ...this.seb.value,
    });
    this.onSaved(answer);
    return true;
  }

  get errors() {
    return [[this.until, orderError(this.from.value, this.until.value, gettext('Start not before'))]];
  }
}

/** A moment in the time zone of the reader. */
export function moment(instant) {
  return make('input', { type: 'datetime-local', step: '60', autocomplete: 'off', value: fieldValue(instant) });
}

function group(legend, parts) {
  return make('fieldset', { className: 'entrance-group' }, [make('legend', { textContent: legend }), ...parts]);
}
