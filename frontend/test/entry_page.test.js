// The entrance of an exam: what the page asks the LMS, and what it shows.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EntryPage } from '../src/entry/page.js';
import { after, find } from './exam_timer.js';
import { FakeLms, NO_CONNECTION, showPage, stubLocation } from './surroundings.js';

const EXAMS = '/api/edx_proctoring/v1/proctored_exam';
const [ENTRANCE, SIGNAL, CODE] = ['my_entrance', 'entrance_signal', 'entrance_code'].map(
  (name) => `${EXAMS}/${name}/exam_id/5`,
);
const PAGE = `
  <a id="elsewhere" href="#">Elsewhere</a>
  <div class="entry" data-entrance-url="${ENTRANCE}" data-signal-url="${SIGNAL}" data-code-url="${CODE}" data-signal="1">
    <div class="entry-lead">
      <p class="entry-open" hidden>Open.</p>
      <p class="entry-waiting" hidden>Waiting. <span class="entry-since"></span></p>
      <p class="entry-missing">Something is missing.</p>
      <p class="entry-closed" hidden>Closed.</p>
    </div>
    <p class="entry-go" hidden><a href="/exam" target="_top">Go to the exam</a></p>
    <ul class="entry-steps"></ul>
    <section class="entry-code">
      <form><input name="code"><p id="entry-code-problem" hidden></p><button>Enter</button></form>
    </section>
    <div data-seb hidden></div>
    <p class="entry-connection" hidden></p>
  </div>`;
const CODE_STEP = { rule: 'access_code', is_done: false, detail: 'Needs a <b>code</b>.', advice: 'Ask.' };
const RELEASE = { rule: 'release', is_done: false, waits: true, detail: 'Not let in yet.', advice: '' };
const NOW = '2030-05-01T09:00:00Z';

let lms;
let location;
let page;

function stand(steps, changes = {}) {
  const toDo = steps.filter((each) => !each.is_done);
  const reasons = { release: 'not_released', start_window: 'too_early', access_code: 'no_code' };
  const waits = toDo.length > 0 && toDo.every(({ rule }) => rule === 'release' || rule === 'start_window');
  return {
    json: {
      steps,
      can_start: toDo.length === 0,
      waits,
      kept_out: toDo.map(({ rule }) => ({ rule, reason: reasons[rule] })),
      clock_runs: false,
      signal: 1,
      starts_from: null,
      now: NOW,
      ...changes,
    },
  };
}

async function open(...answers) {
  lms.on('GET', ENTRANCE, ...answers);
  page = new EntryPage(find('.entry'));
  page.run();
  await after(0);
}

const asked = (path) => lms.requests.filter((request) => request.path === path).length;
const lead = () =>
  [...document.querySelectorAll('.entry-lead p')].filter(({ hidden }) => !hidden).map((each) => each.className);
const said = () => find('body > [role="status"]')?.textContent;

async function send(code) {
  find('input').value = code;
  find('form').dispatchEvent(new Event('submit', { cancelable: true }));
  await after(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  showPage(PAGE);
  lms = new FakeLms().on('GET', SIGNAL, { json: { signal: 1 } });
  location = stubLocation('/entry');
});

afterEach(() => {
  page.watch.stop();
  sessionStorage.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the waiting room', () => {
  it('looks at the signal every three seconds, and asks when it has changed', async () => {
    await open(stand([RELEASE]), stand([{ ...RELEASE, is_done: true, detail: 'Let in.' }], { signal: 2 }));
    expect(lead()).toEqual(['entry-waiting']);
    expect(find('.entry-state').textContent).toBe('Not yet');
    expect(find('.entry-since').textContent).toMatch(/^You have been waiting since \d/);

    await after(12);
    expect(asked(SIGNAL)).toBeGreaterThanOrEqual(4);
    expect(asked(ENTRANCE)).toBe(1);

    lms.on('GET', SIGNAL, { json: { signal: 2 } });
    await after(4.5);
    expect(asked(ENTRANCE)).toBe(2);
    expect(lead()).toEqual(['entry-open']);
    expect(find('.entry-go').hidden).toBe(false);
    expect(said()).toBe('Let in. Open.');
    expect(document.activeElement).toBe(find('.entry-go a'));
    await after(6);
    expect(asked(ENTRANCE)).toBe(2);
  });

  it.each([
    [
      'not when only others are let in',
      3,
      [
        [2, ['other']],
        [3, ['another', 'third']],
      ],
      1,
    ],
    [
      'when its learner is among them',
      3,
      [
        [2, ['other']],
        [3, ['another', 'mine']],
      ],
      2,
    ],
    ['when something else has changed', 3, [[3, ['other']]], 2],
    ['when nothing is known of it', 3, undefined, 2],
    ['when the signal begins again', 0, [[1, ['other']]], 2],
  ])('asks %s', async (_name, signal, letIn, times) => {
    await open(stand([RELEASE], { ticket: 'mine' }), stand([RELEASE], { ticket: 'mine', signal }));
    lms.on('GET', SIGNAL, { json: { signal, is_released: false, let_in: letIn } });
    await after(4.5);
    expect(asked(ENTRANCE)).toBe(times);
    await after(6);
    expect(asked(ENTRANCE)).toBe(times);
    await after(46);
    expect(asked(ENTRANCE)).toBe(times + 1);
  });

  it('says what else there is to do about the same', async () => {
    await open(stand([CODE_STEP, RELEASE]), stand([{ ...CODE_STEP, advice: 'Go.' }, RELEASE], { signal: 2 }));
    lms.on('GET', SIGNAL, { json: { signal: 2 } });
    await after(4.5);
    expect(find('.entry-advice').textContent).toBe('Go.');
    expect(said()).toBe('Go.');
  });

  it('opens without asking when everybody is let in, and asks once the rush is over', async () => {
    await open(stand([RELEASE]), stand([{ ...RELEASE, is_done: true, detail: 'Let in.' }], { signal: 2 }));
    lms.on('GET', SIGNAL, { json: { signal: 2, is_released: true } });
    await after(3);
    expect(asked(ENTRANCE)).toBe(1);
    expect(lead()).toEqual(['entry-open']);
    expect(find('.entry-detail').textContent).toBe('The course staff has let you in.');
    expect(find('.entry-state').textContent).toBe('Done');
    await after(4);
    expect(asked(ENTRANCE)).toBe(1);
    await after(22);
    expect(asked(ENTRANCE)).toBe(2);
    expect(find('.entry-detail').textContent).toBe('Let in.');
  });

  it('knows that others who are let in with everybody still have something to do', async () => {
    await open(stand([CODE_STEP, RELEASE]));
    lms.on('GET', SIGNAL, { json: { signal: 2, is_released: true } });
    await after(3);
    expect(asked(ENTRANCE)).toBe(1);
    expect(lead()).toEqual(['entry-missing']);
    expect(find('.entry-go').hidden).toBe(true);
  });

  it('has no part about Safe Exam Browser where the exam does not need it', async () => {
    find('[data-seb]').remove();
    await open(stand([RELEASE]));
    expect(location.reload).not.toHaveBeenCalled();
    expect(lead()).toEqual(['entry-waiting']);
  });

  it('asks when more than the release has changed', async () => {
    await open(stand([RELEASE]), stand([CODE_STEP], { signal: 3 }));
    lms.on('GET', SIGNAL, { json: { signal: 3, is_released: true } });
    await after(5);
    expect(asked(ENTRANCE)).toBe(2);
    expect(lead()).toEqual(['entry-missing']);
  });

  it('looks at the signal without a name, unless something before the LMS wants to know it', async () => {
    await open(stand([RELEASE]));
    await after(3);
    expect(lms.requests.at(-1)).toMatchObject({ path: SIGNAL, credentials: 'omit' });
    lms.on('GET', SIGNAL, { status: 401 }, { json: { signal: 1 } });
    await after(3);
    expect(lms.requests.at(-1)).toMatchObject({ path: SIGNAL, credentials: 'same-origin' });
    const before = asked(SIGNAL);
    await after(3);
    expect(asked(SIGNAL) - before).toBe(1);
    expect(lms.requests.at(-1)).toMatchObject({ path: SIGNAL, credentials: 'same-origin' });
    expect(location.reload).not.toHaveBeenCalled();
  });

  it('does not ask twice a server that is busy', async () => {
    await open(stand([RELEASE]));
    lms.on('GET', SIGNAL, { status: 503 });
    await after(3);
    expect(asked(SIGNAL)).toBe(1);
  });

  it('asks before a minute is over in any case', async () => {
    await open(stand([RELEASE]));
    await after(44);
    expect(asked(ENTRANCE)).toBe(1);
    await after(5);
    expect(asked(ENTRANCE)).toBe(2);
  });

  it('leaves the focus where the learner has put it', async () => {
    await open(stand([RELEASE]), stand([]));
    find('#elsewhere').focus();
    lms.on('GET', SIGNAL, { json: { signal: 2 } });
    await after(5);
    expect(lead()).toEqual(['entry-open']);
    expect(document.activeElement).toBe(find('#elsewhere'));
  });

  it("opens at the moment that the server's clock says", async () => {
    const step = { rule: 'start_window', is_done: false, detail: 'Too early.', advice: '' };
    await open(stand([step], { starts_from: '2030-05-01T09:00:10Z' }), stand([]));
    await after(9.5);
    expect(asked(ENTRANCE)).toBe(1);
    await after(1.5);
    expect(asked(ENTRANCE)).toBe(1);
    expect(lead()).toEqual(['entry-open']);
  });

  it('goes on when the server cannot be reached, and says so once', async () => {
    await open(stand([RELEASE]));
    lms.on('GET', SIGNAL, NO_CONNECTION);
    await after(9);
    expect(find('.entry-connection').hidden).toBe(false);
    expect(lead()).toEqual(['entry-waiting']);
    lms.on('GET', SIGNAL, { json: { signal: 2 } });
    await after(5);
    expect(find('.entry-connection').hidden).toBe(true);
  });

  it('opens the page anew when the learner is not signed in any more', async () => {
    await open({ status: 403, json: { detail: 'Not logged in.' } });
    expect(location.reload).toHaveBeenCalledOnce();
    await after(60);
    expect(asked(SIGNAL)).toBe(0);
  });
});

describe('the access code', () => {
  it('is entered, and the page goes on', async () => {
    await open(stand([CODE_STEP, RELEASE]));
    expect(find('.entry-detail').textContent).toBe('Needs a <b>code</b>.');
    lms.on('POST', CODE, stand([{ ...CODE_STEP, is_done: true, detail: 'Entered.' }, RELEASE]));
    find('input').focus();
    await send(' k7m2 ');
    expect(lms.requests.at(-1).values).toEqual({ code: ' k7m2 ' });
    expect(find('.entry-code').hidden).toBe(true);
    expect(lead()).toEqual(['entry-waiting']);
    expect(said()).toMatch(/^Entered\. Waiting\./);
    expect(document.activeElement).toBe(find('.entry-lead'));
  });

  it('is refused beside the field', async () => {
    await open(stand([CODE_STEP]));
    lms.on('POST', CODE, { status: 400, json: { detail: 'Not valid.' } });
    await send('wrong');
    const problem = find('#entry-code-problem');
    expect([problem.hidden, problem.getAttribute('role'), problem.textContent]).toEqual([false, 'alert', 'Not valid.']);
    expect(find('input').getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(find('input'));
    await send('  ');
    expect(problem.textContent).toBe('Enter the access code.');
    expect(asked(CODE)).toBe(1);
  });

  it('has to wait after too many wrong ones', async () => {
    await open(stand([CODE_STEP]));
    lms.on('POST', CODE, { status: 429, json: { detail: 'Too many.', seconds_to_retry: 61 } });
    await send('wrong');
    expect(find('#entry-code-problem').textContent).toBe('Too many. (still 1:01)');
    await after(2);
    expect(find('#entry-code-problem').textContent).toBe('Too many. (still 0:59)');
    await send('again');
    expect(asked(CODE)).toBe(1);
    expect(find('button').getAttribute('aria-disabled')).toBe('true');
    await after(60);
    expect(find('#entry-code-problem').hidden).toBe(true);
    expect(said()).toBe('You can enter a code again.');
    await send('again');
    expect(asked(CODE)).toBe(2);
  });
});
