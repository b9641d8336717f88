// The page that shows an access code to a whole room.
//
// A code that does not change is in the fragment of the address, which browsers keep for themselves; one that changes is
// fetched again and again.

import { announce } from '../common/announcer.js';
import { get } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { currentCodeUrl } from '../instructor/addresses.js';
import { problemBox } from '../instructor/problem_box.js';
import { formatTime } from '../learner/countdown.js';
import { ServerTime } from './server_time.js';

const TICK_MS = 1000;
const RETRY_MS = 5000;
// So often it is found out whether the code was revoked.
const CHECK_MS = 30_000;

/** Fills the container with the code, very large. */
export class Projector {
  constructor(container) {
    const { codeId, changes } = container.dataset;
    this.codeId = codeId;
    this.code = make('p', { className: 'projector-code' });
    this.next = make('p', { className: 'projector-next' });
    this.problem = make('div');
    container.replaceChildren(this.code, this.next, this.problem);
    if (changes === 'true') {
      this.refresh();
      setInterval(() => this.tick(), TICK_MS);
    } else {
      this.showFixed();
      addEventListener('hashchange', () => this.showFixed());
    }
  }

  showFixed() {
    const code = decoded(location.hash.slice(1));
    this.show(code);
    this.next.textContent =
      code === '' ? gettext('This code was shown only when it was made. Make a new one if nobody knows it.') : '';
  }

  show(code) {
    if (this.code.textContent !== code) {
      this.code.textContent = code;
      this.code.style.setProperty('--length', Math.max(code.length, 4));
    }
  }

  tick() {
    const seconds = this.answer ? Math.ceil(-this.time.since(this.answer.changes_at)) : null;
    if (seconds !== null) {
      this.next.textContent =
        seconds > 0 ? format(gettext('Changes in {time}'), { time: formatTime(seconds) }) : gettext('Changing…');
    }
    const isOver = seconds !== null && seconds <= 0;
    if (performance.now() >= this.askAgainAt || (isOver && !this.hasFailed)) {
      this.refresh();
    }
  }

  async refresh() {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    try {
      this.take(await get(currentCodeUrl(this.codeId)));
    } catch (error) {
      this.miss(error);
    } finally {
      this.isBusy = false;
    }
  }

  take(answer) {
    const isOther = this.answer && this.answer.code !== answer.code;
    this.answer = answer;
    this.time = new ServerTime(answer.now);
    this.hasFailed = false;
    this.askAgainAt = performance.now() + CHECK_MS;
    this.problem.replaceChildren();
    this.show(answer.code);
    if (isOther) {
      announce(gettext('The code has changed.'));
    }
  }

  /** A code that nobody can vouch for is not shown: learners would be refused. */
  miss(error) {
    this.hasFailed = true;
    this.askAgainAt = error.isPassing ? performance.now() + RETRY_MS : Infinity;
    const isOver = !this.answer || this.time.since(this.answer.changes_at) >= 0;
    if (!error.isPassing || isOver) {
      this.answer = null;
      this.show('');
      this.next.textContent = '';
    }
    if (this.problem.childElementCount === 0) {
      const retry = error.isPassing ? undefined : () => this.refresh();
      this.problem.replaceChildren(problemBox(gettext('The code could not be updated.'), error, retry));
    }
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
