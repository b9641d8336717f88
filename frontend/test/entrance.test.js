// The entrance of an exam in the exam room: who waits, letting them in, and access codes.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  choose,
  code,
  CODES,
  entrance,
  ENTRANCE,
  EXAMS,
  labeled,
  leaveEntrance,
  openEntrance,
  rules,
  RULES,
  SECONDS,
  submit,
  waiting,
} from './entrance_page.js';
import { announced, click, COURSE, enter, find, findAll, texts } from './instructor_course.js';
import { closeDialog, dialogTexts, NO_CONNECTION, settle } from './surroundings.js';

let lms;

beforeEach(async () => {
  lms = await openEntrance();
});

afterEach(leaveEntrance);

const sent = (method) => lms.requests.filter((request) => request.method === method).map(({ values }) => values);

/** Wait for the next look at the entrance. */
async function next(learners, changes) {
  lms.on('GET', ENTRANCE, entrance(learners, changes));
  vi.advanceTimersByTime(SECONDS * 1000);
  await settle();
}

describe('the panel', () => {
  it('asks for an exam, of those that are offered, and shows nothing before', () => {
    expect(texts('.entrance-exam option')).toEqual(['Select an exam', 'Mid<b>term']);
    expect(find('.entrance-troubles').parentElement.hidden).toBe(true);
    expect(lms.requests).toHaveLength(1);
  });

  it('shows the rules, codes, and who waits', async () => {
    lms
      .on('GET', ENTRANCE, entrance([waiting(3, { full_name: 'Ada' })]))
      .on('GET', CODES, { json: { codes: [code()] } });
    await choose();
    expect(texts('.entrance-rules li')).toEqual(['Only when the course staff lets them in.']);
    expect(find('.code-table tbody').textContent).toContain('Room 5');
    expect(find('.waiting-table tbody').textContent).toContain('learner3');
    expect(find('.waiting-table tbody').textContent).toContain('Waits <to> be let in.');
    expect(texts('.entrance-waiting .board-totals')).toEqual(['1 learner waits.']);
  });

  it('says what is wrong on top, and says so once', async () => {
    const problems = [{ problem: 'no_code', name: '', detail: 'No code.' }];
    lms.on('GET', RULES, { json: rules({ problems }) }).on('GET', ENTRANCE, entrance([], { problems }));
    await choose();
    const shown = find('.entrance-troubles [role="alert"]');
    expect(shown.textContent).toContain('No code.');
    await next([], { problems });
    expect(find('.entrance-troubles [role="alert"]')).toBe(shown);
    await next([], { problems: [] });
    expect(find('.entrance-troubles [role="alert"]')).toBeNull();
  });

  it('offers another try where something fails', async () => {
    lms.on('GET', ENTRANCE, NO_CONNECTION, entrance([]));
    await choose();
    expect(texts('.problem-title')).toEqual(['The entrance could not be loaded.']);
    await click('.try-again');
    expect(texts('.problem-title')).toEqual([]);
    expect(find('.entrance-troubles').parentElement.hidden).toBe(false);
  });

  it('says what happened lately', async () => {
    const event = { at: '2026-11-02T08:00:00Z', username: 'ada', detail: 'Came.', who: null, address: '192.0.2.1' };
    await choose();
    await next([], { events: [event, { ...event, username: null, who: 'teacher', address: '' }] });
    expect(texts('.entrance-events li')[0]).toMatch(/ada – Came\. \(192\.0\.2\.1\)$/);
    expect(texts('.entrance-events li')[1]).toMatch(/A forgotten learner – Came\. \(teacher\)$/);
  });
});

describe('updates', () => {
  it('keep what has the focus and what is selected, and are announced', async () => {
    lms.on('GET', ENTRANCE, entrance([waiting(3), waiting(4)]));
    await choose();
    const chosen = find('tr[data-user-id="4"] input');
    chosen.checked = true;
    chosen.dispatchEvent(new Event('change'));
    chosen.focus();
    await next([waiting(5), waiting(4, { detail: 'Changed.' })]);
    expect(document.activeElement).toBe(chosen);
    expect(find('.let-these-in').textContent).toBe('Let these in (1)');
    expect(find('tr[data-user-id="4"]').textContent).toContain('Changed.');
    expect(texts('.waiting-table .learner-name')).toEqual(['learner5', 'learner4']);
    await next([waiting(5), waiting(6), waiting(7)]);
    expect(announced()).toBe('3 learners wait.');
    expect(find('.let-these-in').textContent).toBe('Let these in (0)');
    expect(document.activeElement).toBe(find('tr[data-user-id="5"] input'));
  });

  it('wait while a form is open or the page is hidden, and before an exam is chosen', async () => {
    vi.advanceTimersByTime(SECONDS * 1000);
    await choose();
    const before = lms.requests.length;
    await click('.edit-rules');
    vi.advanceTimersByTime(SECONDS * 1000);
    expect(lms.requests).toHaveLength(before);
    closeDialog();
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    vi.advanceTimersByTime(SECONDS * 1000);
    expect(lms.requests).toHaveLength(before);
  });

  it('that fail are told once', async () => {
    await choose();
    lms.on('GET', ENTRANCE, NO_CONNECTION);
    vi.advanceTimersByTime(SECONDS * 1000);
    await settle();
    const shown = find('.proctoring-problem');
    vi.advanceTimersByTime(SECONDS * 1000);
    await settle();
    expect(find('.proctoring-problem')).toBe(shown);
    await next([]);
    expect(find('.proctoring-problem')).toBeNull();
  });
});

describe('letting in', () => {
  it('is for those who are selected', async () => {
    lms.on('GET', ENTRANCE, entrance([waiting(3), waiting(4)])).on('POST', ENTRANCE, { json: { released: 1 } });
    await choose();
    await click('.let-these-in');
    expect(texts('.entrance-waiting .field-error')).toEqual(['Select at least one learner.']);
    find('tr[data-user-id="4"] input').click();
    lms.on('GET', ENTRANCE, entrance([waiting(3)]));
    await click('.let-these-in');
    expect(sent('POST')).toEqual([{ user_ids: [4] }]);
    expect(document.activeElement.textContent).toBe('1 learner was let in.');
  });

  it('is for everybody after a question, and can be taken back', async () => {
    lms.on('POST', ENTRANCE, { json: { released: 0 } }).on('DELETE', ENTRANCE, { json: {} });
    await choose();
    expect(find('.take-back').hidden).toBe(true);
    await click('.let-all-in');
    closeDialog('no');
    await settle();
    expect(sent('POST')).toEqual([]);
    await click('.let-all-in');
    expect(dialogTexts()[0]).toBe('Let everybody in?');
    lms.on('GET', ENTRANCE, entrance([], { released_at: '2026-11-02T09:00:00Z' }));
    closeDialog('yes');
    await settle();
    expect(sent('POST')).toEqual([{ all: true }]);
    expect([find('.let-all-in').hidden, find('.take-back').hidden]).toEqual([true, false]);
    expect(texts('.entrance-rules li')[0]).toMatch(/^The course staff let everybody in at /);
    lms.on('GET', ENTRANCE, entrance([]));
    await click('.take-back');
    closeDialog('yes');
    await settle();
    expect(sent('DELETE')).toHaveLength(1);
    expect(find('.let-all-in').hidden).toBe(false);
  });

  it('says why it failed', async () => {
    lms.on('GET', ENTRANCE, entrance([waiting(3)])).on('POST', ENTRANCE, { status: 400, json: { detail: 'No.' } });
    await choose();
    find('tr[data-user-id="3"] input').click();
    await click('.let-these-in');
    expect(find('.entrance-waiting .proctoring-problem').textContent).toContain('No.');
    expect(document.activeElement).toBe(find('.let-these-in'));
  });
});

describe('access codes', () => {
  it('are shown once, to be copied and projected', async () => {
    lms.on('POST', CODES, { json: { ...code(), code: 'BLUE HERON', changes_at: null } });
    const writeText = vi.fn().mockResolvedValue();
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    await choose();
    await click('.make-code');
    await submit();
    expect(sent('POST')).toEqual([{ label: '', valid_from: null, valid_until: null }]);
    expect(find('.entrance-code').textContent).toBe('BLUE HERON');
    const path = `/api/edx_proctoring/v1/instructor/${encodeURIComponent(COURSE)}/exam_room/access_code/7`;
    expect(find('.entrance-made .projector-link').getAttribute('href')).toBe(`${path}#BLUE%20HERON`);
    expect(find('.entrance-made .projector-link').rel).toBe('noopener noreferrer');
    await click('.copy-code');
    expect(writeText).toHaveBeenCalledWith('BLUE HERON');
    expect(announced()).toBe('The code was copied.');
    await click('.close-code');
    expect(find('.entrance-code')).toBeNull();
    expect(document.activeElement).toBe(find('.make-code'));
  });

  it.each([
    ['chosen', 'Code', 'abc-d', 'Enter at least 6 letters or digits.'],
    ['changing', 'Minutes until it changes', '0', 'Enter a number from 1 to 1440.'],
  ])('of the kind “%s” are checked', async (kind, label, value, problem) => {
    await choose();
    await click('.make-code');
    await enter('.code-kind', kind);
    labeled(label).querySelector('input').value = value;
    await submit();
    expect(texts('dialog .field-error:not([hidden])')).toEqual([problem]);
    expect(sent('POST')).toEqual([]);
  });

  it('that change have no code in the address of the projector', async () => {
    const changing = code({ rotates_minutes: 5 });
    lms
      .on('GET', CODES, { json: { codes: [changing] } })
      .on('POST', CODES, { json: { ...changing, code: 'SECRET77' } });
    await choose();
    await click('.make-code');
    await enter('.code-kind', 'changing');
    await submit();
    expect(sent('POST')[0].rotates_minutes).toBe(5);
    expect(findAll('.projector-link').every(({ href }) => !href.includes('SECRET77'))).toBe(true);
  });

  it('are revoked', async () => {
    lms.on('GET', CODES, { json: { codes: [code({ label: '', is_valid: false })] } });
    lms.on('DELETE', `${EXAMS}/access_codes/7`, {});
    await choose();
    expect(find('.code-table tbody').textContent).toContain('Code 7');
    expect(find('.code-table tbody').textContent).toContain('Not valid now');
    await click('.revoke-code');
    closeDialog('yes');
    await settle();
    expect(texts('.code-table .row-answer')).toEqual(['The access code was revoked.']);
    expect(find('.revoke-code')).toBeNull();
  });
});
