// The form for a configuration file of Safe Exam Browser that learners get as it is.

import { put, remove } from '../common/api.js';
import { confirmed } from '../common/dialog.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { actionButton } from '../instructor/action_button.js';
import { sebFileUrl } from '../instructor/addresses.js';
import { field } from '../instructor/fields.js';
import { FormDialog } from '../instructor/form_dialog.js';
import { problemBox } from '../instructor/problem_box.js';

const MOST_BYTES = 2 ** 20;

/** Opens the form; `onSaved(rules)` is called with the rules after each change. */
export class EntranceSebFile {
  constructor({ rules, examName, onSaved }) {
    Object.assign(this, { rules, onSaved });
    this.file = make('input', { type: 'file', accept: '.seb' });
    this.password = make('input', { type: 'text', autocomplete: 'off', spellcheck: false, maxLength: 128 });
    this.removal = actionButton('remove-seb-file', gettext('Remove the file'), () => this.takeBack());
    this.removal.hidden = rules.seb_source !== 'file';
    this.dialog = new FormDialog({
      title: format(gettext('Configuration file: {exam}'), { exam: examName }),
      className: 'entrance-seb-file',
      content: [
        make('p', { textContent: stateText(rules) }),
        this.removal,
        field(gettext('Your file'), this.file, {
          hint: gettext('Learners get it as it is. Those who have started keep what they have.'),
          isRequired: true,
        }),
        field(gettext('Password of the file'), this.password, {
          hint: gettext('Only of an encrypted file. It is not stored: tell it in the room.'),
        }),
      ],
      submit: { label: gettext('Use this file') },
      onSubmit: () => this.save(),
    });
  }

  async save() {
    const [file] = this.file.files;
    const wrong = fileError(file);
    if (wrong !== null) {
      return !this.dialog.refuse([[this.file, wrong]]);
    }
    const values = { file: await base64Of(file), password: this.password.value || undefined };
    const { rules, ...found } = await put(sebFileUrl(this.rules.exam_id), values);
    this.onSaved(rules);
    this.dialog.finish(resultBox(found));
    return false;
  }

  async takeBack() {
    const question = gettext('Learners who start from now on get a configuration that is made for each of them.');
    const words = { yes: gettext('Remove'), no: gettext('Cancel') };
    if (!(await confirmed(gettext('Remove the file?'), question, words))) {
      return;
    }
    try {
      this.onSaved(await remove(sebFileUrl(this.rules.exam_id)));
      this.dialog.finish(make('p', { textContent: gettext('The file was removed.') }));
    } catch (error) {
      this.dialog.note(problemBox(gettext('The file could not be removed.'), error));
    }
  }
}

function stateText({ seb_source: source, seb_file_key: key }) {
  if (source === 'file') {
    return format(gettext('Learners get your file, whose config key begins with {key}.'), { key });
  }
  return source === 'server'
    ? gettext('SEB Server sets the configuration of this exam.')
    : gettext('Learners get a configuration that is made for each of them.');
}

function fileError(file) {
  if (file === undefined) {
    return gettext('Choose a file.');
  }
  return file.size > MOST_BYTES ? gettext('The file is too large.') : null;
}

/** What is in the file that is used now: problems first, in words. */
function resultBox({ config_key: key, weaknesses }) {
  const of = (severity) => weaknesses.filter((each) => each.severity === severity);
  return make('div', {}, [
    make('p', {
      className: 'row-answer is-success',
      textContent: format(gettext('Learners get this file. Its config key begins with {key}.'), { key }),
    }),
    ...findings(gettext('Problems: some learners may not get in, or not out'), of('problem'), 'is-problem'),
    ...findings(gettext('What the file does not prevent'), of('weak')),
    ...(weaknesses.length === 0 ? [make('p', { textContent: gettext('Nothing in it stands out.') })] : []),
  ]);
}

function findings(title, list, className = '') {
  if (list.length === 0) {
    return [];
  }
  const items = list.map(({ text, setting }) =>
    make('li', {}, [`${text} `, make('code', { dir: 'ltr', textContent: setting })]),
  );
  return [make('h3', { className, textContent: title }), make('ul', { className: 'entrance-findings' }, items)];
}

function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result.slice(reader.result.indexOf(',') + 1)));
    reader.addEventListener('error', () => reject(new Error(gettext('The file cannot be read.'))));
    reader.readAsDataURL(file);
  });
}
