// Below the board: who may take an exam and has not begun.

import { get } from '../common/api.js';
import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { examsUrl, notBegunUrl, query } from '../instructor/addresses.js';
import { learnerName } from '../instructor/attempt_table.js';
import { choiceElement, field, searchForm, selection } from '../instructor/fields.js';
import { PagedList } from '../instructor/paged_list.js';
import { problemBox } from '../instructor/problem_box.js';
import { body, row, table } from '../instructor/table.js';
import { enrollmentModeWord, numberText } from '../instructor/words.js';

/** A list that is asked for when it is opened. It is about the exam that was chosen on the board last, or here. */
export class NotBegun {
  constructor(courseId) {
    this.courseId = courseId;
    this.wanted = '';
    this.search = '';
    this.isAsked = false;
    this.list = new PagedList({ label: gettext('Not begun'), read: (page) => this.readPage(page) });
    this.title = make('summary', { textContent: gettext('Not begun') });
    this.exam = selection({ className: 'not-begun-exam' }, []);
    this.problem = make('div');
    this.refreshButton = make('button', {
      type: 'button',
      className: 'btn refresh-not-begun',
      textContent: gettext('Refresh'),
    });
    this.content = make('div', { hidden: true }, [
      make('div', { className: 'proctoring-toolbar' }, [
        field(gettext('Exam'), this.exam),
        searchForm({
          className: 'search-not-begun',
          id: newId('search'),
          name: gettext('Search those who have not begun'),
          label: gettext('Username or email'),
          clearName: gettext('Clear search in those who have not begun'),
          onSearch: (text) => {
            this.search = text;
            this.list.show(1);
          },
        }),
        this.refreshButton,
      ]),
      this.list.element,
    ]);
    this.element = make('details', { className: 'not-begun' }, [this.title, this.problem, this.content]);
    this.element.addEventListener('toggle', () => this.element.open && this.ask());
    this.exam.addEventListener('change', () => this.list.show(1));
    this.refreshButton.addEventListener('click', () => this.list.show());
  }

  /** Show this exam ('': as before). */
  choose(examId) {
    if (examId === '' || examId === this.wanted) {
      return;
    }
    this.wanted = examId;
    if (this.offers(examId) && this.exam.value !== examId) {
      this.exam.value = examId;
      this.showTitle(null);
      if (this.element.open) {
        this.list.show(1);
      }
    }
  }

  offers(examId) {
    return [...this.exam.options].some(({ value }) => value === examId);
  }

  /** The exams of the course first, once, then the learners, each time that the list is opened. */
  async ask() {
    if (this.isAsked) {
      this.list.show(1);
      return;
    }
    this.isAsked = true;
    try {
      const exams = await get(examsUrl(this.courseId));
      this.problem.replaceChildren();
      this.offerExams(exams.filter((exam) => exam.is_active !== false));
    } catch (error) {
      this.isAsked = false;
      this.problem.replaceChildren(
        problemBox(gettext('The exams of this course could not be loaded.'), error, () => this.ask()),
      );
    }
  }

  offerExams(exams) {
    this.content.hidden = exams.length === 0;
    if (exams.length === 0) {
      this.isAsked = false; // there may be one when it is opened again
      this.problem.replaceChildren(make('p', { textContent: gettext('This course has no active exam.') }));
      return;
    }
    const choices = exams.map(({ id, exam_name: label }) => ({ value: String(id), label }));
    this.exam.replaceChildren(...choices.map(choiceElement));
    if (this.offers(this.wanted)) {
      this.exam.value = this.wanted;
    }
    this.list.show(1);
  }

  async readPage(page) {
    const url = notBegunUrl(this.exam.value);
    const answer = await get(url, query({ page, text: this.search }));
    const { count, num_pages: pages, results } = answer;
    this.showTitle(answer.is_known && this.search === '' ? count : null);
    const nothing = this.nothing(answer.is_known);
    return {
      page: answer.page,
      pages,
      url,
      content: results.length > 0 ? learnerTable(results) : make('p', { className: 'no-results' }, [nothing]),
      announcement:
        results.length > 0
          ? format(ngettext('{count} learner', '{count} learners', count), { count: numberText(count) })
          : nothing,
    };
  }

  showTitle(count) {
    this.title.textContent =
      count === null
        ? gettext('Not begun')
        : // Translators: {count} is the number of learners who have not begun an exam.
          format(gettext('Not begun ({count})'), { count: numberText(count) });
  }

  nothing(isKnown) {
    if (!isKnown) {
      return gettext('This site cannot tell who may take the exam: it does not list enrollments for it.');
    }
    return this.search === ''
      ? gettext('Everyone who may take this exam has begun.')
      : gettext('No learners match your search. Change or clear it.');
  }
}

function learnerTable(learners) {
  const columns = [gettext('Learner'), gettext('Enrollment')];
  const rows = learners.map(({ username, full_name: fullName, enrollment_mode: mode }) =>
    row(columns, [learnerName({ user: { username }, full_name: fullName }), [enrollmentModeWord(mode)]]),
  );
  return table({ className: 'not-begun-table', caption: gettext('Not begun'), columns }, [body(rows)]);
}
