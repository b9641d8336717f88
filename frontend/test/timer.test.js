// The timer, on a page of the courseware.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allowLeaving } from '../src/learner/page.js';
import { names } from '../src/learner/provider.js';
import { startTimer } from '../src/learner/timer.js';
import {
  dialogTexts,
  FakeLms,
  NO_CONNECTION,
  showPage,
  stubLocation,
  stubWorkers,
  supportDialogs,
} from './surroundings.js';

const COLLECTION = '/api/edx_proctoring/v1/proctored_exam/attempt';
const ATTEMPT = `${COLLECTION}/7`;
const FACTS = {
  in_timed_exam: true,
  taking_as_proctored: false,
  exam_type: 'a timed exam',
  exam_display_name: 'Mid<b>term',
  exam_url_path: '/courses/c/jump_to/b',
  time_remaining_seconds: 600,
  low_threshold_sec: 120,
  critically_low_threshold_sec: 30,
  course_id: 'course-v1:Org+Num+Run',
  attempt_id: 7,
  accessibility_time_string: 'you have 10 minutes remaining',
  attempt_status: 'started',
  exam_started_poll_url: ATTEMPT,
  desktop_application_js_url: '',
};

let lms;
let location;

beforeEach(() => {
  vi.useFakeTimers();
  supportDialogs();
  lms = new FakeLms();
  location = stubLocation();
  showPage('<div class="proctored_exam_status"></div>');
});

afterEach(async () => {
  // A timer that still runs stops when the attempt is gone.
  lms.on('GET', ATTEMPT, { status: 400, json: { detail: 'Gone.' } });
  await vi.advanceTimersByTimeAsync(120_000);
  allowLeaving();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  delete window.edx;
});

async function showTimer(changes = {}) {
  lms.on('GET', COLLECTION, { json: { ...FACTS, ...changes } });
  startTimer();
  await vi.advanceTimersByTimeAsync(0);
}

function poll(...answers) {
  lms.on('GET', ATTEMPT, ...answers);
}

function running(seconds, changes = {}) {
  const said = `${seconds} seconds remaining`;
  return { json: { status: 'started', time_remaining_seconds: seconds, accessibility_time_string: said, ...changes } };
}

const find = (selector) => document.querySelector(selector);
const text = (selector) => find(selector)?.textContent;
const time = () => text('h3#time_remaining_id b');
const polls = () => lms.requests.filter(({ path }) => path.startsWith(`${ATTEMPT}?`));
const after = (seconds) => vi.advanceTimersByTimeAsync(seconds * 1000);

describe('is shown', () => {
  it('with its exam and the time', async () => {
    await showTimer();

    expect(time()).toBe('0:10:00');
    expect(text('.exam-timer a')).toBe('Mid<b>term');
    expect(find('.exam-timer a').getAttribute('href')).toBe('/courses/c/jump_to/b');
    expect(text('.exam-text')).toBe('You are taking Mid<b>term as a timed exam.');
    expect(text('.timer-announce')).toBe('you have 10 minutes remaining');
    expect(find('.proctored_exam_status').style.display).toBe('block');
  });

  it.each([
    ['outside of an exam', { in_timed_exam: false }],
    ['without time', { time_remaining_seconds: 0 }],
    ['after an error', { attempt_status: 'error' }],
  ])('not %s', async (_, changes) => {
    await showTimer(changes);
    await after(120);

    expect(find('.exam-timer')).toBe(null);
    expect(lms.log).toEqual([[`GET ${COLLECTION}`]]);
  });

  it('not on pages without a place for it', async () => {
    showPage('');

    await showTimer();

    expect(lms.requests).toEqual([]);
  });

  it('later, when the server cannot be reached at first', async () => {
    lms.on('GET', COLLECTION, NO_CONNECTION, { status: 503 }, { json: FACTS });
    startTimer();

    await after(15);

    expect(time()).toBe('0:10:00');
  });

  it('never to somebody who is signed out', async () => {
    lms.on('GET', COLLECTION, { status: 403, json: { detail: 'Sign in.' } });
    startTimer();

    await after(120);

    expect(lms.requests).toHaveLength(1);
    expect(location.reload).not.toHaveBeenCalled();
  });
});

describe('the time', () => {
  it('runs every second', async () => {
    await showTimer();

    await after(3);

    expect(time()).toBe('0:09:57');
  });

  it('is set by the server every minute', async () => {
    poll(running(300.2));
    await showTimer({ taking_as_proctored: true });

    await after(59);
    expect(polls()).toEqual([]);
    await after(1);

    expect(time()).toBe('0:09:00');
    expect(lms.log.at(-1)).toEqual([`GET ${ATTEMPT}?sourceid=in_exam&proctored=true`]);
    await after(1);
    expect(time()).toBe('0:05:00');
    await after(59);
    expect(polls()).toHaveLength(2);
  });

  it('is set at once when the learner comes back to the page', async () => {
    poll(running(200));
    await showTimer();

    document.dispatchEvent(new Event('visibilitychange'));
    await after(1);

    expect(time()).toBe('0:03:19');
  });

  it('is set at once after the computer has slept', async () => {
    poll(running(200));
    await showTimer();

    vi.setSystemTime(Date.now() + 3_600_000);
    await after(2);

    expect(time()).toBe('0:03:19');
  });

  it('is announced and marked when little is left', async () => {
    poll(running(29));
    await showTimer({ time_remaining_seconds: 122 });
    const bar = find('.exam-timer');
    const marks = () => ['low-time', 'warning', 'critical'].filter((name) => bar.classList.contains(name));

    expect(marks()).toEqual([]);
    await after(2);
    expect(marks()).toEqual(['low-time', 'warning']);
    expect(text('.timer-announce')).toBe('Time left: 0:02:00');
    await after(60);
    expect(marks()).toEqual(['low-time', 'critical']);
    expect(text('.timer-announce')).toBe('Time left: 0:00:28');
  });
});

describe('the end', () => {
  it('comes when the server has ended the exam', async () => {
    poll({ json: { status: 'submitted', time_remaining_seconds: 0 } });
    await showTimer({ time_remaining_seconds: 10 });

    await after(14);
    expect(time()).toBe('0:00:00');
    expect(lms.log).toEqual([[`GET ${COLLECTION}`]]);
    await after(1);

    expect(location.reload).toHaveBeenCalledOnce();
    expect(lms.log.slice(1)).toEqual([[`GET ${ATTEMPT}?sourceid=in_exam&proctored=false`]]);
  });

  it('does not come before, whatever this clock says', async () => {
    poll(running(30));
    await showTimer({ time_remaining_seconds: 10 });

    await after(16);

    expect(location.reload).not.toHaveBeenCalled();
    expect(time()).toBe('0:00:29');
  });

  it('is not decided here while the server cannot be reached', async () => {
    poll(NO_CONNECTION);
    await showTimer({ time_remaining_seconds: 10 });

    await after(300);

    expect(location.reload).not.toHaveBeenCalled();
    expect(lms.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(find('.exam-timer-problem').hidden).toBe(false);
  });

  it.each(['submitted', 'error', 'rejected'])('comes with status %s at any time', async (status) => {
    poll({ json: { status, time_remaining_seconds: 0 } });
    await showTimer();

    await after(60);
    await after(600);

    expect(location.reload).toHaveBeenCalledOnce();
    expect(polls()).toHaveLength(1);
  });

  it('ends the session of the provider', async () => {
    const workers = stubWorkers(() => ({ type: 'examAttemptEnded' }));
    poll({ json: { status: 'submitted', time_remaining_seconds: 0 } });
    await showTimer({ desktop_application_js_url: 'https://provider.example.com/worker.js' });

    await after(60);

    expect(workers.map(({ received }) => received.type)).toEqual(['endExamAttempt']);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it.each([
    ['signed out', 403],
    ['attempt removed', 400],
  ])('comes when the server refuses: %s', async (_, status) => {
    poll({ status, json: { detail: 'No.' } });
    await showTimer();

    await after(180);

    expect(location.reload).toHaveBeenCalledOnce();
    expect(polls()).toHaveLength(1);
  });

  it('is chosen by the learner', async () => {
    lms.on('PUT', ATTEMPT, { json: { exam_attempt_id: 7 } });
    await showTimer();

    find('.exam-button-turn-in-exam').click();
    await after(0);

    expect(lms.log.at(-1)).toEqual([`PUT ${ATTEMPT}`, { action: 'stop' }]);
    expect(location.assign).toHaveBeenCalledWith('/courses/c/jump_to/b');
  });

  it('can be chosen again when that fails', async () => {
    lms.on('PUT', ATTEMPT, { status: 500 });
    await showTimer();

    find('.exam-button-turn-in-exam').click();
    await after(0);

    expect(location.assign).not.toHaveBeenCalled();
    expect(dialogTexts()[0]).toBe('The exam could not be ended');
    expect(find('.exam-button-turn-in-exam').disabled).toBe(false);
  });

  it('is not offered twice', async () => {
    await showTimer({ attempt_status: 'ready_to_submit' });

    expect(find('.exam-button-turn-in-exam').hidden).toBe(true);
  });
});

describe('a connection that fails', () => {
  it('is told, tried again with growing pauses, and forgotten when it is back', async () => {
    poll(NO_CONNECTION, NO_CONNECTION, { status: 502 }, running(500));
    await showTimer();

    await after(60);
    expect(text('.exam-timer-problem')).toContain('cannot be reached');
    expect(polls()).toHaveLength(1);
    await after(5);
    expect(polls()).toHaveLength(2);
    await after(10);
    expect(polls()).toHaveLength(3);
    await after(20);
    expect(polls()).toHaveLength(4);

    expect(find('.exam-timer-problem').hidden).toBe(true);
    expect(text('.exam-timer-problem')).toBe('');
  });

  it('is told by the browser, too', async () => {
    poll(running(500));
    await showTimer();

    window.dispatchEvent(new Event('offline'));
    expect(find('.exam-timer-problem').hidden).toBe(false);
    window.dispatchEvent(new Event('online'));
    await after(0);

    expect(find('.exam-timer-problem').hidden).toBe(true);
  });

  it('takes a page that is no answer for a failure', async () => {
    poll({});
    await showTimer();

    await after(60);

    expect(find('.exam-timer-problem').hidden).toBe(false);
    expect(location.reload).not.toHaveBeenCalled();
  });
});

describe('the software of the provider', () => {
  const PROVIDER = { desktop_application_js_url: 'https://provider.example.com/worker.js', ping_interval: 20 };

  it('is pinged after half the interval, then at each', async () => {
    poll(running(500));
    const workers = stubWorkers(() => ({ type: 'echo' }));
    await showTimer(PROVIDER);

    await after(9);
    expect(workers).toHaveLength(0);
    await after(1);
    expect(workers.map(({ received }) => received)).toEqual([{ type: 'ping', timeout: 10_000 }]);
    await after(40);

    expect(workers).toHaveLength(3);
    expect(lms.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('that has gone is reported', async () => {
    stubWorkers(() => ({ type: 'pingFailed', error: 'Closed.' }));
    lms.on('PUT', ATTEMPT, { json: { exam_attempt_id: 7 } });
    await showTimer(PROVIDER);

    await after(10);

    expect(lms.log.at(-1)).toEqual([`PUT ${ATTEMPT}`, { action: 'error', detail: 'Closed.' }]);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('that has gone may not matter to the LMS', async () => {
    stubWorkers(() => ({ type: 'pingFailed', error: 'Closed.' }));
    lms.on('PUT', ATTEMPT, { json: { exam_attempt_id: false } });
    await showTimer(PROVIDER);

    await after(10);

    expect(location.reload).not.toHaveBeenCalled();
  });

  it('is left alone once the learner is at the end', async () => {
    const workers = stubWorkers(() => ({ type: 'echo' }));
    await showTimer({ ...PROVIDER, attempt_status: 'ready_to_submit' });

    await after(50);

    expect(workers).toHaveLength(0);
  });

  it('is the one that the page has named', async () => {
    names().configuredWorkerURL = '/own.js';

    await showTimer(PROVIDER);

    expect(names().configuredWorkerURL).toBe('/own.js');
  });
});

describe('leaving the page', () => {
  const COURSEWARE = '/courses/course-v1:Org%2BNum%2BRun/courseware/chapter/';
  const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

  it.each([
    ['asked about', { taking_as_proctored: true, attempt_status: 'ready_to_submit' }, COURSEWARE, true],
    ['free in a running exam', { taking_as_proctored: true }, COURSEWARE, false],
    ['free without proctoring', { attempt_status: 'ready_to_submit' }, COURSEWARE, false],
    ['free elsewhere', { taking_as_proctored: true, attempt_status: 'ready_to_submit' }, '/dashboard', false],
  ])('is %s', async (_, changes, path, expected) => {
    location.pathname = path;
    await showTimer(changes);

    expect(asks()).toBe(expected);
  });

  it('is free once the exam is over', async () => {
    location.pathname = COURSEWARE;
    poll({ json: { status: 'submitted', time_remaining_seconds: 0 } });
    await showTimer({ taking_as_proctored: true, attempt_status: 'ready_to_submit' });

    await after(60);

    expect(asks()).toBe(false);
  });
});

describe('the bar', () => {
  it('hides and shows the time', async () => {
    await showTimer();
    const state = () => [
      find('#time_remaining_id b').classList.contains('timer-hidden'),
      find('#toggle_timer').ariaPressed,
    ];

    find('#toggle_timer').click();
    expect(find('#time_remaining_id b').hidden).toBe(true);
    expect(find('#toggle_timer').getAttribute('aria-pressed')).toBe('true');
    find('#toggle_timer').click();

    expect(find('#time_remaining_id b').hidden).toBe(false);
    expect(state()[0]).toBe(false);
    expect(find('#toggle_timer').getAttribute('aria-pressed')).toBe('false');
  });

  it('stays in view', async () => {
    showPage('<div class="proctored_exam_status"></div><div class="wrapper-course-material"></div>');
    await showTimer();
    Object.defineProperty(find('.proctored_exam_status'), 'offsetHeight', { value: 48 });
    const scrollTo = (y) => {
      vi.stubGlobal('scrollY', y);
      window.dispatchEvent(new Event('scroll'));
      const { marginTop } = find('.wrapper-course-material').style;
      return [find('.proctored_exam_status').classList.contains('is-fixed'), marginTop];
    };

    expect(scrollTo(100)).toEqual([true, '48px']);
    expect(scrollTo(0)).toEqual([false, '']);
  });
});

describe("a host's template", () => {
  const HOST_TEMPLATE = `<script type="text/template" id="proctored-exam-status-tpl">TEMPLATE</script>
    <div class="proctored_exam_status"></div>`;
  const template = (html) => ({ template: () => (facts) => html.replace('NAME', facts.exam_display_name) });

  it('is used, without what could act', async () => {
    showPage(HOST_TEMPLATE);
    vi.stubGlobal(
      '_',
      template(`<div class="exam-timer"><a class="good" href="/x">NAME</a><a class="bad" href="javascript:x()">x</a>
        <img src="x" onerror="x()"><script>window.acted = true</script>
        <div class="exam-timer-clock"><h3 id="time_remaining_id"><b></b></h3></div><p class="timer-announce"></p></div>`),
    );

    await showTimer({ exam_display_name: 'Midterm<script>window.acted = true</script>' });

    expect(text('.good')).toBe('Midterm');
    expect(find('.good').getAttribute('href')).toBe('/x');
    expect(find('.bad').hasAttribute('href')).toBe(false);
    expect(find('img').hasAttribute('onerror')).toBe(false);
    expect(find('.proctored_exam_status script')).toBe(null);
    expect(window).not.toHaveProperty('acted');
    expect(time()).toBe('0:10:00');
    expect(text('.timer-announce')).toBe('you have 10 minutes remaining');
    expect(find('.exam-timer .exam-timer-problem')).not.toBe(null);
  });

  it('may be forbidden by a content security policy', async () => {
    showPage(HOST_TEMPLATE);
    vi.stubGlobal('_', {
      template() {
        throw new EvalError('unsafe-eval');
      },
    });

    await showTimer();

    expect(text('.exam-text')).toContain('You are taking');
  });

  it('may fold its text on narrow screens', async () => {
    showPage(HOST_TEMPLATE);
    vi.stubGlobal('matchMedia', () => ({ matches: true }));
    vi.stubGlobal(
      '_',
      template(`<div class="exam-timer js-exam-text"><span class="js-exam-additional-text">NAME</span>
        <button class="js-toggle-show-more" data-show-more-text="More" data-show-less-text="Less">Less</button></div>`),
    );
    await showTimer();
    const state = () => [
      text('.js-toggle-show-more'),
      find('.js-exam-additional-text').className,
      find('.js-exam-additional-text').getAttribute('aria-hidden'),
      find('.js-exam-text').dataset.showLong,
    ];

    expect(state()).toEqual(['More', 'js-exam-additional-text hidden d-none', 'true', 'false']);
    find('.js-toggle-show-more').click();

    expect(state()).toEqual(['Less', 'js-exam-additional-text', 'false', 'true']);
  });
});
