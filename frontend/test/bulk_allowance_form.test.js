// The form that gives an allowance to many learners at many exams.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AddBulkAllowanceView } from '../src/instructor/bulk_allowance_form.js';
import {
  announced,
  click,
  COURSE,
  enter,
  FINAL,
  find,
  MIDTERM,
  PATHS,
  prepare,
  texts,
  TRIAL,
  user,
} from './instructor_course.js';
import { NO_CONNECTION } from './surroundings.js';

let lms;
const onSaved = vi.fn();

beforeEach(() => {
  lms = prepare('x');
  onSaved.mockClear();
  open();
  return () => vi.unstubAllGlobals();
});

afterEach(() => document.querySelector('dialog')?.close());

function open(options = {}) {
  document.querySelector('dialog')?.close();
  new AddBulkAllowanceView({ course_id: COURSE, proctored_exams: [MIDTERM, FINAL, TRIAL], onSaved, ...options });
}

async function choose(list, ...ids) {
  for (const id of ids) {
    await enter(list, String(id));
    await click('.add-exam');
  }
}

async function submit(users, value) {
  await enter('#user_info', users);
  await enter('#allowance_value', value);
  await click('#addNewAllowance');
}

const tags = () => texts('#selected_exams li span');
const errorOf = (id) => find(`#${id}-error`).textContent;

describe('exams', () => {
  it('are those of the kind; what is chosen leaves the list until it is given back', async () => {
    expect(texts('#proctored_exam option')).toEqual(['Select an exam', 'Final', 'Trial']);

    await choose('#proctored_exam', 2, 3);
    expect([tags(), texts('#proctored_exam option')]).toEqual([['Final', 'Trial'], ['Select an exam']]);
    expect(find('.close-selected-exam').dataset).toMatchObject({ item: '2', name: 'Final' });
    await click('.close-selected-exam');

    expect([tags(), texts('#proctored_exam option')]).toEqual([['Trial'], ['Select an exam', 'Final']]);
    expect(document.activeElement.id).toBe('proctored_exam');
    expect(announced()).toBe('Final is no longer selected.');
  });

  it('of the other kind take their place', async () => {
    await choose('#proctored_exam', 2);

    await enter('#exam_type', 'timed_exam');

    expect(tags()).toEqual([]);
    expect(find('#proctored_exam').closest('.field').hidden).toBe(true);
    expect(texts('#timed_exam option')).toEqual(['Select an exam', 'Mid<b>term']);
    expect(texts('#allowance_type option')).not.toContain('Review policy exception');
  });

  it('may be none', () => {
    open({ proctored_exams: [MIDTERM] });

    expect(texts('#proctored_exam option')).toEqual(['No exams available']);
  });
});

describe('the kind of allowance', () => {
  it.each([
    ['additional_time_granted', 'Minutes to add', 'decimal'],
    ['time_multiplier', 'Multiplier, greater than 1 (for example 1.5)', 'decimal'],
    ['review_policy_exception', 'What reviewers should allow', 'text'],
  ])('%s asks for: %s', async (kind, label, inputMode) => {
    await enter('#allowance_type', kind);

    expect(find('#allowance_value_label').textContent).toBe(label);
    expect(find('#allowance_value').inputMode).toBe(inputMode);
  });
});

describe('submitting', () => {
  it('wants everything', async () => {
    await submit(' , \n', '');

    expect(lms.requests).toEqual([]);
    expect(errorOf('user_info')).toBe('Enter at least one learner.');
    expect(errorOf('proctored_exam')).toBe('Select at least one exam.');
    expect(errorOf('allowance_value')).toBe('Enter a value.');
    expect(document.activeElement.id).toBe('user_info');
  });

  it.each(['1', '0.5', 'x', '1,5', 'Infinity', '1e3'])('takes no multiplier %s', async (value) => {
    await enter('#allowance_type', 'time_multiplier');
    await choose('#proctored_exam', 2);

    await submit('verity', value);

    expect(errorOf('allowance_value')).toContain('greater than 1');
    expect(lms.requests).toEqual([]);
  });

  it('sends all learners and exams once', async () => {
    lms.on('PUT', PATHS.bulk, {});
    await choose('#proctored_exam', 2);
    await enter('#proctored_exam', '3'); // chosen, not added

    await submit('verity, ada@example.com;\nverity\n', '15');

    expect(lms.log).toEqual([
      [
        `PUT ${PATHS.bulk}`,
        {
          course_id: COURSE,
          exam_ids: [2, 3],
          user_ids: ['verity', 'ada@example.com'],
          allowance_type: 'additional_time_granted',
          value: '15',
        },
      ],
    ]);
    expect(find('dialog')).toBe(null);
    expect(onSaved).toHaveBeenCalledOnce();
    expect(announced()).toBe('4 allowances were added.');
  });

  it.each([
    ['user_info', 'user_info'],
    ['allowance_value', 'allowance_value'],
  ])('says at the field %s what the LMS refuses', async (field, id) => {
    lms.on('PUT', PATHS.bulk, { status: 400, json: { detail: 'No.', field } });
    await choose('#proctored_exam', 2);

    await submit('verity', '15');

    expect(errorOf(id)).toBe('No.');
    expect([find('#user_info').value, tags(), onSaved.mock.calls.length]).toEqual(['verity', ['Final'], 0]);
  });

  it('keeps everything when nobody answers, and can be tried again', async () => {
    lms.on('PUT', PATHS.bulk, NO_CONNECTION, {});
    await choose('#proctored_exam', 2);

    await submit('verity', '15');
    expect(find('dialog .proctoring-problem').textContent).toContain("can't be reached");
    expect([find('#user_info').value, tags(), find('#allowance_value').value]).toEqual(['verity', ['Final'], '15']);
    await click('#addNewAllowance');

    expect(find('dialog')).toBe(null);
  });
});

describe('when some failed', () => {
  const VERITY = user(50, 'Verity');
  const granted = (changes) => ({
    user: VERITY,
    proctored_exam: FINAL,
    key: 'additional_time_granted',
    value: '15',
    modified: '2026-11-02T08:00:00Z',
    ...changes,
  });
  const results = () =>
    [...find('.bulk-result-table tbody').rows].map((row) => [...row.cells].map((cell) => cell.textContent));

  async function send(kind, value, { before = {}, after, pairs }) {
    lms.on('PUT', PATHS.bulk, { status: 207, json: pairs }).on('GET', PATHS.allowances, { json: after });
    open({ allowances: before });
    await enter('#allowance_type', kind);
    await choose('#proctored_exam', 2);
    await submit(pairs.map((pair) => pair.user_id).join(','), value);
  }

  it('says which, and keeps the form', async () => {
    await send('additional_time_granted', '15', {
      after: { Verity: [granted()] },
      pairs: [
        { exam_id: '2', user_id: 'verity@example.com' },
        { exam_id: '2', user_id: 'nobody' },
      ],
    });

    expect(texts('.problem-title')).toEqual(['1 of 2 allowances could not be added. The others were.']);
    expect(results()).toEqual([
      ['nobody', 'Final', expect.stringContaining('Not added.')],
      ['verity@example.com', 'Final', 'Added'],
    ]);
    expect(find('#user_info').value).toBe('verity@example.com,nobody');
    expect(onSaved).toHaveBeenCalledOnce();
  });

  it.each([
    ['was there before, unchanged', 'time_multiplier', '1.5', {}, 'Not added.'],
    ['was changed', 'time_multiplier', '1.5', { modified: '2026-11-03T08:00:00Z' }, 'Added'],
    ['had the value already', 'additional_time_granted', '15', {}, 'Added'],
    ['has another value', 'additional_time_granted', '20', {}, 'Not added.'],
    ['is of another kind', 'review_policy_exception', 'notes', {}, 'Not added.'],
  ])('an allowance that %s', async (_, kind, value, changes, expected) => {
    await send(kind, value, {
      before: { Verity: [granted()] },
      after: { Verity: [granted(changes)] },
      pairs: [{ exam_id: 2, user_id: 'verity' }],
    });

    expect(results()[0][2]).toContain(expected);
  });
});
