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
  constructor(rules) {
    const {
      needs_seb: needsSeb,
      seb_options: options,
      has_quit_password: hasPassword,
      seb_exam_key_count: keys,
    } = rules;
    this.options = options;
    this.defaults = rules.default_versions;
    this.needed = choice(gettext('Only in Safe Exam Browser'), needsSeb);
    this.allowed = allowances().map(([name, label, isDefault]) => ({
      name,
      ...choice(label, options[name] ?? isDefault),
    }));
    this.sites = make('textarea', { rows: 2, spellcheck: false, value: (options.allowed_sites ?? []).join('\n') });
    this.password = new Password(hasPassword, {
      label: gettext('Password for quitting'),
      removal: gettext('Remove the password for quitting'),
      hint: gettext('If empty, learners can quit without a password.'),
    });
    this.filePassword = new Password(rules.has_seb_password, {
      label: gettext('Password for the configuration'),
      removal: gettext('Remove the password for the configuration'),
      hint: gettext('Learners enter it to open the configuration. Tell it in the room. If empty, there is none.'),
    });
    this.versions = make('textarea', {
      rows: 3,
      spellcheck: false,
      value: (options.minimum_versions ?? this.defaults).join('\n'),
    });
    this.keys = make('textarea', { rows: 2, spellcheck: false });
    this.noKeys = choice(gettext('Remove the stored keys'), false);
    this.noKeys.element.hidden = keys === 0;
    this.layOut(rules);
    this.needed.box.addEventListener('change', () => this.showDetails());
    this.showDetails();
  }

  layOut(rules) {
    this.details = make('div', { className: 'entrance-details' }, [
      make('p', { className: 'field-hint', hidden: rules.seb_source === 'made', textContent: sourceText(rules) }),
      ...this.allowed.map(({ element }) => element),
      field(gettext('Other sites that may be opened'), this.sites, { hint: gettext('One host on a line.') }),
      ...this.password.elements,
      ...this.filePassword.elements,
      field(gettext('Lowest versions of the browser'), this.versions, {
        hint: gettext('One on a line, for each platform that may be used. If empty, all versions may be used.'),
      }),
      field(gettext('Browser exam keys'), this.keys, {
        hint: keysHint(rules.seb_exam_key_count),
      }),
      this.noKeys.element,
    ]);
    this.element = make('fieldset', { className: 'entrance-group' }, [
      make('legend', { textContent: gettext('Browser') }),
      this.needed.element,
      this.details,
    ]);
  }

  showDetails() {
    this.details.hidden = !this.needed.box.checked;
  }

  /** What was chosen, as the LMS wants it; a password and keys that are left out stay as they are. */
  get value() {
    const chosen = Object.fromEntries(this.allowed.map(({ name, box }) => [name, box.checked]));
    const keys = this.noKeys.box.checked ? [] : linesOf(this.keys);
    return {
      needs_seb: this.needed.box.checked,
      seb_options: {
        ...this.options,
        ...chosen,
        allowed_sites: linesOf(this.sites),
        minimum_versions: this.chosenVersions,
        quit_password: this.password.value,
      },
      seb_password: this.filePassword.value,
      seb_exam_keys: keys.length > 0 || this.noKeys.box.checked ? keys : undefined,
    };
  }

  /** Undefined as long as nobody has chosen others than the usual ones, which change over the years. */
  get chosenVersions() {
    const versions = linesOf(this.versions);
    const isUsual = this.options.minimum_versions === undefined && versions.join() === this.defaults.join();
    return isUsual ? undefined : versions;
  }

  /** What is wrong, by control. */
  get errors() {
    const wrong = linesOf(this.keys).find((key) => !/^[\da-f]{64}$/i.test(key));
    const text = gettext('A key has 64 digits from 0 to f.');
    return [[this.keys, wrong === undefined ? null : text]];
  }
}

/** A password that nobody can read back: a field for a new one, and a box to have none. */
class Password {
  constructor(isThere, { label, removal, hint }) {
    this.control = make('input', { type: 'text', autocomplete: 'off', spellcheck: false, maxLength: 128 });
    this.removal = choice(removal, false);
    this.removal.element.hidden = !isThere;
    const hintNow = isThere ? gettext('There is one. Enter another one to replace it.') : hint;
    this.elements = [field(label, this.control, { hint: hintNow }), this.removal.element];
  }

  /** What was entered; '' to have none, undefined to leave it as it is. */
  get value() {
    return this.removal.box.checked ? '' : this.control.value || undefined;
  }
}

function sourceText({ seb_source: source }) {
  return source === 'server'
    ? gettext('SEB Server sets the configuration of this exam. Of what is below, only the keys count.')
    : gettext('Learners get a file of the course staff. Of what is below, only the keys count.');
}

function keysHint(count) {
  return count === 0
    ? gettext('One on a line. If empty, browsers are checked by their configuration only.')
    : format(gettext('Keys that are stored: {count}. Enter others to replace them.'), { count: numberText(count) });
}
