// The panel with the attempts of a course.

import { get } from '../common/api.js';
import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';
import { examsUrl, groupedAttemptsUrl, query, resultsUrl } from './addresses.js';
import { attemptExport } from './attempt_export.js';
import { attemptTable } from './attempt_table.js';
import { choiceElement, field, searchForm, selection } from './fields.js';
import { fillOverview } from './overview_panel.js';
import { PageSize } from './page_size.js';
import { PagedList } from './paged_list.js';
import { attemptStatusChoices, timeZoneNote } from './words.js';

/** Put the panel into the container. */
export function fillAttempts(container, courseId) {
  const choice = { search: '', exam_id: '', status: '', ordering: '' };
  const size = new PageSize((before, after) =>
    list.show(Math.floor(((list.page - 1) * before) / after) + 1, { reveals: true }),
  );
  const list = new PagedList({
    label: gettext('Exam attempts'),
    read: async (page) => {
      const { ordering } = choice;
      const answer = await readAttempts(courseId, choice, page, size.wanted);
      return pageOf(answer, isNarrowed(choice), { ordering, onSort });
    },
  });
  const choose = (values, news) => {
    Object.assign(choice, values);
    return list.show(1, { reveals: true, news });
  };
  const onSort = (ordering, news) => choose({ ordering }, news);
  const overview = make('div', { className: 'proctored-exam-overview-container' });
  container.classList.add('proctoring-panel');
  container.replaceChildren(
    overview,
    make('div', { className: 'proctoring-toolbar' }, [
      attemptSearch((search) => choose({ search })),
      ...filters(courseId, choose),
      size.element,
      refreshButton(list),
    ]),
    list.element,
    attemptExport((file) => resultsUrl(courseId, choice, file)),
  );
  fillOverview(overview, courseId);
  list.show(1);
}

function readAttempts(courseId, { search, exam_id, status, ordering }, page, per_page) {
  return get(groupedAttemptsUrl(courseId, search), query({ page, exam_id, status, ordering, per_page }));
}

function isNarrowed({ search, exam_id, status }) {
  return [search, exam_id, status].some((value) => value !== '');
}

/** What a list shows of an answer of the LMS. */
function pageOf({ proctored_exam_attempts: groups, pagination_info: info, attempt_url: url }, isNarrowed, sorting) {
  const page = { page: info.current_page, pages: info.total_pages, url };
  if (groups.length === 0) {
    const content = nothing(isNarrowed);
    return { ...page, content, announcement: content.textContent };
  }
  return { ...page, content: make('div', {}, [attemptTable(groups, sorting), timeZoneNote()]) };
}

function nothing(isNarrowed) {
  const text = isNarrowed
    ? gettext('No attempts match your search and filters. Change or clear them.')
    : gettext('No learners in this course have started an exam yet.');
  return make('p', { className: 'no-results', textContent: text });
}

function attemptSearch(onSearch) {
  return searchForm({
    className: 'search-attempts',
    id: 'search_attempt_id',
    name: gettext('Search attempts'),
    label: gettext('Username or email'),
    clearName: gettext('Clear search in attempts'),
    onSearch,
  });
}

function filters(courseId, choose) {
  const exam = selection({ className: 'exam-filter' }, [{ value: '', label: gettext('All exams') }]);
  const status = selection({ className: 'status-filter' }, [
    { value: '', label: gettext('All statuses') },
    ...attemptStatusChoices(),
  ]);
  exam.addEventListener('change', () => choose({ exam_id: exam.value }));
  status.addEventListener('change', () => choose({ status: status.value }));
  offerExams(courseId, exam);
  return [field(gettext('Exam'), exam), field(gettext('Status'), status)];
}

async function offerExams(courseId, list) {
  let exams;
  try {
    exams = await get(examsUrl(courseId));
  } catch {
    return; // Without names, attempts can still be searched; the list of attempts tells when the LMS is away.
  }
  list.append(...exams.map(({ id, exam_name: name }) => choiceElement({ value: String(id), label: name })));
}

function refreshButton(list) {
  const button = make('button', { type: 'button', className: 'btn refresh', textContent: gettext('Refresh list') });
  button.addEventListener('click', () => list.show());
  return button;
}
