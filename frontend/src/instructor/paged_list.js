// A list that the LMS gives page by page.

import { announce } from '../common/announcer.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { needsJump, pageJump, pagination } from './pagination.js';
import { problemBox } from './problem_box.js';
import { reveal } from './reveal.js';

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
    this.navigation = make('nav', {
      className: 'proctoring-pages',
      'aria-label': format(gettext('Pages: {list}'), { list: label }),
    });
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

  /**
   * Show this page. `reveals`: its beginning comes into view; `withFocus`: the focus goes there, too; `news`: what is
   * said before anything else.
   */
  async show(page = this.page, options = {}) {
    this.turn += 1;
    const { turn } = this;
    this.setBusy(true);
    let answer;
    try {
      answer = await this.read(page);
    } catch (error) {
      if (turn === this.turn) {
        this.setBusy(false);
        this.showProblem(error, page, options);
      }
      return;
    }
    if (turn === this.turn) {
      this.setBusy(false);
      this.draw(answer, options);
    }
  }

  setBusy(isBusy) {
    this.results.setAttribute('aria-busy', String(isBusy));
    this.element.classList.toggle('is-busy', isBusy);
    this.busyNote.hidden = !isBusy;
  }

  showProblem(error, page, options) {
    const title = gettext("The list could not be loaded. You're seeing the last version that was loaded.");
    const retry = () => this.show(page, { ...options, withFocus: true });
    this.problem.replaceChildren(problemBox(title, error, retry));
  }

  draw({ page, pages, url, content, announcement }, { withFocus = false, reveals = withFocus, news = '' }) {
    this.page = page;
    this.problem.replaceChildren();
    const key = this.focusedColumn();
    this.results.replaceChildren(content);
    if (withFocus || key) {
      this.placeForFocus(withFocus ? null : key).focus({ preventScroll: true });
    }
    this.navigation.replaceChildren(...this.waysOn(page, pages, url));
    if (reveals) {
      reveal(this.element);
    }
    const place = announcement ?? format(gettext('Page {page} of {pages}'), { page, pages });
    announce(`${news} ${place}`.trim());
  }

  /** What the column is sorted by at whose header the focus is, if it is at one. */
  focusedColumn() {
    const { activeElement } = document;
    return this.results.contains(activeElement) ? activeElement.dataset.orderingKey : undefined;
  }

  /** That header in what is shown now; without one, the beginning of the list. */
  placeForFocus(key) {
    return (key && this.results.querySelector(`[data-ordering-key="${key}"]`)) || this.results;
  }

  waysOn(page, pages, url) {
    const jump = () => pageJump(pages, (number) => this.show(number, { withFocus: true }));
    return [...(pages > 1 ? [pagination(page, pages, url)] : []), ...(needsJump(pages) ? [jump()] : [])];
  }
}
