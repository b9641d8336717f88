// The form that changes the value of one allowance.

import { announce } from '../common/announcer.js';
import { put } from '../common/api.js';
import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';
import { bulkAllowanceUrl } from './addresses.js';
import { valueProblem } from './allowance_value.js';
import { field } from './fields.js';
import { FormDialog } from './form_dialog.js';
import { allowanceKindWord } from './words.js';

/** Opens the form. Options: `course_id`, `exam_id`, `exam_name`, `user`, `key_name`, `key_value`, `onSaved`. */
export class EditAllowanceView {
  constructor(options) {
    this.options = options;
    const { key_name: kind, key_value: value } = options;
    this.value = make('input', { id: 'allowance_value', type: 'text', autocomplete: 'off', value });
    this.value.inputMode = kind === 'review_policy_exception' ? 'text' : 'decimal';
    this.dialog = new FormDialog({
      title: gettext('Edit allowance'),
      className: 'edit-allowance',
      content: [
        facts([
          [gettext('Learner'), options.user],
          [gettext('Exam'), options.exam_name],
          [gettext('Allowance type'), allowanceKindWord(kind)],
        ]),
        field(gettext('Value'), this.value, { isRequired: true }),
      ],
      submit: { id: 'editAllowance', label: gettext('Save') },
      onSubmit: () => this.save(),
    });
  }

  async save() {
    const { course_id: courseId, exam_id: examId, user, key_name: kind, onSaved = () => {} } = this.options;
    const value = this.value.value.trim();
    const problem = valueProblem(kind, value);
    if (problem !== null) {
      return !this.dialog.refuse([[this.value, problem]]);
    }
    try {
      const values = { exam_ids: [Number(examId)], user_ids: [user], allowance_type: kind, value };
      await put(bulkAllowanceUrl(), { course_id: courseId, ...values });
    } catch (error) {
      if (error.body?.field === undefined) {
        throw error;
      }
      return !this.dialog.refuse([[this.value, error.message]]);
    }
    announce(gettext('The allowance was updated.'));
    onSaved();
    return true;
  }
}

function facts(pairs) {
  return make(
    'dl',
    { className: 'facts' },
    pairs.flatMap(([name, text]) => [make('dt', { textContent: name }), make('dd', { textContent: text })]),
  );
}
