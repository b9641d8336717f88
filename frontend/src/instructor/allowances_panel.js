// The panel with the allowances of a course, by learner.

import { get, remove } from '../common/api.js';
import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { allowanceUrl, examsUrl, groupedAllowancesUrl } from './addresses.js';
import { AddBulkAllowanceView } from './bulk_allowance_form.js';
import { EditAllowanceView } from './edit_allowance_form.js';
import { searchForm } from './fields.js';
import { PagedList } from './paged_list.js';
import { problemBox } from './problem_box.js';
import { actInRow } from './row_action.js';
import { body, row, table } from './table.js';
import { allowanceKindWord } from './words.js';

const LEARNERS_PER_PAGE = 25;

/** Put the panel into the container. */
export function fillAllowances(container, courseId) {
  new AllowancesPanel(container, courseId);
}

class AllowancesPanel {
  constructor(container, courseId) {
    this.courseId = courseId;
    this.grouped = null; // as the LMS gave it: allowances by user name
    this.search = '';
    this.open = new Set();
    this.problem = make('div');
    this.list = new PagedList({ label: gettext('Allowances by learner'), read: (page) => this.readPage(page) });
    this.addButton = make('button', {
      type: 'button',
      id: 'add-allowance',
      className: 'btn btn-primary',
      textContent: gettext('Add allowances'),
    });
    this.addButton.addEventListener('click', () => this.add());
    container.classList.add('proctoring-panel');
    container.replaceChildren(
      make('div', { className: 'proctoring-toolbar' }, [this.searchForm(), this.addButton]),
      this.problem,
      this.list.element,
    );
    this.list.show(1);
  }

  searchForm() {
    return searchForm({
      className: 'search-allowances',
      id: 'search_allowance_id',
      name: gettext('Search allowances'),
      label: gettext('Username or email'),
      clearName: gettext('Clear search in allowances'),
      onSearch: (text) => {
        this.search = text.toLowerCase();
        this.list.show(1, { reveals: true });
      },
    });
  }

  /** Show the LMS's current data without leaving the page of the list. */
  async reload() {
    this.isStale = true;
    await this.list.show();
  }

  async readPage(wanted) {
    const url = groupedAllowancesUrl(this.courseId);
    if (this.grouped === null || this.isStale) {
      this.grouped = await get(url);
      this.isStale = false;
    }
    const learners = Object.entries(this.grouped).filter(([username, [{ user }]]) =>
      `${username} ${user.email}`.toLowerCase().includes(this.search),
    );
    const pages = Math.max(1, Math.ceil(learners.length / LEARNERS_PER_PAGE));
    const page = Math.min(wanted, pages);
    const shown = learners.slice((page - 1) * LEARNERS_PER_PAGE, page * LEARNERS_PER_PAGE);
    if (shown.length === 0) {
      const nothing = make('p', { className: 'no-results', textContent: this.nothingText() });
      return { page, pages, url, content: nothing, announcement: nothing.textContent };
    }
    const content = make(
      'ul',
      { className: 'allowance-learners' },
      shown.map(([username, allowances]) => this.learner(username, allowances)),
    );
    return { page, pages, url, content };
  }

  nothingText() {
    return this.search === ''
      ? gettext('No learners in this course have allowances.')
      : gettext('No learners with allowances match your search.');
  }

  learner(username, allowances) {
    const key = newId('allowances');
    const count = allowances.length;
    const trigger = make(
      'button',
      {
        type: 'button',
        className: 'accordion-trigger',
        id: newId('ui-id'),
        'aria-controls': key,
        'aria-expanded': 'false',
        'data-key-id': key,
        'data-learner': username,
      },
      [
        make('span', { className: 'learner-name', textContent: username }),
        ' ',
        make('span', {
          className: 'count',
          textContent: format(ngettext('{count} allowance', '{count} allowances', count), { count }),
        }),
      ],
    );
    const contents = make('div', { id: key, className: 'allowance-contents', hidden: true });
    const setOpen = (isOpen) => {
      trigger.setAttribute('aria-expanded', String(isOpen));
      contents.hidden = !isOpen;
      if (isOpen && contents.childElementCount === 0) {
        contents.append(this.table(username, allowances));
      }
      this.open[isOpen ? 'add' : 'delete'](username);
    };
    trigger.addEventListener('click', () => setOpen(contents.hidden));
    setOpen(this.open.has(username));
    return make('li', {}, [make('div', { className: 'accordion-heading' }, [trigger]), contents]);
  }

  table(username, allowances) {
    const columns = [
      gettext('Exam'),
      gettext('Email'),
      gettext('Allowance type'),
      // Translators: The value of an allowance, such as a number of minutes.
      gettext('Value'),
      gettext('Actions'),
    ];
    const rows = allowances.map((allowance) =>
      row(columns, [
        [allowance.proctored_exam.exam_name],
        [allowance.user.email],
        [allowanceKindWord(allowance.key)],
        [allowance.value],
        [make('div', { className: 'row-actions' }, this.actions(allowance))],
      ]),
    );
    const caption = format(gettext('Allowances for {learner}'), { learner: username });
    return table({ className: 'allowance-table', caption, columns }, [body(rows)]);
  }

  actions(allowance) {
    const { user, proctored_exam: exam, key, value } = allowance;
    const names = { learner: user.username, exam: exam.exam_name, kind: allowanceKindWord(key) };
    const common = { type: 'button', 'data-exam-id': exam.id, 'data-key-name': key };
    const edit = make('button', {
      ...common,
      className: 'btn edit_allowance',
      textContent: gettext('Edit'),
      'aria-label': format(gettext('Edit: {kind}, {exam}, {learner}'), names),
      'data-key-value': value,
      'data-user-name': user.username,
      'data-exam-name': exam.exam_name,
    });
    const removal = make('button', {
      ...common,
      className: 'btn remove_allowance',
      textContent: gettext('Remove'),
      'aria-label': format(gettext('Remove: {kind}, {exam}, {learner}'), names),
      'data-user-id': user.id,
    });
    edit.addEventListener('click', () => {
      edit.focus(); // not every browser does that by itself; the focus comes back here
      this.edit(allowance);
    });
    removal.addEventListener('click', () => this.remove(removal, allowance, names));
    return [edit, removal];
  }

  edit({ user, proctored_exam: exam, key, value }) {
    new EditAllowanceView({
      course_id: this.courseId,
      exam_id: exam.id,
      exam_name: exam.exam_name,
      user: user.username,
      key_name: key,
      key_value: value,
      onSaved: async () => {
        await this.reload();
        // The button that opened the form is gone with the list it was in.
        const triggers = [...this.list.results.querySelectorAll('[data-learner]')];
        triggers.find(({ dataset }) => dataset.learner === user.username)?.focus();
      },
    });
  }

  remove(button, { user, proctored_exam: exam, key }, names) {
    return actInRow(button, {
      question: {
        title: gettext('Remove this allowance?'),
        message: format(gettext('{learner} will no longer have this allowance for “{exam}”: {kind}.'), names),
        yes: gettext('Remove'),
      },
      work: () => remove(allowanceUrl(), { exam_id: exam.id, user_id: user.id, key }),
      done: gettext('The allowance was removed.'),
      after: (element) => {
        element.classList.add('is-removed');
        element.querySelectorAll('.row-actions button').forEach((each) => each.remove());
        this.isStale = true;
      },
    });
  }

  async add() {
    this.addButton.setAttribute('aria-busy', 'true');
    try {
      const exams = await get(examsUrl(this.courseId));
      this.problem.replaceChildren();
      this.addButton.focus();
      new AddBulkAllowanceView({
        course_id: this.courseId,
        proctored_exams: exams.filter(({ is_active: isActive }) => isActive !== false),
        onSaved: () => this.reload(),
      });
    } catch (error) {
      const title = gettext('The exams in this course could not be loaded.');
      this.problem.replaceChildren(problemBox(title, error, () => this.add()));
    } finally {
      this.addButton.removeAttribute('aria-busy');
    }
  }
}
