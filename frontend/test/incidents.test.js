// Technical failures in the exam room: whom one hit, what is done for them, and taking it back.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Incidents } from '../src/exam_room/incidents.js';
import { announced, click, COURSE, enter, find, findAll, MIDTERM, PATHS, prepare, texts } from './instructor_course.js';
import { closeDialog, dialogTexts, NO_CONNECTION, settle } from './surroundings.js';

const EXAMS = '/api/edx_proctoring/v1/proctored_exam';
const LIST = `${EXAMS}/incidents/course_id/${encodeURIComponent(COURSE)}`;
const PREVIEW = `${EXAMS}/incidents/preview/course_id/${encodeURIComponent(COURSE)}`;
const ONE = `${EXAMS}/incidents/7`;

const hit = (id, changes = {}) => ({
  attempt_id: id,
  username: `learner${id}`,
  full_name: '',
  exam_id: 1,
  exam_name: 'Mid<b>term',
  status: 'started',
  impact: 'ran',
  remedy: 'extend',
  extend_minutes: 20,
  reopen_minutes: 45,
  is_helped: false,
  ...changes,
});

const incident = (changes = {}) => ({
  id: 7,
  batch: 'b',
  course_id: COURSE,
  exam_id: null,
  exam_name: null,
  cause: 'network',
  began_at: '2026-11-02T08:00:00Z',
  ended_at: '2026-11-02T08:20:00Z',
  reason: '',
  beyond_due_date: false,
  recorded_at: '2026-11-02T09:00:00Z',
  recorded_by: 'teacher',
  reverted_at: null,
  reverted_by: null,
  helped: { extend: 1, reopen: 0, reset: 0 },
  refused: 0,
  pending: 0,
  extended_seconds: 1200,
  ...changes,
});

const page = (...incidents) => ({
  json: {
    incidents,
    pagination_info: { has_previous: false, has_next: false, current_page: 1, total_pages: 1 },
  },
});

const applied = (changes = {}) => ({ json: { ...incident(changes), results: changes.results ?? [] } });

let lms;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-02T09:00:00Z') });
  lms = prepare('exam-room-incidents');
  lms.on('GET', PATHS.exams, { json: [MIDTERM] }).on('GET', LIST, page());
  new Incidents(find('.exam-room-incidents'), COURSE);
  await settle();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Ask whom the failure from 8:00 to 8:20 hit. */
async function search(attempts, changes = {}) {
  lms.on('GET', PREVIEW, { json: { now: '2026-11-02T09:00:00Z', attempts, has_more: false, ...changes } });
  await enter('.incident-began', '2026-11-02T08:00');
  await enter('.incident-ended', '2026-11-02T08:20');
  find('.incident-form').requestSubmit();
  await settle();
}

/** Apply what is chosen, and say yes. */
async function apply() {
  await click('.apply-incident');
  closeDialog('yes');
  await settle();
}

const sent = (method) => lms.requests.filter((request) => request.method === method);
const row = (id) => find(`tr[data-attempt-id="${id}"]`);

describe('the form', () => {
  it.each([
    ['', '2026-11-02T08:20', 'Enter a date and a time.'],
    ['2026-11-02T08:00', '', 'Enter a date and a time.'],
    ['2026-11-02T08:20', '2026-11-02T08:00', 'This has to be later than “From”.'],
    ['2026-11-02T08:00', '2026-11-02T23:00', 'This is in the future. Enter a time that has passed.'],
  ])('refuses from %s to %s', async (began, ended, problem) => {
    await enter('.incident-began', began);
    await enter('.incident-ended', ended);
    find('.incident-form').requestSubmit();
    await settle();

    expect(texts('.incident-form .field-error:not([hidden])')).toEqual([problem]);
    expect(document.activeElement.getAttribute('aria-invalid')).toBe('true');
    expect(lms.requests.some(({ path }) => path.startsWith(PREVIEW))).toBe(false);
  });

  it('sends moments with their zone, and the exam', async () => {
    await enter('.incident-cause', 'platform');
    await enter('.incident-exam', '1');
    await search([]);

    const asked = new URL(lms.requests.at(-1).path, 'http://localhost').searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      cause: 'platform',
      began_at: new Date('2026-11-02T08:00').toISOString(),
      ended_at: new Date('2026-11-02T08:20').toISOString(),
      exam_id: '1',
    });
    expect(texts('.incident-found h3')).toEqual(['It hit nobody.']);
    expect(document.activeElement).toBe(find('.incident-found h3'));
  });

  it('says in which zone its times are', () => {
    expect(find('.incident-form .time-zone-note').textContent).toMatch(/^Dates and times are in your time zone: /);
  });

  it('says why it could not be found out', async () => {
    lms.on('GET', PREVIEW, { status: 400, json: { detail: 'A week at most.' } });
    await enter('.incident-began', '2026-11-02T08:00');
    await enter('.incident-ended', '2026-11-02T08:20');
    find('.incident-form').requestSubmit();
    await settle();

    expect(find('.incident-found [role="alert"]').textContent).toContain('A week at most.');
  });
});

describe('those whom it hit', () => {
  it('are shown with what is proposed', async () => {
    await search([
      hit(1),
      hit(2, { status: 'error', impact: 'lost_contact', remedy: 'reopen' }),
      hit(3, { status: 'download_software_clicked', impact: 'could_not_enter', remedy: 'reset', extend_minutes: 0 }),
      hit(4, { status: 'submitted', remedy: 'none' }),
      hit(5, { remedy: 'none', is_helped: true }),
    ]);

    expect(texts('.incident-found h3')).toEqual(['It hit 5 attempts']);
    expect(findAll('.incident-table tbody input[type="checkbox"]').map(({ checked }) => checked)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(findAll('.incident-remedy').map(({ value }) => value)).toEqual([
      'extend',
      'reopen',
      'reset',
      'reopen',
      'extend',
    ]);
    expect(findAll('.incident-minutes').map(({ value }) => value)).toEqual(['20', '45', '45', '20']);
    expect(row(2).textContent).toContain('Lost contact');
    expect(row(5).textContent).toContain('Another incident at that time has already helped.');
    expect(find('.apply-incident').textContent).toBe('Apply to 3 attempts');
    expect(announced()).toBe('It hit 5 attempts');
  });

  it('get what was chosen', async () => {
    await search([hit(1), hit(2), hit(3), hit(4)]);
    lms.on('POST', LIST, applied({ helped: { extend: 2, reopen: 1, reset: 0 } }));
    await click(row(1).querySelector('input[type="checkbox"]'));
    await enter('tr[data-attempt-id="2"] .incident-remedy', 'reopen');
    const minutes = row(3).querySelector('.incident-minutes');
    minutes.value = '7';
    minutes.dispatchEvent(new Event('input', { bubbles: true }));
    find('.incident-text').value = ' A cable was cut. ';

    await apply();

    const [{ values }] = sent('POST');
    expect(values).toEqual({
      cause: 'provider',
      began_at: new Date('2026-11-02T08:00').toISOString(),
      ended_at: new Date('2026-11-02T08:20').toISOString(),
      batch: values.batch,
      reason: 'A cable was cut.',
      beyond_due_date: false,
      attempts: [
        { attempt_id: 2, remedy: 'reopen', minutes: 45 },
        { attempt_id: 3, remedy: 'extend', minutes: 7 },
        { attempt_id: 4, remedy: 'extend', minutes: 20 },
      ],
    });
    expect(values.batch).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(texts('.incident-result .problem-title')).toEqual(['2 learners got more time. 1 attempt was reopened.']);
    expect(document.activeElement).toBe(find('.incident-found'));
    expect(lms.requests.at(-1).path).toBe(`${LIST}?page=1`);
  });

  it('are not helped if staff says no', async () => {
    await search([hit(1)]);
    await click('.apply-incident');
    expect(dialogTexts()[0]).toBe('Apply to 1 attempt');
    closeDialog('no');
    await settle();

    expect(sent('POST')).toEqual([]);
  });

  it('are helped until nothing is left, by the same request', async () => {
    await search([hit(1)]);
    lms.on('POST', LIST, applied({ pending: 3 }), applied());
    await apply();

    const [first, second] = sent('POST');
    expect(second.values).toEqual(first.values);
    expect(texts('.incident-result .problem-title')).toEqual(['1 learner got more time.']);
  });

  it('are not helped twice after a failure', async () => {
    await search([hit(1)]);
    lms.on('POST', LIST, NO_CONNECTION, applied());
    await apply();
    expect(find('.incident-problem').textContent).toContain('nobody is helped twice');
    await click('.try-again');

    const [first, second] = sent('POST');
    expect(second.values).toEqual(first.values);
    expect(find('.incident-result')).not.toBe(null);
  });

  it('are told of with the reason why not', async () => {
    await search([hit(1)]);
    const results = [{ attempt_id: 1, remedy: 'extend', gained_seconds: 0, detail: 'Over.', reason: 'not_running' }];
    lms.on('POST', LIST, applied({ helped: { extend: 0, reopen: 0, reset: 0 }, refused: 1, results }));
    await apply();

    expect(texts('.incident-result .problem-title')).toEqual(['1 could not be helped.']);
    expect(texts('.incident-results tbody tr')).toEqual(['learner1Mid<b>termGive more timeOver.']);
  });

  it('are refused as a whole', async () => {
    await search([hit(1)]);
    lms.on('POST', LIST, { status: 400, json: { detail: 'Not all were hit.' } });
    await apply();

    expect(find('.incident-problem').textContent).toContain('Not all were hit.');
    expect(find('.try-again')).toBe(null);
  });

  it.each(['', '0', '2.5', '10001', 'x'])('do not get “%s” minutes', async (text) => {
    await search([hit(1)]);
    const minutes = find('.incident-minutes');
    minutes.value = text;
    minutes.dispatchEvent(new Event('input', { bubbles: true }));
    await click('.apply-incident');

    expect(texts('.incident-table .field-error:not([hidden])')).toEqual(['Enter a whole number from 1 to 10,000.']);
    expect(document.activeElement).toBe(find('.incident-minutes'));
    expect(find('dialog')).toBe(null);
  });

  it('are all selected at once, or none of them', async () => {
    await search([hit(1), hit(2, { remedy: 'none' })]);
    expect(find('.select-hit').indeterminate).toBe(true);
    await click('.select-hit');
    expect(find('.apply-incident').textContent).toBe('Apply to 2 attempts');
    await click('.select-hit');
    await click('.apply-incident');

    expect(find('.incident-problem').textContent).toBe('Select at least one learner.');
  });

  it('are shown in pages; what was chosen on others counts', async () => {
    await search(Array.from({ length: 250 }, (_, index) => hit(index + 1)));
    expect(findAll('.incident-table tbody tr').length).toBe(100);
    await click(row(1).querySelector('input[type="checkbox"]'));
    await click('[data-page-number="3"]');
    expect(document.activeElement).toBe(find('.incident-hits'));
    expect(findAll('.incident-table tbody tr').length).toBe(50);
    expect(find('.apply-incident').textContent).toBe('Apply to 249 attempts');

    const minutes = row(250).querySelector('.incident-minutes');
    minutes.value = '';
    minutes.dispatchEvent(new Event('input', { bubbles: true }));
    await click('[data-page-number="1"]');
    await click('.apply-incident');
    expect(document.activeElement.closest('tr')).toBe(row(250));
  });

  it('may be more', async () => {
    await search([hit(1)], { has_more: true });
    expect(find('.incident-found .board-note').textContent).toContain('It hit more than these 1.');
  });
});

describe('the incidents so far', () => {
  const show = async (...incidents) => {
    lms.on('GET', LIST, page(...incidents));
    new Incidents(find('.exam-room-incidents'), COURSE);
    await settle();
  };

  it('are reverted', async () => {
    lms.on('DELETE', ONE, applied());
    await show(incident({ reason: 'A <cable>' }));
    await click('.revert-incident');
    expect(dialogTexts()[0]).toBe('Revert this incident?');
    closeDialog('yes');
    await settle();

    expect(texts('.row-answer')).toEqual(['Reverted.']);
    expect(find('.revert-incident')).toBe(null);
    expect(texts('.incident-reason')).toEqual(['A <cable>']);
  });

  it('go on where they were broken off', async () => {
    lms.on('POST', LIST, applied({ pending: 2 }), applied());
    await show(incident({ pending: 5 }));
    expect(find('.incident-outcome').textContent).toBe('1 learner got more time. 5 are left.');
    await click('.continue-incident');
    closeDialog('yes');
    await settle();

    const { batch, cause, began_at, ended_at } = incident();
    expect(sent('POST').map(({ values }) => values)).toEqual(
      Array(2).fill({ batch, cause, began_at, ended_at, attempts: [] }),
    );
    expect(texts('.row-answer')).toEqual(['Done.']);
    expect(find('.continue-incident')).toBe(null);
    expect(find('.revert-incident')).not.toBe(null);
  });

  it('stay if somebody has used their time', async () => {
    lms.on('DELETE', ONE, { status: 400, json: { detail: 'Used already.' } });
    await show(incident());
    await click('.revert-incident');
    closeDialog('yes');
    await settle();

    expect(texts('.row-answer')).toEqual(["That didn't work. Used already."]);
  });

  it.each([
    ['was reverted', { reverted_at: '2026-11-02T09:10:00Z', reverted_by: 'teacher' }],
    ['only reset attempts', { helped: { extend: 0, reopen: 0, reset: 2 } }],
  ])('offer no way back from one that %s', async (_, changes) => {
    await show(incident(changes));

    expect(find('.incidents-table')).not.toBe(null);
    expect(find('.revert-incident')).toBe(null);
  });

  it('may be none', async () => {
    await show();
    expect(find('.incident-list .no-results').textContent).toBe('No incident was recorded in this course.');
  });
});
