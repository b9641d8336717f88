// The form for a file with accommodations: all of its rows are stored, or none.

import { post } from '../common/api.js';
import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { accommodationFileUrl } from '../instructor/addresses.js';
import { field } from '../instructor/fields.js';
import { FormDialog } from '../instructor/form_dialog.js';
import { body, row, table } from '../instructor/table.js';
import { EMPTY, numberText } from '../instructor/words.js';
import { everywhereChoice } from './accommodation_form.js';

const MOST_SHOWN = 100;

/** Opens the form; `onSaved(answer)` is called when the LMS has stored the rows. */
export class AccommodationUpload {
  constructor({ courseId, isForAllCourses, onSaved }) {
    Object.assign(this, { courseId, onSaved });
    this.file = make('input', { type: 'file', accept: '.csv,text/csv' });
    this.everywhere = make('input', { type: 'checkbox', id: newId('all-courses') });
    this.dialog = new FormDialog({
      title: gettext('Upload accommodations'),
      className: 'upload-accommodations-form',
      content: [
        make('p', {
          textContent: gettext('If something is wrong with one of the rows, none is stored, and you see what it is.'),
        }),
        field(gettext('File (CSV)'), this.file, {
          hint: gettext(
            'The first row has the names of the columns: username or email; multiplier, extra_minutes, or unlimited ' +
              '(yes); and, if you like, valid_from, valid_until, approved_by, and reason. Dates are written like ' +
              '2027-01-31.',
          ),
          isRequired: true,
        }),
        ...(isForAllCourses ? [everywhereChoice(this.everywhere)] : []),
      ],
      submit: { label: gettext('Upload') },
      onSubmit: () => this.save(),
    });
  }

  async save() {
    const [chosen] = this.file.files;
    const text = chosen === undefined ? '' : await readText(chosen);
    if (text === null || text === '') {
      const problem =
        text === null ? gettext('The file is not text in UTF-8. Save it as “CSV UTF-8”.') : gettext('Choose a file.');
      return !this.dialog.refuse([[this.file, problem]]);
    }
    let answer;
    try {
      answer = await post(accommodationFileUrl(this.courseId), { file: text, all_courses: this.everywhere.checked });
    } catch (error) {
      if (error.body?.rows === undefined) {
        throw error;
      }
      this.dialog.note(faults(error));
      return false;
    }
    this.onSaved(answer);
    return true;
  }
}

/** The text of a file; null if it is not UTF-8. */
async function readText(file) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return null;
  }
}

/** What is wrong, row by row. */
function faults({ message, body: { rows } }) {
  const columns = [gettext('Row'), gettext('Learner'), gettext('Problem')];
  const wrong = rows.filter(({ detail }) => detail !== '');
  const shown = wrong
    .slice(0, MOST_SHOWN)
    .map(({ row: number, user_info: learner, detail }) =>
      row(columns, [[numberText(number)], [learner || EMPTY], [detail]]),
    );
  const rest = wrong.length - shown.length;
  const more = format(ngettext('and {count} more', 'and {count} more', rest), { count: numberText(rest) });
  return make('div', { className: 'proctoring-problem', role: 'alert' }, [
    make('p', { className: 'problem-title', textContent: message }),
    table({ className: 'fault-table', caption: gettext('Problems'), columns }, [body(shown)]),
    ...(rest > 0 ? [make('p', { textContent: more })] : []),
  ]);
}
