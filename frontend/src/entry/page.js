// What the page shows: what is done and to do, the waiting room, and at last the way to the exam.

import { announce } from '../common/announcer.js';
import { EntranceWatch } from '../common/entrance_watch.js';
import { pageLanguage } from '../common/language.js';
import { format, gettext } from '../common/texts.js';
import { recall, remember } from '../learner/memory.js';
import { CodeForm } from './code_form.js';
import { SebPart } from './seb.js';
import { showSteps } from './steps.js';

const LEADS = ['.entry-open', '.entry-waiting', '.entry-missing', '.entry-closed'];

/** The page in the element `.entry`. The server has written it for the moment at which it was opened. */
export class EntryPage {
  constructor(element) {
    this.element = element;
    const { entranceUrl, signalUrl, signal, codeUrl } = element.dataset;
    this.sinceKey = `proctoring-waiting ${entranceUrl}`;
    this.watch = new EntranceWatch(
      { entranceUrl, signalUrl, signal },
      { hear: (answer) => this.show(answer), miss: (error) => this.miss(error) },
    );
    this.form = new CodeForm(this.find('.entry-code'), codeUrl, (answer) => this.watch.take(answer));
    this.seb = new SebPart(this.find('[data-seb]'), {
      ask: () => this.watch.ask(),
      open: () => location.reload(),
    });
    this.state = LEADS.find((each) => !this.find(each).hidden);
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  run() {
    this.showSince(this.state === '.entry-waiting');
    this.form.run();
    this.watch.start();
    this.watch.ask();
  }

  show(answer) {
    const { can_start: isOpen, waits, clock_runs: clockRuns, steps } = answer;
    const wasIn = document.activeElement;
    const toDo = steps.filter(({ is_done: isDone }) => !isDone).map(({ rule }) => rule);
    const state = stateOf(isOpen, waits, clockRuns);
    for (const each of LEADS) {
      this.find(each).hidden = each !== state;
    }
    this.find('.entry-lead').classList.toggle('open', isOpen);
    this.find('.entry-go').hidden = !isOpen;
    this.find('.entry-code').hidden = !toDo.includes('access_code');
    this.seb.show(toDo.includes('seb'));
    this.find('.entry-connection').hidden = true;
    const news = showSteps(this.find('.entry-steps'), steps);
    this.showSince(waits);
    this.tell(state, news);
    this.placeFocus(wasIn, isOpen && state !== this.state);
    this.state = state;
  }

  /** Say what is new, when the reader has a pause. */
  tell(state, news) {
    if (state !== this.state || news.length > 0) {
      const lead = state === this.state ? '' : this.find(state).textContent;
      announce([...news, lead.trim().replaceAll(/\s+/g, ' ')].filter(Boolean).join(' '));
    }
  }

  /** Since when this page, which may have been opened again, is in the waiting room. */
  showSince(waits) {
    if (!waits) {
      remember(this.sinceKey, '');
      return;
    }
    const since = Number(recall(this.sinceKey)) || Date.now();
    remember(this.sinceKey, since);
    const time = new Date(since).toLocaleTimeString(pageLanguage(), { hour: 'numeric', minute: '2-digit' });
    const text = format(gettext('You have been waiting since {time}.'), { time });
    const place = this.find('.entry-since');
    if (place.textContent !== text) {
      place.textContent = text;
    }
  }

  /** Whoever has gone somewhere on the page stays there, unless that is gone. */
  placeFocus(wasIn, hasOpened) {
    const lead = this.find('.entry-lead');
    // The lead has the focus only where this page has put it.
    const isNowhere = wasIn === null || wasIn === document.body || wasIn === lead;
    const isGone = !isNowhere && wasIn.closest('[hidden]') !== null;
    if (hasOpened && (isNowhere || isGone)) {
      this.find('.entry-go a')?.focus();
    } else if (isGone) {
      lead.tabIndex = -1;
      lead.focus();
    }
  }

  miss(error) {
    if (!error.isPassing) {
      // Signed out, or the exam has no entrance any more: the server knows what to show then.
      this.watch.stop();
      location.reload();
      return;
    }
    const place = this.find('.entry-connection');
    const text = gettext("The server can't be reached. This page keeps trying: you don't have to do anything.");
    if (place.hidden || place.textContent !== text) {
      place.textContent = text;
      place.hidden = false;
      announce(text);
    }
  }
}

function stateOf(isOpen, waits, clockRuns) {
  if (isOpen) {
    return '.entry-open';
  }
  if (waits) {
    return '.entry-waiting';
  }
  return clockRuns ? '.entry-closed' : '.entry-missing';
}
