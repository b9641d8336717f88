// The time that is left, and the end of the exam.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { names } from '../src/learner/provider.js';
import { startTimer } from '../src/learner/timer.js';
import {
  after,
  ATTEMPT,
  cleanUp,
  COLLECTION,
  FACTS,
  find,
  prepare,
  running,
  showTimer,
  text,
  time,
} from './exam_timer.js';
import { dialogTexts, NO_CONNECTION, showPage, stubWorkers } from './surroundings.js';

let lms;
let location;

beforeEach(() => {
  ({ lms, location } = prepare());
});

afterEach(() => cleanUp(lms));

function poll(...answers) {
  lms.on('GET', ATTEMPT, ...answers);
}

const polls = () => lms.requests.filter(({ path }) => path.startsWith(`${ATTEMPT}?`));

describe('is shown', () => {
  it('with its exam and the time', async () => {
    await showTimer(lms);

    expect(time()).toBe('0:10:00');
    expect(text('.exam-timer a')).toBe('Mid<b>term');
    expect(find('.exam-timer a').getAttribute('href')).toBe('/courses/c/jump_to/b');
    expect(text('.exam-text')).toBe('You are taking Mid<b>term as a timed exam.');
    expect(text('.timer-announce')).toBe('you have 10 minutes remaining');
    expect(find('.proctored_exam_status').style.display).toBe('block');
  });

  it.each(['', undefined])('with the mere name of an exam that has no page: %j', async (exam_url_path) => {
    await showTimer(lms, { exam_url_path });

    expect(find('.exam-timer a')).toBe(null);
    expect(text('.exam-text')).toBe('You are taking Mid<b>term as a timed exam.');
  });

  it.each([
    ['outside of an exam', { in_timed_exam: false }],
    ['without time', { time_remaining_seconds: 0 }],
    ['after an error', { attempt_status: 'error' }],
  ])('not %s', async (_, changes) => {
    await showTimer(lms, changes);
    await after(120);

    expect(find('.exam-timer')).toBe(null);
    expect(lms.log).toEqual([[`GET ${COLLECTION}`]]);
  });

  it('not on pages without a place for it', async () => {
    showPage('');

    await showTimer(lms);

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
    await showTimer(lms);

    await after(3);

    expect(time()).toBe('0:09:57');
  });

  it('is set by the server every minute', async () => {
    poll(running(300.2));
    await showTimer(lms, { taking_as_proctored: true });

    await after(59);
    expect(polls()).toEqual([]);
    await after(1);

    expect(time()).toBe('0:05:01');
    expect(lms.log.at(-1)).toEqual([`GET ${ATTEMPT}?sourceid=in_exam&proctored=true`]);
    await after(1);
    expect(time()).toBe('0:05:00');
    await after(59);
    expect(polls()).toHaveLength(2);
  });

  it('is set at once when the learner comes back to the page', async () => {
    poll(running(200));
    await showTimer(lms);

    document.dispatchEvent(new Event('visibilitychange'));
    await after(1);

    expect(time()).toBe('0:03:19');
  });

  it('is set at once after the computer has slept', async () => {
    poll(running(200));
    await showTimer(lms);

    vi.setSystemTime(Date.now() + 3_600_000);
    await after(2);

    expect(time()).toBe('0:03:19');
  });

  it('is in doubt after sleep, until the server has answered', async () => {
    poll(NO_CONNECTION, running(200));
    await showTimer(lms);

    vi.setSystemTime(Date.now() + 3_600_000);
    await after(1);
    expect(text('.exam-timer-problem')).toContain('less time than shown');

    await after(5);
    expect(find('.exam-timer-problem').hidden).toBe(true);
    await after(1);
    expect(time()).toBe('0:03:19');
  });

  it('does not follow a clock that is set back', async () => {
    poll(running(200));
    await showTimer(lms);

    vi.setSystemTime(Date.now() - 3_600_000);
    await after(3);

    expect(time()).toBe('0:09:57');
    expect(polls()).toEqual([]);
  });

  it('is announced and marked when little is left', async () => {
    poll(running(29));
    await showTimer(lms, { time_remaining_seconds: 122 });
    const bar = find('.exam-timer');
    const marks = () => ['low-time', 'warning', 'critical'].filter((name) => bar.classList.contains(name));

    expect(marks()).toEqual([]);
    await after(2);
    expect(marks()).toEqual(['low-time', 'warning']);
    expect(text('.timer-announce')).toBe('2 minutes left');
    expect(text('.exam-timer-label')).toBe('Time running low');
    await after(60);
    expect(marks()).toEqual(['low-time', 'critical']);
    expect(text('.timer-announce')).toBe('28 seconds left');
    expect(text('.exam-timer-label')).toBe('Time almost up');
  });
});

describe('the end', () => {
  it('comes when the server has ended the exam', async () => {
    poll({ json: { status: 'submitted', time_remaining_seconds: 0 } });
    await showTimer(lms, { time_remaining_seconds: 10 });

    await after(14);
    expect(time()).toBe('0:00:00');
    expect(lms.log).toEqual([[`GET ${COLLECTION}`]]);
    await after(1);

    expect(location.reload).toHaveBeenCalledOnce();
    expect(lms.log.slice(1)).toEqual([[`GET ${ATTEMPT}?sourceid=in_exam&proctored=false`]]);
  });

  it('does not come before, whatever this clock says', async () => {
    poll(running(30));
    await showTimer(lms, { time_remaining_seconds: 10 });

    await after(16);

    expect(location.reload).not.toHaveBeenCalled();
    expect(time()).toBe('0:00:29');
  });

  it('is not decided here while the server cannot be reached', async () => {
    poll(NO_CONNECTION);
    await showTimer(lms, { time_remaining_seconds: 10 });

    await after(300);

    expect(location.reload).not.toHaveBeenCalled();
    expect(lms.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(find('.exam-timer-problem').hidden).toBe(false);
  });

  it.each(['submitted', 'error', 'rejected'])('comes with status %s at any time', async (status) => {
    poll({ json: { status, time_remaining_seconds: 0 } });
    await showTimer(lms);

    await after(60);
    await after(600);

    expect(location.reload).toHaveBeenCalledOnce();
    expect(polls()).toHaveLength(1);
  });

  it('ends the session of the provider', async () => {
    const workers = stubWorkers(() => ({ type: 'examAttemptEnded' }));
    poll({ json: { status: 'submitted', time_remaining_seconds: 0 } });
    await showTimer(lms, { desktop_application_js_url: 'https://provider.example.com/worker.js' });

    await after(60);

    expect(workers.map(({ received }) => received.type)).toEqual(['endExamAttempt']);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it.each([
    ['signed out', 403],
    ['attempt removed', 400],
  ])('comes when the server refuses: %s', async (_, status) => {
    poll({ status, json: { detail: 'No.' } });
    await showTimer(lms);

    await after(180);

    expect(location.reload).toHaveBeenCalledOnce();
    expect(polls()).toHaveLength(1);
  });

  it('is chosen by the learner', async () => {
    lms.on('PUT', ATTEMPT, { json: { exam_attempt_id: 7 } });
    await showTimer(lms);

    find('.exam-button-turn-in-exam').click();
    await after(0);

    expect(lms.log.at(-1)).toEqual([`PUT ${ATTEMPT}`, { action: 'stop' }]);
    expect(location.assign).toHaveBeenCalledWith('/courses/c/jump_to/b');
  });

  it('can be chosen again when that fails', async () => {
    lms.on('PUT', ATTEMPT, { status: 500 });
    await showTimer(lms);

    find('.exam-button-turn-in-exam').click();
    await after(0);

    expect(location.assign).not.toHaveBeenCalled();
    expect(dialogTexts()[0]).toBe('The exam could not be ended');
    expect(find('.exam-button-turn-in-exam').disabled).toBe(false);
  });

  it('is not offered twice', async () => {
    await showTimer(lms, { attempt_status: 'ready_to_submit' });

    expect(find('.exam-button-turn-in-exam').hidden).toBe(true);
  });
});

describe('a connection that fails', () => {
  it('is told, tried again with growing pauses, and forgotten when it is back', async () => {
    poll(NO_CONNECTION, NO_CONNECTION, { status: 502 }, running(500));
    await showTimer(lms);

    await after(60);
    expect(text('.exam-timer-problem')).toContain("can't be reached");
    expect(polls()).toHaveLength(1);
    await after(5);
    expect(polls()).toHaveLength(2);
    await after(10);
    expect(polls()).toHaveLength(3);
    await after(20);
    expect(polls()).toHaveLength(4);

    expect(find('.exam-timer-problem').hidden).toBe(true);
    expect(text('.exam-timer-problem')).toBe('');
    expect(text('.timer-announce')).toBe("You're connected again. 8 minutes and 20 seconds left");
  });

  it('is told by the browser, too', async () => {
    poll(running(500));
    await showTimer(lms);

    window.dispatchEvent(new Event('offline'));
    expect(find('.exam-timer-problem').hidden).toBe(false);
    window.dispatchEvent(new Event('online'));
    await after(0);

    expect(find('.exam-timer-problem').hidden).toBe(true);
  });

  it('takes a page that is no answer for a failure', async () => {
    poll({});
    await showTimer(lms);

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
    await showTimer(lms, PROVIDER);

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
    await showTimer(lms, PROVIDER);

    await after(10);

    expect(lms.log.at(-1)).toEqual([`PUT ${ATTEMPT}`, { action: 'error', detail: 'Closed.' }]);
    expect(location.reload).toHaveBeenCalledOnce();
  });

  it('that has gone may not matter to the LMS', async () => {
    stubWorkers(() => ({ type: 'pingFailed', error: 'Closed.' }));
    lms.on('PUT', ATTEMPT, { json: { exam_attempt_id: false } });
    await showTimer(lms, PROVIDER);

    await after(10);

    expect(location.reload).not.toHaveBeenCalled();
  });

  it('is left alone once the learner is at the end', async () => {
    const workers = stubWorkers(() => ({ type: 'echo' }));
    await showTimer(lms, { ...PROVIDER, attempt_status: 'ready_to_submit' });

    await after(50);

    expect(workers).toHaveLength(0);
  });

  it('is the one that the page has named', async () => {
    names().configuredWorkerURL = '/own.js';

    await showTimer(lms, PROVIDER);

    expect(names().configuredWorkerURL).toBe('/own.js');
  });
});
