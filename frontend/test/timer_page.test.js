// The timer among the other things on the page.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { after, ATTEMPT, cleanUp, find, prepare, showTimer, text, time } from './exam_timer.js';
import { showPage } from './surroundings.js';

let lms;
let location;

beforeEach(() => {
  ({ lms, location } = prepare());
});

afterEach(() => cleanUp(lms));

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
    await showTimer(lms, changes);

    expect(asks()).toBe(expected);
  });

  it('is free once the exam is over', async () => {
    location.pathname = COURSEWARE;
    lms.on('GET', ATTEMPT, { json: { status: 'submitted', time_remaining_seconds: 0 } });
    await showTimer(lms, { taking_as_proctored: true, attempt_status: 'ready_to_submit' });

    await after(60);

    expect(asks()).toBe(false);
  });
});

describe('the bar', () => {
  const shownName = () =>
    [...find('#toggle_timer').children].filter(({ hidden }) => !hidden).map(({ textContent }) => textContent);

  it('hides and shows the time, and the button says which', async () => {
    await showTimer(lms);
    const timeIs = () => [find('#time_remaining_id b').hidden, find('#time_remaining_id b').className, ...shownName()];

    expect(timeIs()).toEqual([false, '', 'Hide time']);
    find('#toggle_timer').click();
    expect(timeIs()).toEqual([true, 'timer-hidden', 'Show time']);
    find('#toggle_timer').click();

    expect(timeIs()).toEqual([false, '', 'Hide time']);
    // A name that changes and a state that changes would say the opposite of each other.
    expect(find('#toggle_timer').hasAttribute('aria-pressed')).toBe(false);
  });

  it('stays hidden on the next page', async () => {
    await showTimer(lms);
    find('#toggle_timer').click();
    showPage('<div class="proctored_exam_status"></div>');

    await showTimer(lms);

    expect(find('#time_remaining_id b').hidden).toBe(true);
    expect(shownName()).toEqual(['Show time']);
  });

  it('can be hidden in a browser that keeps nothing', async () => {
    vi.stubGlobal('sessionStorage', undefined);
    await showTimer(lms);

    find('#toggle_timer').click();
    vi.unstubAllGlobals();

    expect(find('#time_remaining_id b').hidden).toBe(true);
  });

  it('has its room on the next page before it is there', async () => {
    find('.proctored_exam_status').getBoundingClientRect = () => ({ height: 48.5 });
    await showTimer(lms);
    showPage('<div class="proctored_exam_status"></div>');
    const place = find('.proctored_exam_status');

    const isShown = showTimer(lms);

    expect(place.style.minHeight).toBe('48.5px');
    await isShown;
    expect(place.style.minHeight).toBe('');
  });

  it('leaves no room when the exam is over', async () => {
    sessionStorage.setItem('proctoring-timer-height', '48');

    await showTimer(lms, { in_timed_exam: false });

    expect(find('.proctored_exam_status').style.minHeight).toBe('');
    expect(sessionStorage.getItem('proctoring-timer-height')).toBe('0');
  });

  it('covers nothing that gets the focus', async () => {
    Object.defineProperty(find('.proctored_exam_status'), 'offsetHeight', { value: 61 });

    await showTimer(lms);

    expect(document.documentElement.style.scrollPaddingTop).toBe('69px');
  });

  it('leaves half a low window to what gets the focus', async () => {
    Object.defineProperty(find('.proctored_exam_status'), 'offsetHeight', { value: 271 });
    await showTimer(lms);
    const { innerHeight } = window;

    window.innerHeight = 256;
    window.dispatchEvent(new Event('resize'));
    expect(document.documentElement.style.scrollPaddingTop).toBe('128px');

    window.innerHeight = innerHeight;
    window.dispatchEvent(new Event('resize'));
    expect(document.documentElement.style.scrollPaddingTop).toBe('279px');
    document.documentElement.style.scrollPaddingTop = '';
  });

  it('stays in view', async () => {
    showPage('<div class="proctored_exam_status"></div><div class="wrapper-course-material"></div>');
    await showTimer(lms);
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

    await showTimer(lms, { exam_display_name: 'Midterm<script>window.acted = true</script>' });

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

  it('has a button whose one name stays, with its state', async () => {
    showPage(HOST_TEMPLATE);
    vi.stubGlobal(
      '_',
      template(`<div class="exam-timer"><h3 id="time_remaining_id"><b></b></h3>
        <button id="toggle_timer" aria-pressed="false"><i class="fa-eye-slash"></i></button></div>`),
    );
    await showTimer(lms);
    const state = () => [find('#toggle_timer').getAttribute('aria-pressed'), find('i').className];

    find('#toggle_timer').click();
    expect(state()).toEqual(['true', 'fa-eye']);
    find('#toggle_timer').click();

    expect(state()).toEqual(['false', 'fa-eye-slash']);
  });

  it('may be forbidden by a content security policy', async () => {
    showPage(HOST_TEMPLATE);
    vi.stubGlobal('_', {
      template() {
        throw new EvalError('unsafe-eval');
      },
    });

    await showTimer(lms);

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
    await showTimer(lms);
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
