// The form that asks what was down, and when.

import { get } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { examsUrl } from '../instructor/addresses.js';
import { choiceElement, field, selection, showFieldError } from '../instructor/fields.js';
import { timeZoneNote } from '../instructor/words.js';
import { causeChoices } from './incident_words.js';

/** `onSearch(incident)` gets what was entered, as the LMS wants it; it is called only if that can be an incident. */
export class IncidentForm {
  constructor({ courseId, onSearch }) {
    Object.assign(this, { courseId, onSearch });
    this.cause = selection({ className: 'incident-cause' }, causeChoices());
    this.exam = selection({ className: 'incident-exam' }, [{ value: '', label: gettext('All exams') }]);
    this.began = moment('incident-began');
    this.ended = moment('incident-ended');
    this.submit = make('button', {
      type: 'submit',
      className: 'btn btn-primary find-hit',
      textContent: gettext('Show whom it hit'),
    });
    this.element = make('form', { className: 'incident-form', noValidate: true }, [
      make('div', { className: 'proctoring-toolbar' }, [
        field(gettext('What was down'), this.cause),
        field(gettext('Exam'), this.exam),
        field(gettext('From'), this.began, { isRequired: true }),
        field(gettext('To'), this.ended, { isRequired: true }),
        this.submit,
      ]),
      timeZoneNote(),
    ]);
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.search();
    });
    this.offerExams();
  }

  async offerExams() {
    try {
      const exams = await get(examsUrl(this.courseId));
      this.exam.append(...exams.map(({ id, exam_name: label }) => choiceElement({ value: String(id), label })));
    } catch {
      // All exams together are there to choose, and the answer to the search says what is wrong.
    }
  }

  setBusy(isBusy) {
    this.submit.setAttribute('aria-busy', String(isBusy));
  }

  search() {
    if (this.submit.getAttribute('aria-busy') === 'true') {
      return;
    }
    const [began, ended] = [this.began, this.ended].map(({ value }) => (value === '' ? null : new Date(value)));
    const errors = [
      [this.began, began === null ? gettext('Enter a date and a time.') : null],
      [this.ended, endError(began, ended)],
    ];
    errors.forEach(([control, text]) => showFieldError(control, text));
    const wrong = errors.find(([, text]) => text !== null);
    if (wrong) {
      wrong[0].focus();
      return;
    }
    this.onSearch({
      cause: this.cause.value,
      began_at: began.toISOString(),
      ended_at: ended.toISOString(),
      ...(this.exam.value === '' ? {} : { exam_id: Number(this.exam.value) }),
    });
  }
}

/** A moment in the time zone of the reader. */
function moment(className) {
  return make('input', { type: 'datetime-local', className, step: '60', autocomplete: 'off' });
}

function endError(began, ended) {
  if (ended === null) {
    return gettext('Enter a date and a time.');
  }
  if (began !== null && ended <= began) {
    return format(gettext('This has to be later than “{field}”.'), { field: gettext('From') });
  }
  return ended > new Date() ? gettext('This is in the future. Enter a time that has passed.') : null;
}
