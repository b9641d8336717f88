// The part of the form about Safe Exam Browser.

import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { field } from '../instructor/fields.js';
import { numberText } from '../instructor/words.js';
import { choice, linesOf } from './entrance_networks.js';

/** What can be allowed, and whether it is if nothing was chosen. */
const allowances = () => [
  ['allow_quit', gettext('Learners may quit the browser'), true],
  ['allow_reload', gettext('Pages can be reloaded'), true],
  ['allow_uploads', gettext('Files can be uploaded'), true],
  ['allow_downloads', gettext('Files can be downloaded'), false],
  ['allow_spell_check', gettext('Spelling is checked'), false],
  ['allow_camera', gettext('Pages may use the camera'), false],
  ['allow_microphone', gettext('Pages may use the microphone'), false],
  ['allow_screen_sharing', gettext('The screen can be shared'), false],
  ['allow_screen_capture', gettext('Screenshots can be made'), false],
  ['forget_login', gettext('Learners log in again when the browser starts'), false],
];

/** `rules` are those that are stored. Options that are not in the form stay as they are. */
export class SebChoice {
  constructor({ needs_seb: needsSeb, seb_options: options, has_quit_password: hasPassword, seb_exam_key_count: keys }) {
    this.options = options;
    this.needed = choice(gettext('Only in Safe Exam Browser'), needsSeb);
    this.allowed = allowances().map(([name, label, isDefault]) => ({
      name,
      ...choice(label, options[name] ?? isDefault),
    }));
    this.sites = make('textarea', { rows: 2, spellcheck: false, value: (options.allowed_sites ?? []).join('\n') });
    this.password = make('input', { type: 'text', autocomplete: 'off', spellcheck: false, maxLength: 128 });
    this.noPassword = choice(gettext('Remove the password for quitting'), false);
    this.noPassword.element.hidden = !hasPassword;
    this.keys = make('textarea', { rows: 2, spellcheck: false });
    this.noKeys = choice(gettext('Remove the stored keys'), false);
    this.noKeys.element.hidden = keys === 0;
    this.details = make('div', { className: 'entrance-details' }, [
      ...this.allowed.map(({ element }) => element),
      field(gettext('Other sites that may be opened'), this.sites, { hint: gettext('One host on a line.') }),
      field(gettext('Password for quitting'), this.password, { hint: passwordHint(hasPassword) }),
      this.noPassword.element,
      field(gettext('Browser exam keys'), this.keys, { hint: keysHint(keys) }),
      this.noKeys.element,
    ]);
    this.element = make('fieldset', { className: 'entrance-group' }, [
      make('legend', { textContent: gettext('Browser') }),
      this.needed.element,
      this.details,
    ]);
    this.needed.box.addEventListener('change', () => this.showDetails());
    this.showDetails();
  }

  showDetails() {
    this.details.hidden = !this.needed.box.checked;
  }

  /** What was chosen, as the LMS wants it; a password and keys that are left out stay as they are. */
  get value() {
    const chosen = Object.fromEntries(this.allowed.map(({ name, box }) => [name, box.checked]));
    const password = this.noPassword.box.checked ? '' : this.password.value || undefined;
    const keys = this.noKeys.box.checked ? [] : linesOf(this.keys);
    return {
      needs_seb: this.needed.box.checked,
      seb_options: { ...this.options, ...chosen, allowed_sites: linesOf(this.sites), quit_password: password },
      seb_exam_keys: keys.length > 0 || this.noKeys.box.checked ? keys : undefined,
    };
  }

  /** What is wrong, by control. */
  get errors() {
    const wrong = linesOf(this.keys).find((key) => !/^[\da-f]{64}$/i.test(key));
    const text = gettext('A key has 64 digits from 0 to f.');
    return [[this.keys, wrong === undefined ? null : text]];
  }
}

function passwordHint(hasPassword) {
  return hasPassword
    ? gettext('There is one. Enter another one to replace it.')
    : gettext('If empty, learners can quit without a password.');
}

function keysHint(count) {
  return count === 0
    ? gettext('One on a line. If empty, browsers are checked by their configuration only.')
    : format(gettext('Keys that are stored: {count}. Enter others to replace them.'), { count: numberText(count) });
}
