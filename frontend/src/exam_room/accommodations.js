// Standing accommodations: who has extra time at every exam of the course, and what it comes to.

import { announce } from '../common/announcer.js';
import { get, remove } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { actionButton } from '../instructor/action_button.js';
import { accommodationsUrl, accommodationUrl } from '../instructor/addresses.js';
import { PagedList } from '../instructor/paged_list.js';
import { actInRow } from '../instructor/row_action.js';
import { body, row, table } from '../instructor/table.js';
import { EMPTY, timeZoneNote } from '../instructor/words.js';
import { AccommodationForm } from './accommodation_form.js';
import { AccommodationUpload } from './accommodation_upload.js';
import { effectTexts, extraText, gainedText, noteTexts, periodText } from './accommodation_words.js';

const MOST_EFFECTS = 3; // that are shown at once

/** Fills the container with the accommodations that hold in the course. */
export class Accommodations {
  constructor(container) {
    const { courseId, allCourses } = container.dataset;
    Object.assign(this, { courseId, isForAllCourses: allCourses === 'true' });
    this.list = new PagedList({ label: gettext('Accommodations by learner'), read: (page) => this.readPage(page) });
    this.addButton = actionButton('add-accommodation btn-primary', gettext('Add accommodation'), () => this.add());
    this.uploadButton = actionButton('upload-accommodations', gettext('Upload a file'), () => this.upload());
    container.classList.add('proctoring-panel');
    container.replaceChildren(
      make('p', {
        className: 'field-hint',
        textContent: gettext(
          'An accommodation is extra time at every exam. An allowance for a single exam takes precedence over it.',
        ),
      }),
      make('div', { className: 'proctoring-toolbar' }, [this.addButton, this.uploadButton]),
      this.list.element,
      timeZoneNote(),
    );
    this.list.show(1);
  }

  async readPage(wanted) {
    const url = accommodationsUrl(this.courseId);
    const { accommodations, pagination_info: info } = await get(url, { page: wanted });
    const { current_page: page, total_pages: pages } = info;
    if (accommodations.length === 0) {
      const textContent = gettext('Nobody in this course has an accommodation.');
      const content = make('p', { className: 'no-results', textContent });
      return { page, pages, url, content, announcement: textContent };
    }
    return { page, pages, url, content: this.table(accommodations) };
  }

  table(accommodations) {
    const columns = [
      gettext('Learner'),
      gettext('Extra time'),
      // Translators: What an accommodation makes of the time limits of exams.
      gettext('Time limits'),
      // Translators: From when until when an accommodation counts.
      gettext('Valid'),
      gettext('Approved by'),
      gettext('Reason'),
      gettext('Actions'),
    ];
    const rows = accommodations.map((each) =>
      row(columns, [
        [make('span', { className: 'learner-name', textContent: each.user.username })],
        [extraText(each), ...noteTexts(each).map(note)],
        [effects(each)],
        [periodText(each)],
        [each.approved_by || EMPTY],
        [each.reason || EMPTY],
        [make('div', { className: 'row-actions' }, this.mayRevoke(each) ? [this.revokeButton(each)] : [])],
      ]),
    );
    return table({ className: 'accommodation-table', caption: gettext('Accommodations'), columns }, [body(rows)]);
  }

  /** Those for all courses are for staff of the site. */
  mayRevoke({ course_id: courseId }) {
    return courseId !== '' || this.isForAllCourses;
  }

  revokeButton(accommodation) {
    const names = { learner: accommodation.user.username, time: extraText(accommodation) };
    const made = actionButton('revoke-accommodation', gettext('Revoke'), () => this.revoke(made, accommodation, names));
    made.setAttribute('aria-label', format(gettext('Revoke: {time}, {learner}'), names));
    return made;
  }

  revoke(made, { id, course_id: courseId }, names) {
    const where =
      courseId === ''
        ? gettext('{learner} will no longer have this extra time in any course: {time}. Running attempts keep it.')
        : gettext('{learner} will no longer have this extra time: {time}. Running attempts keep it.');
    return actInRow(made, {
      question: {
        title: gettext('Revoke this accommodation?'),
        message: format(where, names),
        yes: gettext('Revoke'),
      },
      work: () => remove(accommodationUrl(id)),
      done: gettext('The accommodation was revoked.'),
      after: (element) => {
        element.classList.add('is-removed');
        made.remove();
      },
    });
  }

  add() {
    new AccommodationForm({
      courseId: this.courseId,
      isForAllCourses: this.isForAllCourses,
      onSaved: ({ user, gained }) => {
        const text = format(gettext('{learner} now has extra time at every exam.'), { learner: user.username });
        this.reload([text, gainedText(gained.filter(({ gained_seconds: seconds }) => seconds > 0).length)]);
      },
    });
  }

  upload() {
    new AccommodationUpload({
      courseId: this.courseId,
      isForAllCourses: this.isForAllCourses,
      onSaved: ({ stored, extended_attempts: extended }) => {
        const text = ngettext('{count} accommodation was added.', '{count} accommodations were added.', stored);
        this.reload([format(text, { count: stored }), gainedText(extended)]);
      },
    });
  }

  reload(news) {
    const text = news.filter(Boolean).join(' ');
    announce(text);
    this.list.show(1, { news: text });
  }
}

function note(textContent) {
  return make('span', { className: 'accommodation-note', textContent });
}

/** What it makes of the exams: all that fit, the others folded up. */
function effects(accommodation) {
  const texts = effectTexts(accommodation);
  if (texts.length === 0) {
    return EMPTY;
  }
  const list = make(
    'ul',
    { className: 'accommodation-effects' },
    texts.map((textContent) => make('li', { textContent })),
  );
  if (texts.length <= MOST_EFFECTS) {
    return list;
  }
  const count = texts.length;
  const summary = format(ngettext('{count} exam', '{count} exams', count), { count });
  return make('details', {}, [make('summary', { textContent: summary }), list]);
}
