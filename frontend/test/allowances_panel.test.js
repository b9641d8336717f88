// The allowances of a course.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillAllowances } from '../src/instructor/allowances_panel.js';
import {
  announced,
  answer,
  click,
  COURSE,
  FINAL,
  find,
  findAll,
  MIDTERM,
  PATHS,
  prepare,
  texts,
  user,
} from './instructor_course.js';
import { dialogTexts, NO_CONNECTION, settle } from './surroundings.js';

let lms;

beforeEach(() => {
  lms = prepare('special-allowance-container').on('GET', PATHS.exams, { json: [MIDTERM, FINAL] });
});

afterEach(() => vi.unstubAllGlobals());

const allowance = (learner, changes = {}) => ({
  id: learner.id,
  modified: '2026-11-02T08:00:00Z',
  user: learner,
  key: 'additional_time_granted',
  value: '30',
  proctored_exam: MIDTERM,
  ...changes,
});
const VERITY = user(50, 'verity');
const ONE = { json: { verity: [allowance(VERITY)] } };

async function show(...answers) {
  lms.on('GET', PATHS.allowances, ...answers);
  fillAllowances(find('.special-allowance-container'), COURSE);
  await settle();
  lms.requests.length = 0;
}

const trigger = () => find('.accordion-heading .accordion-trigger');
const cells = () => [...find('.allowance-table tbody tr').children].slice(0, 4).map(({ textContent }) => textContent);

describe('the list', () => {
  it('has a line for each learner, with the allowances behind it', async () => {
    await show({ json: { verity: [allowance(VERITY), allowance(VERITY, { key: 'of_tomorrow', value: '<b>' })] } });
    expect(trigger().textContent).toBe('verity 2 allowances');
    expect(find('.allowance-table')).toBe(null);

    await click(trigger());

    expect(trigger().getAttribute('aria-expanded')).toBe('true');
    expect(document.getElementById(trigger().dataset.keyId).hidden).toBe(false);
    expect(cells()).toEqual(['Mid<b>term', 'verity@example.com', 'Additional time (minutes)', '30']);
    expect(texts('.allowance-table tbody tr:last-child td').slice(1, 3)).toEqual(['of_tomorrow', '<b>']);
  });

  it('says when there are none', async () => {
    await show({ json: {} });

    expect(texts('.no-results')).toEqual(['No learners in this course have allowances.']);
  });

  it('has ids of its own for names that differ in signs only', async () => {
    await show({ json: { 'a-b': [allowance(user(1, 'a-b'))], a_b: [allowance(user(2, 'a_b'))] } });

    const ids = findAll('.accordion-trigger').map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it('is searched by name and e-mail, and paged, without asking again', async () => {
    const learners = Array.from({ length: 60 }, (_, index) => user(index, `learner${String(index).padStart(2, '0')}`));
    await show({ json: Object.fromEntries(learners.map((learner) => [learner.username, [allowance(learner)]])) });
    expect(findAll('.accordion-trigger')).toHaveLength(25);

    await click(findAll('.pagination .target-link').at(-1));
    expect(find('.learner-name').textContent).toBe('learner25');
    find('#search_allowance_id').value = 'LEARNER07@example';
    await click('.search-allowances .search');

    expect(texts('.learner-name')).toEqual(['learner07']);
    find('#search_allowance_id').value = 'nobody';
    await click('.search-allowances .search');
    expect(texts('.no-results')[0]).toContain('match your search');
    expect(lms.requests).toEqual([]);
  });
});

describe('removing', () => {
  it('is asked about, done, and told in the row', async () => {
    lms.on('DELETE', PATHS.allowance, {});
    await show(ONE);
    await click(trigger());

    await click('.remove_allowance');
    expect(dialogTexts()[1]).toBe(
      'verity will no longer have this allowance for “Mid<b>term”: Additional time (minutes).',
    );
    await answer('yes');

    expect(lms.log).toEqual([
      [`DELETE ${PATHS.allowance}`, { exam_id: 1, user_id: 50, key: 'additional_time_granted' }],
    ]);
    expect(texts('.row-answer')).toEqual(['The allowance was removed.']);
    expect(find('.remove_allowance')).toBe(null);
  });

  it('that fails says so in the row', async () => {
    lms.on('DELETE', PATHS.allowance, { status: 400, json: { detail: 'No such exam.' } });
    await show(ONE);
    await click(trigger());

    await click('.remove_allowance');
    await answer('yes');

    expect(texts('.row-answer')).toEqual(["That didn't work. No such exam."]);
    expect(find('.remove_allowance').disabled).toBe(false);
  });
});

describe('changing', () => {
  const open = async (value) => {
    await show(ONE, { json: { verity: [allowance(VERITY, { value: '45' })] } });
    await click(trigger());
    await click('.edit_allowance');
    find('#allowance_value').value = value;
    await click('#editAllowance');
  };

  it('sends the value and shows what there is then', async () => {
    lms.on('PUT', PATHS.bulk, {});

    await open(' 45 ');

    const values = { exam_ids: [1], user_ids: ['verity'], allowance_type: 'additional_time_granted', value: '45' };
    expect(lms.log[0]).toEqual([`PUT ${PATHS.bulk}`, { course_id: COURSE, ...values }]);
    expect(find('dialog')).toBe(null);
    expect(cells()[3]).toBe('45');
    expect(document.activeElement).toBe(trigger());
    expect(announced()).toBe('Page 1 of 1');
  });

  it.each(['', 'ten', '-5', '1.5'])('takes no "%s"', async (value) => {
    await open(value);

    expect(lms.requests).toEqual([]);
    expect(find('#allowance_value').getAttribute('aria-invalid')).toBe('true');
    expect(find('#allowance_value-error').textContent).not.toBe('');
    expect(document.activeElement.id).toBe('allowance_value');
  });

  it('says at the field what the LMS refuses', async () => {
    lms.on('PUT', PATHS.bulk, { status: 400, json: { detail: 'Too much.', field: 'allowance_value' } });

    await open('45000');

    expect(find('#allowance_value-error').textContent).toBe('Too much.');
    expect(find('#allowance_value').value).toBe('45000');
  });

  it('keeps what was entered when nobody answers', async () => {
    lms.on('PUT', PATHS.bulk, NO_CONNECTION);

    await open('45');

    expect(find('dialog .proctoring-problem').textContent).toContain('Nothing you entered was lost');
    expect(find('#allowance_value').value).toBe('45');
    find('.dialog-cancel').click();
    expect(find('dialog')).toBe(null);
    expect(document.activeElement.className).toContain('edit_allowance');
  });
});

describe('adding', () => {
  it('opens the form with the exams that are active', async () => {
    lms.on('GET', PATHS.exams, { json: [FINAL, { ...FINAL, id: 9, exam_name: 'Old', is_active: false }] });
    await show(ONE);

    await click('#add-allowance');

    expect(texts('#proctored_exam option')).toEqual(['Select an exam', 'Final']);
  });

  it('says why it cannot, and can be tried again', async () => {
    lms.on('GET', PATHS.exams, NO_CONNECTION, { json: [FINAL] });
    await show(ONE);

    await click('#add-allowance');
    expect(texts('.problem-title')).toEqual(['The exams in this course could not be loaded.']);
    await click('.try-again');

    expect(find('dialog[open]')).not.toBe(null);
    expect(find('.special-allowance-container .proctoring-problem')).toBe(null);
  });
});
