// Messages of the course staff, below the timer.

import { announce } from '../common/announcer.js';
import { post } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { recall, remember } from './memory.js';

const DISMISSED = 'proctoring-dismissed-messages';
const MOST_REMEMBERED = 20;

/** Shows each message, on every page of the exam, until the learner dismisses it. `pollUrl` is that of the attempt. */
export class TimerMessages {
  constructor(element, pollUrl) {
    this.readUrl = pollUrl.replace(/attempt\/(\d+)\/?$/, 'messages/attempt_id/$1/read');
    this.shown = new Map(); // the elements, by the keys of their messages
    this.element = make('div', { className: 'exam-timer-messages', hidden: true });
    (element.querySelector('.exam-timer') ?? element).append(this.element);
  }

  /** Show what the server has for the learner, which need not be new. */
  show(messages = []) {
    const dismissed = recallDismissed();
    const key = (message) => `${this.readUrl} ${message.number} ${message.sent_at}`;
    const late = messages.filter((message) => dismissed.includes(key(message)));
    if (late.length > 0) {
      this.tellRead(late.map(({ number }) => number)); // which it was not told before
    }
    const fresh = messages.filter((message) => !dismissed.includes(key(message)) && !this.shown.has(key(message)));
    for (const message of fresh) {
      this.add(key(message), message);
    }
    if (fresh.length > 0) {
      announce(fresh.map(sentence).join(' '));
    }
  }

  add(key, message) {
    const button = make('button', {
      type: 'button',
      className: 'exam-timer-dismiss',
      textContent: gettext('Dismiss'),
      'aria-label': gettext('Dismiss message'),
    });
    const text = make('p', { className: 'exam-timer-message-text', dir: 'auto', textContent: sentence(message) });
    const element = make('div', { className: 'exam-timer-message' }, [text, button]);
    button.addEventListener('click', () => this.dismiss(key, message.number));
    this.shown.set(key, element);
    this.element.append(element);
    this.element.hidden = false;
  }

  dismiss(key, number) {
    rememberDismissed(key);
    const element = this.shown.get(key);
    const next = element.nextElementSibling ?? element.previousElementSibling;
    element.remove();
    this.shown.delete(key);
    this.element.hidden = this.shown.size === 0;
    const place = next?.querySelector('button') ?? document.querySelector('#toggle_timer');
    place?.focus({ preventScroll: true });
    this.tellRead([number]);
  }

  /** What does not get through is told again with a later poll. */
  tellRead(numbers) {
    post(this.readUrl, { numbers }).catch(() => undefined);
  }
}

/** The message as plain text. */
function sentence({ text }) {
  return format(gettext('Message from the course staff: {text}'), { text });
}

function recallDismissed() {
  try {
    const found = JSON.parse(recall(DISMISSED) ?? '[]');
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function rememberDismissed(key) {
  remember(DISMISSED, JSON.stringify([...recallDismissed(), key].slice(-MOST_REMEMBERED)));
}
