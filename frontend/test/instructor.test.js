// The script as a whole: what a host's instructor dashboard finds, and the views that it makes.

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { COURSE, find, MIDTERM, PATHS, prepare, texts } from './instructor_course.js';
import { FakeLms, settle, showPage } from './surroundings.js';

let names;

beforeAll(async () => {
  window.edx = { instructor_dashboard: { other: 1 } };
  await import('../src/instructor.js');
  names = window.edx.instructor_dashboard.proctoring;
});

afterEach(() => {
  vi.unstubAllGlobals();
  delete window.jQuery;
  document.head.replaceChildren();
});

/** What jQuery's objects have of what hosts and views use. */
function jquery(element) {
  const data = {};
  return {
    jquery: '2.2.0',
    0: element,
    length: 1,
    toArray: () => [element],
    data: (name, value) => (value === undefined ? data[name] : ((data[name] = value), undefined)),
  };
}

describe('the published names', () => {
  it('are added to what is there', () => {
    expect(window.edx.instructor_dashboard.other).toBe(1);
    expect(Object.keys(names).sort()).toEqual([
      'AddBulkAllowanceView',
      'EditAllowanceView',
      'ProctoredExamAllowanceCollection',
      'ProctoredExamAllowanceModel',
      'ProctoredExamAllowanceView',
      'ProctoredExamAttemptGroupedCollection',
      'ProctoredExamAttemptModel',
      'ProctoredExamAttemptView',
      'ProctoredExamBulkAllowanceModel',
      'ProctoredExamCollection',
      'ProctoredExamDashboardView',
      'ProctoredExamOnboardingCollection',
      'ProctoredExamOnboardingView',
    ]);
    expect(window.edx.dashboard.dropdown).toMatchObject({
      toggleExamAttemptActionDropdownMenu: expect.any(Function),
      bindToggleButtons: expect.any(Function),
    });
  });

  it.each([
    ['ProctoredExamAllowanceModel', PATHS.allowance],
    ['ProctoredExamBulkAllowanceModel', PATHS.bulk],
    ['ProctoredExamAttemptModel', PATHS.attempt('')],
  ])('%s knows its address', (name, url) => {
    expect(new names[name]().url).toBe(url);
  });

  it.each([
    ['ProctoredExamAllowanceCollection', PATHS.allowances],
    ['ProctoredExamAttemptGroupedCollection', PATHS.attempts],
    ['ProctoredExamCollection', PATHS.exams],
    ['ProctoredExamOnboardingCollection', PATHS.onboarding],
  ])('%s is of a course', (name, url) => {
    expect(new names[name](COURSE).url).toBe(url);
    expect(new names[name]().url).toBe('');
  });
});

describe('a model', () => {
  it('holds values and reads them from the LMS', async () => {
    const lms = new FakeLms().on('GET', PATHS.allowance, { json: { value: '5' } });
    const model = new names.ProctoredExamAllowanceModel({ key: 'x' });

    model.set('value', '1').set({ user: 'verity' });
    expect([model.get('value'), model.toJSON()]).toEqual(['1', { key: 'x', value: '1', user: 'verity' }]);
    await model.fetch();

    expect(lms.requests).toHaveLength(1);
    expect(model.get('value')).toBe('5');
  });
});

describe('a view', () => {
  let lms;

  beforeEach(() => {
    lms = prepare('special-allowance-container').on('GET', PATHS.allowances, { json: {} });
  });

  it('takes a jQuery object, and can be found in its data', async () => {
    const section = jquery(find('section'));

    const view = new names.ProctoredExamAllowanceView(section);
    await settle();

    expect(section.data('wrapper')).toBe(view);
    expect(() => [view.onClickTitle(), view.onExit()]).not.toThrow();
    expect(find('#add-allowance')).not.toBe(null);
  });

  it('takes an element, which jQuery knows then, if it is there', () => {
    const wrapped = jquery(find('section'));
    window.jQuery = () => wrapped;

    const view = new names.ProctoredExamAllowanceView(find('section'));

    expect(wrapped.data('wrapper')).toBe(view);
  });

  it.each([
    ['an element', () => find('section')],
    ['the container itself', () => find('.special-allowance-container')],
    ['a selector', () => 'section'],
    ['options', () => ({ el: find('section') })],
    ['nothing', () => undefined],
    ['a section that has gone', () => jquery(document.createElement('section'))],
    ['no section', () => ({ ...jquery(undefined), toArray: () => [] })],
  ])('takes %s', async (_, section) => {
    new names.ProctoredExamAllowanceView(section());
    await settle();

    expect(lms.log).toEqual([[`GET ${PATHS.allowances}`]]);
  });

  it('fills its container once', async () => {
    new names.ProctoredExamAllowanceView(find('section'));
    const second = new names.ProctoredExamAllowanceView(find('section'));
    second.onClickTitle();
    await settle();

    expect(lms.requests).toHaveLength(1);
  });

  it.each(['ProctoredExamAttemptView', 'ProctoredExamOnboardingView', 'ProctoredExamDashboardView'])(
    '%s does nothing on a page without its container',
    async (name) => {
      const view = new names[name](find('section'));
      view.onClickTitle();
      await settle();

      expect(lms.requests).toEqual([]);
    },
  );

  it('does nothing without a course', async () => {
    showPage('<div class="special-allowance-container"></div>');

    new names.ProctoredExamAllowanceView().onClickTitle();
    await settle();

    expect(lms.requests).toEqual([]);
  });

  it('asks the LMS only when it is shown', async () => {
    let show;
    const disconnect = vi.fn();
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(callback) {
          show = (isIntersecting) => callback([{ isIntersecting }]);
        }

        observe() {}

        disconnect() {
          disconnect();
        }
      },
    );
    new names.ProctoredExamAllowanceView(find('section'));
    show(false);
    await settle();
    expect(lms.requests).toEqual([]);

    show(true);
    await settle();

    expect(lms.requests).toHaveLength(1);
    expect(disconnect).toHaveBeenCalled();
  });

  it('brings its stylesheet, unless the page has it', () => {
    new names.ProctoredExamAllowanceView(find('section'));
    expect([...document.head.children].map(({ href }) => new URL(href).pathname)).toEqual([
      '/static/proctoring/css/instructor.css',
    ]);

    find('link').setAttribute('href', 'https://cdn.example.com/proctoring/css/instructor.0123abc.css');
    showPage(`<div class="special-allowance-container" data-course-id="${COURSE}"></div>`);
    new names.ProctoredExamAllowanceView();

    expect(document.head.children).toHaveLength(1);
  });
});

describe('the attempts', () => {
  it('come with the overview', async () => {
    const lms = prepare('student-proctored-exam-container').on('GET', PATHS.exams, { json: [MIDTERM] });

    new names.ProctoredExamAttemptView(find('section'));
    await settle();

    expect(lms.log.map(([request]) => request).sort()).toEqual([
      `GET ${PATHS.attempts}?page=1`,
      `GET ${PATHS.exams}`,
      `GET ${PATHS.overview}`,
    ]);
  });
});

describe('the dashboard of the provider', () => {
  let lms;

  beforeEach(() => {
    lms = prepare('student-review-dashboard-container');
  });

  const ofCourse = {
    json: { dashboards: [{ name: 'Review dashboard', url: PATHS.dashboard.replaceAll('%3A', ':') }] },
  };
  const show = async (...answers) => {
    lms.on('GET', PATHS.dashboard, ...answers);
    new names.ProctoredExamDashboardView(find('section'));
    await settle();
  };

  it('is in a frame', async () => {
    await show(ofCourse, { json: {} });

    expect(lms.log).toEqual([[`GET ${PATHS.dashboard}?as_list=true`], [`GET ${PATHS.dashboard}`]]);
    expect(new URL(find('iframe').src).pathname).toBe(PATHS.dashboard);
    expect(find('iframe').title).not.toBe('');
    expect(find('a').target).toBe('_blank');
  });

  it('leads to another site', async () => {
    const answers = [new Response(JSON.stringify(ofCourse.json)), { ok: false, status: 0, type: 'opaqueredirect' }];
    vi.stubGlobal('fetch', async () => answers.shift());

    await show();

    expect(find('iframe')).not.toBe(null);
  });

  it('is one of several, each of which has a link', async () => {
    const dashboards = [
      { name: 'Mid<b>term', url: `${PATHS.dashboard}/1` },
      { name: 'Final', url: `${PATHS.dashboard}/2` },
    ];
    await show({ json: { dashboards } });

    expect(lms.requests).toHaveLength(1);
    const links = [...document.querySelectorAll('.dashboard-links a')];
    expect(links.map((link) => [link.textContent, new URL(link.href).pathname, link.target])).toEqual(
      dashboards.map(({ name, url }) => [name, url, '_blank']),
    );
    expect([find('iframe'), find('[role="alert"]'), find('.try-again')]).toEqual([null, null, null]);
  });

  it('is that of one exam of several', async () => {
    await show({ json: { dashboards: [{ name: 'Final', url: `${PATHS.dashboard}/2` }] } });

    expect(texts('.dashboard-links a')).toEqual(['Final']);
  });

  it('may not exist, which is no reason for an alert', async () => {
    await show({ json: { dashboards: [] } });

    expect(texts('.no-results')).toHaveLength(1);
    expect([lms.requests.length, find('[role="alert"]'), find('.try-again')]).toEqual([1, null, null]);
  });

  it.each([
    ['a reason', [ofCourse, { status: 404, json: 'There is no dashboard.' }], 'There is no dashboard.'],
    ['a page', [ofCourse, { status: 500 }], 'The server responded with an error (code 500). Try again in a moment.'],
    ['no connection', [ofCourse, new TypeError('Failed to fetch')], "The server can't be reached."],
    ['a refusal', [{ status: 403, json: { detail: 'Only staff.' } }], 'Only staff.'],
    ['nothing', [new TypeError('Failed to fetch')], "The server can't be reached."],
  ])('may fail: %s', async (_, failure, text) => {
    await show(...failure, ofCourse, { json: {} });
    expect(find('iframe')).toBe(null);
    expect(texts('.proctoring-problem p')[1]).toContain(text);

    find('.try-again').click();
    await settle();

    expect(find('iframe')).not.toBe(null);
  });
});
