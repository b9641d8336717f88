// The timer of the exam that runs. The server's clock decides: this one only shows it, and ends nothing by itself.

import phases from '../common/phases.json';
import { format, gettext, ngettext } from '../common/texts.js';
import { changeStatus, readAttempt, readTimer } from './attempts.js';
import { whileBusy } from './busy.js';
import { Closing } from './closing.js';
import { Countdown, sayTime, timeState } from './countdown.js';
import { recall, remember } from './memory.js';
import { Milestones } from './milestones.js';
import { contentOnPage, showOpenExam } from './open_exam.js';
import { allowLeaving, askBeforeLeaving, reload, visit } from './page.js';
import { names, workerUrl } from './provider.js';
import { keepSebChecked } from './seb.js';
import { makeBarUsable, reserveRoom, takeRoom } from './timer_bar.js';
import { TimerMessages } from './timer_messages.js';
import { TimerView } from './timer_view.js';
import { endProviderSession, pingApplication } from './worker.js';

const TICK_MS = 1000;
const POLL_SECONDS = 60;
// While an entry rule keeps the learner out, which may end at any moment.
const CLOSED_POLL_SECONDS = 5;
// The server gets this long to end the exam after 0:00:00.
const GRACE_SECONDS = 5;
const RETRY_SECONDS = [5, 10, 20, 40, 60];
// A longer pause between two ticks, or the computer's date running ahead of its stop watch by more: it has slept.
const SLEEP_MS = 10_000;
// The server's time being ahead of ours by more: the learner has been given more.
const EXTRA_SECONDS = 30;
const LENGTH = 'proctoring-timer-length';
const OPEN = [...phases['setting up'], ...phases.ready, ...phases.running];

const timed = new WeakSet();

/** Show the timer in the element, if the learner is in an exam. Once, however often a host asks for it. */
export async function startTimer(element = document.querySelector('.proctored_exam_status')) {
  if (!element || timed.has(element)) {
    return;
  }
  timed.add(element);
  reserveRoom(element);
  const facts = await readTimerPatiently(contentOnPage());
  if (isRunning(facts)) {
    new ExamTimer(element, facts).run();
  } else if (facts?.open_exam) {
    showOpenExam(element, facts.open_exam);
  }
  takeRoom(element);
}

function isRunning(facts) {
  return facts?.in_timed_exam && facts.time_remaining_seconds > 0 && facts.attempt_status !== 'error';
}

async function readTimerPatiently(contentId) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await readTimer(contentId);
    } catch (error) {
      if (!error.isPassing) {
        return null;
      }
      await new Promise((resolve) => setTimeout(resolve, retryDelay(failures) * 1000));
    }
  }
}

class ExamTimer {
  constructor(element, facts) {
    this.facts = facts;
    this.element = element;
    this.status = facts.attempt_status;
    this.countdown = new Countdown(facts.time_remaining_seconds);
    this.view = new TimerView(element, facts);
    this.state = timeState(this.countdown.remaining, facts);
    this.view.showState(this.state);
    this.messages = new TimerMessages(element, facts.exam_started_poll_url);
    this.messages.show(facts.messages);
    this.closing = new Closing(this.view);
    this.closing.show(facts.kept_out);
    this.plan();
    this.failures = 0;
    this.lastTick = clocks();
    this.isUnsure = false;
    this.ping = new PingSchedule(facts.ping_interval);
    if (facts.desktop_application_js_url) {
      names().configuredWorkerURL ||= facts.desktop_application_js_url;
    }
  }

  run() {
    makeBarUsable(this.element);
    this.element.addEventListener('click', ({ target }) => {
      const button = target.closest('.exam-button-turn-in-exam');
      if (button) {
        this.end(button);
      }
    });
    askBeforeLeaving(() => this.asksBeforeLeaving());
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    window.addEventListener('online', () => this.poll(), { signal });
    window.addEventListener('offline', () => this.showUnreachable(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || this.poll(), { signal });
    this.schedulePoll();
    this.interval = setInterval(() => this.tick(), TICK_MS);
    this.tick();
  }

  stop() {
    clearInterval(this.interval);
    this.listeners.abort();
    allowLeaving();
  }

  tick() {
    this.noticeSleep();
    const { remaining } = this.countdown;
    this.view.showTime(remaining);
    this.view.showEndButton(this.status !== 'ready_to_submit');
    this.showState(timeState(remaining, this.facts));
    this.view.showOver(remaining <= 0);
    if (performance.now() >= this.nextPoll) {
      this.poll();
    }
    if (this.status !== 'ready_to_submit' && workerUrl() !== null && this.ping.isDue()) {
      this.pingProvider();
    }
  }

  /** A stop watch may stand still while the computer sleeps: ask the server before the time is trusted again. */
  noticeSleep() {
    const now = clocks();
    const byWatch = now.watch - this.lastTick.watch;
    const byDate = now.date - this.lastTick.date;
    this.lastTick = now;
    if (byWatch > SLEEP_MS || byDate - byWatch > SLEEP_MS) {
      this.isUnsure = true;
      this.nextPoll = performance.now();
    }
  }

  /** Which milestones are to be said, by the most time that this attempt has had left on any of its pages. */
  plan() {
    const { remaining } = this.countdown;
    const [attemptId, most] = (recall(LENGTH) ?? '').split(' ');
    const length = attemptId === String(this.facts.attempt_id) ? Math.max(Number(most), remaining) : remaining;
    remember(LENGTH, `${this.facts.attempt_id} ${length}`);
    this.milestones = new Milestones(length, remaining);
  }

  /** Show how serious it is; say the time where that changes, and at milestones. The end has words of its own. */
  showState(state) {
    const isNew = state !== this.state;
    if (isNew) {
      this.state = state;
      this.view.showState(state);
    }
    const { remaining } = this.countdown;
    if ((this.milestones.isReached(remaining) || isNew) && remaining > 0) {
      this.view.announce(sayTime(remaining));
    }
  }

  // What the server says

  schedulePoll() {
    const untilOver = Math.max(this.countdown.remaining, 0) + GRACE_SECONDS;
    const pause = this.closing.isClosed ? CLOSED_POLL_SECONDS : POLL_SECONDS;
    this.nextPoll = performance.now() + Math.min(pause, untilOver) * 1000;
  }

  async poll() {
    if (this.isPolling) {
      return;
    }
    this.isPolling = true;
    try {
      const attempt = await readAttempt(this.facts.exam_started_poll_url, {
        sourceid: 'in_exam',
        proctored: this.facts.taking_as_proctored,
      });
      await this.hear(attempt);
    } catch (error) {
      this.miss(error);
    } finally {
      this.isPolling = false;
    }
  }

  async hear(attempt) {
    const wasLost = this.failures > 0;
    this.failures = 0;
    this.isUnsure = false;
    this.view.showProblem(null);
    if (OPEN.includes(attempt.status)) {
      this.status = attempt.status;
      this.set(attempt.time_remaining_seconds);
      this.messages.show(attempt.messages);
      this.closing.show(attempt.kept_out);
      keepSebChecked(attempt).then((isOpen) => isOpen && this.closing.show(undefined));
      if (wasLost) {
        this.view.announce(
          format(gettext("You're connected again. {time}"), { time: sayTime(this.countdown.remaining) }),
        );
      }
      this.schedulePoll();
      return;
    }
    this.stop();
    if (attempt.status === 'submitted' && workerUrl() !== null) {
      // Whether its software is still there to end its session is the provider's affair: the exam is over.
      await endProviderSession().catch(() => undefined);
    }
    reload();
  }

  set(seconds) {
    const gained = seconds - this.countdown.remaining;
    this.countdown.set(seconds);
    this.view.showTime(seconds);
    if (gained <= EXTRA_SECONDS) {
      this.view.showNotice(null);
      return;
    }
    this.state = timeState(seconds, this.facts);
    this.view.showState(this.state);
    this.plan();
    this.view.showNotice(gainText(gained, seconds));
  }

  miss(error) {
    if (error.isPassing === false) {
      // Signed out, or the attempt has been removed: the page knows what to show then.
      this.stop();
      reload();
      return;
    }
    this.nextPoll = performance.now() + retryDelay(this.failures) * 1000;
    this.failures += 1;
    this.showUnreachable();
  }

  showUnreachable() {
    const problem =
      this.countdown.remaining > 0
        ? gettext(
            "The server can't be reached, so your answers may not be saved. Your time keeps running. " +
              "We'll keep retrying automatically: stay on this page, and check your internet connection.",
          )
        : gettext(
            "The server can't be reached, so we can't confirm yet that your exam has ended. " +
              "We'll keep retrying automatically: stay on this page, and check your internet connection.",
          );
    const doubt = gettext('Your computer may have been asleep, so you may have less time than shown.');
    this.view.showProblem(this.isUnsure ? `${problem} ${doubt}` : problem);
  }

  // The provider's software

  async pingProvider() {
    try {
      await this.ping.run();
    } catch (error) {
      const url = this.facts.exam_started_poll_url;
      // A report that does not get through changes nothing: the next ping makes it again.
      const answer = await changeStatus(url, 'error', error.message).catch(() => null);
      if (answer?.exam_attempt_id) {
        this.stop();
        reload();
      }
    }
  }

  // The learner

  end(button) {
    return whileBusy(button, gettext('The exam could not be ended'), async () => {
      await changeStatus(this.facts.exam_started_poll_url, 'stop');
      allowLeaving();
      visit(this.facts.exam_url_path);
    });
  }

  asksBeforeLeaving() {
    const courseware = `/courses/${this.facts.course_id}/courseware/`;
    return (
      this.facts.taking_as_proctored &&
      this.countdown.remaining > 0 &&
      this.status !== 'started' &&
      decodeURIComponent(location.pathname).includes(courseware)
    );
  }
}

/** When the provider's software is asked whether it runs: first after half the interval, then at every interval. */
class PingSchedule {
  constructor(seconds) {
    this.seconds = seconds;
    this.next = seconds ? performance.now() + Math.floor(seconds / 2) * 1000 : Infinity;
  }

  isDue() {
    return performance.now() >= this.next;
  }

  run() {
    this.next = performance.now() + this.seconds * 1000;
    return pingApplication(this.seconds);
  }
}

/** How much was gained, to the nearest minute, and how much there is now. */
function gainText(gained, seconds) {
  const count = Math.round(gained / 60);
  const text = ngettext(
    'You were given {count} more minute. {time}.',
    'You were given {count} more minutes. {time}.',
    count,
  );
  return format(text, { count, time: sayTime(seconds) });
}

/** Milliseconds by the stop watch, which nobody can set, and by the date, which goes on during sleep. */
function clocks() {
  return { watch: performance.now(), date: Date.now() };
}

function retryDelay(failures) {
  return RETRY_SECONDS[Math.min(failures, RETRY_SECONDS.length - 1)];
}
