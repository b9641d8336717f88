// The form that gives an allowance to many learners at many exams.

import { announce } from '../common/announcer.js';
import { put } from '../common/api.js';
import { confirmed } from '../common/dialog.js';
import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';
import { bulkAllowanceUrl } from './addresses.js';
import { valueProblem } from './allowance_value.js';
import { addedText, areNotable, losses, lossQuestion, resultTable } from './bulk_result.js';
import { ExamPicker } from './exam_picker.js';
import { field, selection } from './fields.js';
import { FormDialog } from './form_dialog.js';
import { allowanceKindWord } from './words.js';

/**
 * Opens the form. Options: `course_id`, `proctored_exams` (the exams of the course as the LMS lists them), `onSaved`
 * (called when something was given).
 */
export class AddBulkAllowanceView {
  constructor({ course_id: courseId, proctored_exams: exams = [], onSaved = () => {} }) {
    Object.assign(this, { courseId, onSaved });
    this.examNames = new Map(exams.map(({ id, exam_name: name }) => [String(id), name]));
    this.users = make('textarea', { id: 'user_info', rows: 3, autocomplete: 'off', spellcheck: false });
    this.examType = selection({ id: 'exam_type' }, [
      { value: 'proctored_exam', label: gettext('Proctored exams') },
      { value: 'timed_exam', label: gettext('Timed exams') },
    ]);
    this.picker = new ExamPicker(exams);
    this.kind = selection({ id: 'allowance_type' }, []);
    this.value = make('input', { id: 'allowance_value', type: 'text', autocomplete: 'off' });
    this.dialog = new FormDialog({
      title: gettext('Add allowances'),
      className: 'bulk-allowance',
      content: this.fields(),
      submit: { id: 'addNewAllowance', label: gettext('Add allowance') },
      onSubmit: () => this.save(),
    });
    this.examType.addEventListener('change', () => this.showExamType());
    this.kind.addEventListener('change', () => this.showKind());
    this.showExamType();
  }

  fields() {
    const value = field('', this.value, { isRequired: true });
    value.querySelector('label').id = 'allowance_value_label';
    return [
      field(gettext('Learners'), this.users, {
        hint: gettext('Usernames or email addresses, separated by commas or one per line.'),
        isRequired: true,
      }),
      field(gettext('Exam type'), this.examType),
      this.picker.element,
      field(gettext('Allowance type'), this.kind),
      value,
    ];
  }

  showExamType() {
    const isTimed = this.examType.value === 'timed_exam';
    const kinds = ['additional_time_granted', 'time_multiplier', ...(isTimed ? [] : ['review_policy_exception'])];
    this.picker.show(isTimed);
    const chosen = this.kind.value;
    this.kind.replaceChildren(
      ...kinds.map((value) => make('option', { value, textContent: allowanceKindWord(value) })),
    );
    this.kind.value = kinds.includes(chosen) ? chosen : kinds[0];
    this.showKind();
  }

  showKind() {
    const labels = {
      additional_time_granted: gettext('Minutes to add'),
      time_multiplier: gettext('Multiplier, greater than 1 (for example 1.5)'),
      review_policy_exception: gettext('What reviewers should allow'),
    };
    this.dialog.form.querySelector('#allowance_value_label').textContent = labels[this.kind.value];
    this.value.inputMode = this.kind.value === 'review_policy_exception' ? 'text' : 'decimal';
  }

  async save() {
    this.picker.takeChosen();
    const users = [...new Set(this.users.value.split(/[,;\n]/).map((each) => each.trim()))].filter(Boolean);
    const exams = this.picker.chosen;
    const value = this.value.value.trim();
    const errors = [
      [this.users, users.length === 0 ? gettext('Enter at least one learner.') : null],
      [this.picker.visibleList, exams.length === 0 ? gettext('Select at least one exam.') : null],
      [this.value, valueProblem(this.kind.value, value)],
    ].filter(([, text]) => text !== null);
    if (this.dialog.refuse(errors)) {
      return false;
    }
    return this.send({ users, exams, value });
  }

  async send(values) {
    const expected = await this.ask({ ...values, preview: true });
    if (expected === null || !(await this.isWanted(expected))) {
      return false;
    }
    const pairs = await this.ask({ ...values, list_results: true });
    if (pairs === null) {
      return false;
    }
    this.onSaved();
    if (pairs.every(({ granted }) => granted)) {
      announce(addedText(pairs.length));
      if (areNotable(pairs)) {
        this.dialog.finish(resultTable(pairs, this.examNames));
      }
      return !areNotable(pairs);
    }
    this.dialog.note(resultTable(pairs, this.examNames));
    return false;
  }

  /** What the LMS says of each pair; null when it refuses, which is said at the field. */
  async ask({ users, exams, value, ...options }) {
    try {
      return await put(bulkAllowanceUrl(), {
        course_id: this.courseId,
        exam_ids: exams,
        user_ids: users,
        allowance_type: this.kind.value,
        value,
        ...options,
      });
    } catch (error) {
      const control = { user_info: this.users, allowance_value: this.value }[error.body?.field];
      if (control === undefined) {
        throw error;
      }
      if (error.body.pairs) {
        this.dialog.note(resultTable(error.body.pairs, this.examNames));
      }
      this.dialog.refuse([[control, error.message]]);
      return null;
    }
  }

  /** Whether nobody loses anything, or the reader wants that. */
  async isWanted(pairs) {
    const lost = losses(pairs, this.kind.value);
    if (lost.length === 0) {
      return true;
    }
    const { title, message } = lossQuestion(lost, this.kind.value, this.examNames);
    return confirmed(title, message, { yes: gettext('Replace'), no: gettext('Cancel') });
  }
}
