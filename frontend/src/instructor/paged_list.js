// A list that the LMS gives page by page.

import { announce } from '../common/announcer.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { problemBox } from './problem_box.js';

const MOST_NUMBERS = 5;
const BEFORE_CURRENT = 2;

/**
 * Shows one page of a list, and the way to the others. What is shown stays until something newer is there, also when
 * a request fails; of several requests, the last one counts.
 *
 * `read(page)` gets `{ page, pages, url, content }`, where `content` is a node; `url` is put on the links.
 */
export class PagedList {
  constructor({ label, read }) {
    this.read = read;
    this.page = 1;
    this.turn = 0;
    this.problem = make('div', { className: 'proctoring-problem-place' });
    this.busyNote = make('p', { className: 'proctoring-busy', hidden: true, textContent: gettext('Loading…') });
    this.results = make('div', { className: 'proctoring-results', role: 'region', tabIndex: -1, 'aria-label': label });
    this.navigation = make('nav', { 'aria-label': format(gettext('Pages: {list}'), { list: label }) });
    this.element = make('div', { className: 'proctoring-list' }, [
      this.problem,
      this.busyNote,
      this.results,
      this.navigation,
    ]);
    this.navigation.addEventListener('click', ({ target }) => {
      const link = target.closest('.target-link');
      if (link) {
        this.show(Number(link.dataset.pageNumber), { withFocus: true });
      }
    });
  }

  /** Show this page. `withFocus`: the reader is taken to its beginning. */
  async show(page = this.page, { withFocus = false } = {}) {
    this.turn += 1;
    const { turn } = this;
    this.setBusy(true);
    let answer;
    try {
      answer = await this.read(page);
    } catch (error) {
      if (turn === this.turn) {
        this.setBusy(false);
        this.showProblem(error, page);
      }
      return;
    }
    if (turn === this.turn) {
      this.setBusy(false);
      this.draw(answer);
      if (withFocus) {
        this.results.focus();
      }
    }
  }

  setBusy(isBusy) {
    this.results.setAttribute('aria-busy', String(isBusy));
    this.element.classList.toggle('is-busy', isBusy);
    this.busyNote.hidden = !isBusy;
  }

  showProblem(error, page) {
    const title = gettext("The list could not be loaded. You're seeing the last version that was loaded.");
    this.problem.replaceChildren(problemBox(title, error, () => this.show(page, { withFocus: true })));
  }

  draw({ page, pages, url, content, announcement }) {
    this.page = page;
    this.problem.replaceChildren();
    this.results.replaceChildren(content);
    this.navigation.replaceChildren(...(pages > 1 ? [pagination(page, pages, url)] : []));
    announce(announcement ?? format(gettext('Page {page} of {pages}'), { page, pages }));
  }
}

function pagination(page, pages, url) {
  const first = Math.max(1, Math.min(page - BEFORE_CURRENT, pages - MOST_NUMBERS + 1));
  const numbers = [];
  for (let number = first; number <= pages && number < first + MOST_NUMBERS; number += 1) {
    numbers.push(number);
  }
  return make('ul', { className: 'pagination' }, [
    pageItem(gettext('Previous page'), '‹', page - 1, { url, isDisabled: page <= 1 }),
    ...numbers.map((number) =>
      pageItem(format(gettext('Page {number}'), { number }), String(number), number, {
        url,
        isActive: number === page,
      }),
    ),
    pageItem(gettext('Next page'), '›', page + 1, { url, isDisabled: page >= pages }),
    make('li', { className: 'pagination-text' }, [format(gettext('Page {page} of {pages}'), { page, pages })]),
  ]);
}

function pageItem(label, text, number, { url, isDisabled = false, isActive = false }) {
  const button = make('button', {
    type: 'button',
    className: 'target-link',
    textContent: text,
    disabled: isDisabled,
    'aria-label': label,
    'aria-current': isActive ? 'page' : null,
    'data-page-number': number,
    'data-target-url': `${url}?page=${number}`,
  });
  return make('li', { className: `${isDisabled ? 'disabled' : ''} ${isActive ? 'active' : ''}`.trim() }, [button]);
}
