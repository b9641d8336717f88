// While an entry rule keeps the learner out, the content of the running exam is closed: hidden, with all that they have
// typed there, and shown again when the rule is met.

import { make, newId } from '../common/elements.js';
import { gettext } from '../common/texts.js';
import { SECTION } from './open_exam.js';

/** Closes and opens the content of the page. The bar with the timer, `view`, says so. */
export class Closing {
  constructor(view) {
    this.view = view;
    this.content = null;
    this.notice = null;
    this.isClosed = false;
  }

  /** Show what the server says: what keeps the learner out, or undefined if nothing does. */
  show(keptOut) {
    if (keptOut) {
      this.close(keptOut);
    } else if (this.isClosed) {
      this.open();
    }
  }

  close({ detail, entry_url: href }) {
    this.isClosed = true;
    this.view.showClosed(`${gettext('Your exam is closed here. Your time keeps running.')} ${detail}`);
    const content = document.querySelector(SECTION);
    // The server may have put its own notice in the place of the content.
    if (content === null || content === this.content || document.querySelector('.kept-out') !== null) {
      return;
    }
    const hadFocus = content.contains(document.activeElement);
    this.content = content;
    this.display = content.style.display;
    content.style.display = 'none';
    content.inert = true;
    this.notice?.remove();
    this.notice = makeNotice(detail, href);
    content.before(this.notice);
    if (hadFocus) {
      this.notice.querySelector('h2').focus();
    }
  }

  open() {
    this.isClosed = false;
    this.view.showClosed(null);
    this.view.showNotice(gettext('Your exam is open again.'));
    if (this.content === null) {
      return;
    }
    const hadFocus = this.notice.contains(document.activeElement);
    this.content.style.display = this.display;
    this.content.inert = false;
    this.notice.remove();
    if (hadFocus) {
      this.content.tabIndex = -1;
      this.content.focus({ preventScroll: true });
    }
    this.content = null;
    this.notice = null;
  }
}

function makeNotice(detail, href) {
  const heading = make('h2', { id: newId('closed'), tabIndex: -1, textContent: gettext('Your exam is closed here') });
  const saved = gettext('The clock keeps running. What you have typed on this page is still there.');
  const link = make('a', {
    className: 'action-primary btn-pl-primary',
    href,
    target: '_blank',
    textContent: gettext('What to do (opens a new tab)'),
  });
  return make(
    'section',
    { className: 'failure sequence proctored-exam content-closed', 'aria-labelledby': heading.id },
    [
      heading,
      make('p', { className: 'proctored-exam-lead', textContent: detail }),
      make('p', { textContent: saved }),
      make('div', { className: 'proctored-exam-actions' }, [link]),
    ],
  );
}
