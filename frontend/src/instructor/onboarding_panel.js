// The panel that shows how the learners of a course stand with onboarding.

import { get } from '../common/api.js';
import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { examsUrl, onboardingUrl, query } from './addresses.js';
import { searchForm } from './fields.js';
import { PagedList } from './paged_list.js';
import { body, row, table } from './table.js';
import { dateNode, enrollmentModeWord, onboardingStatusWord, timeZoneNote } from './words.js';

const LOCAL_STATUSES = [
  'not_started',
  'setup_started',
  'onboarding_started',
  'other_course_approved',
  'submitted',
  'verified',
  'rejected',
  'error',
];
const PROFILE_STATUSES = ['not_started', 'other_course_approved', 'submitted', 'verified', 'rejected', 'expired'];

/** Put the panel into the container, or say that the course needs none. */
export async function fillOnboarding(container, courseId) {
  if (await mayHaveOnboarding(container, courseId)) {
    new OnboardingPanel(container, courseId);
  } else {
    container.classList.add('proctoring-panel');
    container.replaceChildren(
      make('p', { className: 'not-needed', textContent: gettext('This course has no onboarding exam.') }),
    );
  }
}

/** The exam room has the panel only where it is needed; the pages of a host may always have it. */
async function mayHaveOnboarding(container, courseId) {
  if (container.closest('.exam-room') !== null) {
    return true;
  }
  try {
    const exams = await get(examsUrl(courseId));
    return exams.some((exam) => exam.is_practice_exam && exam.is_proctored && exam.is_active !== false);
  } catch {
    return true; // the panel itself tells when the LMS is away
  }
}

class OnboardingPanel {
  constructor(container, courseId) {
    this.courseId = courseId;
    this.choice = { text_search: '', statuses: '' };
    this.list = new PagedList({ label: gettext('Onboarding status by learner'), read: (page) => this.readPage(page) });
    this.filters = this.filterForm();
    this.showFilters(LOCAL_STATUSES);
    const search = searchForm({
      className: 'search-onboarding',
      id: 'search_onboarding_id',
      name: gettext('Search onboarding statuses'),
      label: gettext('Username or email'),
      clearName: gettext('Clear search in onboarding statuses'),
      onSearch: (text) => this.choose({ text_search: text }),
    });
    this.content = make('div', { className: 'onboarding-status-content' }, [
      make('div', { className: 'proctoring-toolbar' }, [search]),
      this.filters,
      this.list.element,
    ]);
    this.error = make('p', { id: 'error-response', className: 'not-needed', hidden: true });
    container.classList.add('proctoring-panel');
    container.replaceChildren(this.error, this.content);
    this.list.show(1);
  }

  choose(values) {
    Object.assign(this.choice, values);
    return this.list.show(1, { reveals: true });
  }

  async readPage(page) {
    let answer;
    try {
      answer = await get(onboardingUrl(this.courseId), query({ page, ...this.choice }));
    } catch (error) {
      this.tellRefusal(error);
      throw error;
    }
    this.tellRefusal(null);
    this.showFilters(answer.use_onboarding_profile_api ? PROFILE_STATUSES : LOCAL_STATUSES);
    const { results, num_pages: pages, count } = answer;
    return {
      page: Math.min(page, pages),
      pages,
      url: onboardingUrl(this.courseId),
      content:
        results.length > 0
          ? make('div', {}, [statusTable(results), timeZoneNote()])
          : make('p', { className: 'no-results' }, [this.nothing()]),
      announcement: results.length > 0 ? countText(count) : this.nothing(),
    };
  }

  nothing() {
    const isNarrowed = Object.values(this.choice).some((value) => value !== '');
    return isNarrowed
      ? gettext('No learners match your search and filters. Change or clear them.')
      : gettext('No learners in this course need onboarding.');
  }

  /** A course without onboarding has nothing to search in; anything else may be better at the next try. */
  tellRefusal(error) {
    const isFinal = error?.status === 404;
    this.error.hidden = !isFinal;
    this.error.textContent = isFinal ? error.message : '';
    this.content.hidden = isFinal;
  }

  filterForm() {
    this.boxes = make('ul', { className: 'status-checkboxes' });
    const clear = make('button', {
      type: 'button',
      className: 'btn clear-filters',
      textContent: gettext('Clear filters'),
    });
    const form = make('form', { className: 'filter-form' }, [
      make('fieldset', {}, [
        make('legend', { textContent: gettext('Show only learners with these statuses') }),
        this.boxes,
      ]),
      make('span', { className: 'search-buttons' }, [
        make('button', { type: 'submit', className: 'btn apply-filters', textContent: gettext('Apply filters') }),
        clear,
      ]),
    ]);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.choose({ statuses: this.checkedStatuses().join(',') });
    });
    clear.addEventListener('click', () => {
      form.reset();
      this.choose({ statuses: '' });
    });
    return form;
  }

  checkedStatuses() {
    return [...this.boxes.querySelectorAll('input:checked')].map(({ value }) => value);
  }

  showFilters(statuses) {
    const offered = [...this.boxes.querySelectorAll('input')].map(({ value }) => value);
    if (offered.join() === statuses.join()) {
      return;
    }
    const checked = this.checkedStatuses();
    this.boxes.replaceChildren(
      ...statuses.map((value) => {
        const id = newId('status');
        return make('li', {}, [
          make('input', { type: 'checkbox', id, value, checked: checked.includes(value) }),
          make('label', { htmlFor: id, textContent: onboardingStatusWord(value) }),
        ]);
      }),
    );
  }
}

function statusTable(results) {
  const columns = [gettext('Learner'), gettext('Enrollment'), gettext('Onboarding status'), gettext('Last updated')];
  const rows = results.map(({ username, enrollment_mode: mode, status, modified }) =>
    row(columns, [
      [username],
      [enrollmentModeWord(mode)],
      [make('span', { className: `status-chip ${status}`, textContent: onboardingStatusWord(status) })],
      [dateNode(modified)],
    ]),
  );
  return table({ className: 'onboarding-status-table', caption: gettext('Onboarding status'), columns }, [body(rows)]);
}

function countText(count) {
  return format(ngettext('{count} learner', '{count} learners', count), { count });
}
