// The bar with the time that is left.

import { hideVisually } from '../common/announcer.js';
import { make } from '../common/elements.js';
import { formatNodes, gettext } from '../common/texts.js';
import { formatTime } from './countdown.js';
import { renderHostTemplate } from './host_template.js';

const STATES = ['warning', 'critical'];

/** Draws in the page's element `.proctored_exam_status`, by the host's template or by its own. */
export class TimerView {
  constructor(element, facts) {
    this.element = element;
    element.replaceChildren(renderHostTemplate(facts) ?? ownBar(facts));
    this.problem = make('p', { className: 'exam-timer-problem', hidden: true });
    this.notice = make('p', { className: 'exam-timer-notice', hidden: true });
    this.closed = make('p', { className: 'exam-timer-closed', hidden: true });
    (this.find('.exam-timer') ?? element).append(this.closed, this.problem, this.notice);
    this.over = null;
    element.hidden = false;
    element.style.display = 'block';
    this.announce(facts.accessibility_time_string);
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  /** Show the seconds that are left. */
  showTime(seconds) {
    setText(this.find('#time_remaining_id b'), formatTime(seconds));
  }

  /** Show how serious it is: null, 'warning' or 'critical'. */
  showState(state) {
    const bar = this.find('.exam-timer');
    bar?.classList.remove('low-time', ...STATES);
    if (state !== null) {
      bar?.classList.add('low-time', state);
    }
    setText(this.find('.exam-timer-label'), label(state));
  }

  /** Show or hide the button that ends the exam. */
  showEndButton(isShown) {
    const button = this.find('.exam-button-turn-in-exam');
    if (button !== null) {
      button.hidden = !isShown;
    }
  }

  /** Say this to readers of the screen, without interrupting them. */
  announce(text) {
    setText(this.find('.timer-announce'), text ?? '');
  }

  /** Tell about a problem; null when there is none any more. */
  showProblem(text) {
    this.tell(this.problem, text);
  }

  /** Tell that, and why, the exam is closed here; null when it is not. */
  showClosed(text) {
    this.tell(this.closed, text);
  }

  /** Tell something good; null when that is old. */
  showNotice(text) {
    this.tell(this.notice, text);
  }

  /** Say at once, and show, that the time is over; or that it is not. */
  showOver(isOver) {
    if (isOver && this.over === null) {
      const text = gettext('Time is up. Your exam is ending now, and this page will show what comes next.');
      this.over = make('p', { className: 'exam-timer-over', role: 'alert', textContent: text });
      this.problem.before(this.over);
    } else if (!isOver) {
      this.over?.remove();
      this.over = null;
    }
  }

  tell(element, text) {
    if (text !== null && element.textContent !== text) {
      this.announce(text);
    }
    element.hidden = text === null;
    setText(element, text ?? '');
  }
}

/** Says in words what the colors of the bar say. */
function label(state) {
  return (
    {
      warning: gettext('Time running low'),
      critical: gettext('Time almost up'),
    }[state] ?? gettext('Time left')
  );
}

function setText(element, text) {
  if (element !== null && element.textContent !== text) {
    element.textContent = text;
  }
}

function ownBar(facts) {
  const sentence = formatNodes(gettext('You are taking {exam_link} as {exam_type}.'), {
    exam_link: nameOfExam(facts),
    exam_type: facts.exam_type,
  });
  const text = make('p', { className: 'exam-text' }, sentence);

  const name = make('span', { className: 'exam-timer-label', textContent: label(null) });
  const time = make('h3', { id: 'time_remaining_id' }, [name, ' ', make('b', { role: 'timer', 'aria-live': 'off' })]);
  const toggle = make('button', { id: 'toggle_timer', type: 'button' }, [
    make('span', { className: 'exam-timer-hide', textContent: gettext('Hide time') }),
    make('span', { className: 'exam-timer-show', textContent: gettext('Show time'), hidden: true }),
  ]);
  const clock = make('div', { className: 'exam-timer-clock' }, [time, toggle]);

  const end = make('button', { type: 'button', className: 'exam-button-turn-in-exam btn btn-pl-primary' }, [
    gettext('End my exam'),
  ]);
  const announcement = make('p', { className: 'timer-announce', role: 'status' });
  hideVisually(announcement);

  const controls = make('div', { id: 'turn_in_exam_id' }, [end]);
  const children = [text, clock, controls, announcement];
  return make('section', { className: 'exam-timer', 'aria-label': gettext('Exam timer') }, children);
}

/** The name, as a link where the exam has a page of its own. */
function nameOfExam({ exam_display_name: textContent, exam_url_path: href }) {
  return href ? make('a', { href, dir: 'auto', textContent }) : make('bdi', { textContent });
}
