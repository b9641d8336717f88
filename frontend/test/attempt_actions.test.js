// What staff does with the attempts of a course.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attemptTable } from '../src/instructor/attempt_table.js';
import { answer, attempt, click, find, findAll, MIDTERM, PATHS, prepare, texts, TRIAL } from './instructor_course.js';
import { dialogTexts, NO_CONNECTION } from './surroundings.js';

const ERROR = { status: 'error', is_resumable: true };

let lms;

beforeEach(() => {
  lms = prepare('x');
});

afterEach(() => vi.unstubAllGlobals());

function show(...attempts) {
  find('.x').replaceChildren(attemptTable([{ ...attempts[0], all_attempts: attempts }]));
}

const rowAnswer = () => find('.row-answer').textContent;

describe('the offer', () => {
  it.each([
    ['an attempt', {}, ['Reset']],
    ['one after an error', ERROR, ['Actions', 'Let learner resume', 'Reopen…', 'Reset']],
    ['one that was submitted', { status: 'submitted' }, ['Actions', 'Reopen…', 'Reset']],
    ['one that is ready already', { ...ERROR, ready_to_resume: true }, ['Reset']],
    ['one at a practice exam', { ...ERROR, proctored_exam: TRIAL }, ['Reset']],
  ])('for %s', (_, changes, expected) => {
    show(attempt(7, changes));

    expect(texts('.row-actions button')).toEqual(expected);
  });

  it('for each of several', () => {
    show(attempt(8), attempt(7, ERROR));

    expect(texts('.accordion-panel .row-actions button')).toEqual([
      'Remove',
      'Actions',
      'Let learner resume',
      'Remove',
    ]);
    expect(texts('tbody:not(.accordion-panel) .row-actions button')).toEqual(['Reset']);
  });

  it('names what it belongs to, for hosts and for readers', () => {
    show(attempt(7, { proctored_exam: MIDTERM }));

    const { dataset, ariaLabel } = find('.remove-attempt');
    expect(dataset).toMatchObject({ attemptId: '7', userId: '50', examId: '1' });
    expect(ariaLabel ?? find('.remove-attempt').getAttribute('aria-label')).toBe('Reset: verity, Mid<b>term');
  });
});

describe('the timeline', () => {
  const EXAM = { ...MIDTERM, course_id: 'course-v1:Org+Num+Run' };

  it('has a link for each attempt, which names it', () => {
    show(attempt(8, { proctored_exam: EXAM }), attempt(7, { proctored_exam: EXAM }));

    const links = findAll('.row-actions a');
    expect(links.map((link) => link.getAttribute('href'))).toEqual(
      [8, 8, 7].map(
        (id) => `/api/edx_proctoring/v1/instructor/course-v1%3AOrg%2BNum%2BRun/exam_room/attempt/${id}/timeline`,
      ),
    );
    expect(links[0].getAttribute('aria-label')).toBe('Timeline: verity, Mid<b>term');
  });

  it('can still be opened after the attempt was removed', async () => {
    lms.on('DELETE', PATHS.reset(1, 50), {});
    show(attempt(7, { proctored_exam: EXAM }));

    await click('.remove-attempt');
    await answer('yes');

    expect(texts('.row-actions > *')).toEqual(['Timeline']);
  });
});

describe('a reset', () => {
  it('is asked about, done, and told in the row', async () => {
    lms.on('DELETE', PATHS.reset(2, 50), {});
    show(attempt(8), attempt(7));

    await click('.remove-attempt');
    expect(dialogTexts()[1]).toBe(
      "All 2 attempts by verity at “Final” and their results will be removed. You can't undo this.",
    );
    expect(lms.requests).toEqual([]);
    await answer('yes');

    expect(lms.log).toEqual([[`DELETE ${PATHS.reset(2, 50)}`, {}]]);
    expect(rowAnswer()).toBe('The exam was reset. The learner can start over.');
    expect(document.activeElement).toBe(find('.row-answer'));
    expect(findAll('.row-actions button, .accordion-panel, .accordion-trigger')).toEqual([]);
  });

  it('is not done when the answer is no', async () => {
    show(attempt(7));

    await click('.remove-attempt');
    await answer('no');

    expect(lms.requests).toEqual([]);
    expect(find('.row-answer')).toBe(null);
  });

  it.each([
    [
      'the provider does not confirm',
      { status: 502, json: { detail: 'The provider kept it.' } },
      'The provider kept it.',
    ],
    ['there is nothing any more', { status: 404, json: 'There are no attempts.' }, 'There are no attempts.'],
    ['nobody answers', NO_CONNECTION, "The server can't be reached."],
  ])('can be tried again when %s', async (_, failure, text) => {
    lms.on('DELETE', PATHS.reset(2, 50), failure, {});
    show(attempt(7));
    find('.remove-attempt').focus();

    await click('.remove-attempt');
    await answer('yes');
    expect(rowAnswer()).toContain(`That didn't work. ${text}`);
    expect(document.activeElement).toBe(find('.remove-attempt'));
    expect(find('.remove-attempt').disabled).toBe(false);
    await click('.remove-attempt');
    await answer('yes');

    expect(rowAnswer()).toBe('The exam was reset. The learner can start over.');
    expect(findAll('.row-answer')).toHaveLength(1);
  });

  it('is done once, however often it is asked for meanwhile', async () => {
    lms.on('DELETE', PATHS.reset(2, 50), {});
    show(attempt(7));
    const row = find('tbody tr');
    row.setAttribute('aria-busy', 'true');

    await click('.remove-attempt');

    expect(dialogTexts()).toBe(null);
  });
});

describe('the removal of one attempt', () => {
  it('leaves the others', async () => {
    lms.on('DELETE', PATHS.attempt(7), {});
    show(attempt(8), attempt(7));

    await click(findAll('.delete-attempt')[1]);
    expect(dialogTexts()[1]).toContain('Attempt 1 by verity');
    await answer('yes');

    expect(lms.log).toEqual([[`DELETE ${PATHS.attempt(7)}`, {}]]);
    expect(findAll('.accordion-panel tr').map((row) => row.className)).toEqual(['', 'is-removed']);
    expect(findAll('.delete-attempt')).toHaveLength(1);
  });
});

describe('ready to resume', () => {
  it('is told to the LMS, and shown', async () => {
    lms.on('PUT', PATHS.attempt(7), { json: { exam_attempt_id: 7 } });
    show(attempt(7, ERROR));
    await click('.action-more');

    await click('.resume-attempt');
    await answer('yes');

    expect(lms.log).toEqual([[`PUT ${PATHS.attempt(7)}`, { action: 'mark_ready_to_resume', user_id: 50 }]]);
    expect(texts('.ready-to-resume')).toEqual(['✓Yes']);
    expect(rowAnswer()).toBe('The learner can now resume the exam.');
    expect(texts('.actions-dropdown button')).toEqual(['Reset']);
  });
});
