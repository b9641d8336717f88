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
} from './instructor_course.js';
import { NO_CONNECTION, settle } from './surroundings.js';

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

const added = (examId, user) => ({
  exam_id: examId,
  user_id: user,
  granted: true,
  detail: '',
  value: '15',
  former_value: null,
});
const refused = (examId, user) => ({ exam_id: examId, user_id: user, granted: false, detail: 'Nobody has this name.' });
const results = (...pairs) => ({ status: 207, json: pairs });

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

  it('asks what would happen, then sends all learners and exams once', async () => {
    lms.on('PUT', PATHS.bulk, results(added(2, 'verity'), added(3, 'verity')));
    await choose('#proctored_exam', 2);
    await enter('#proctored_exam', '3'); // chosen, not added

    await submit('verity, ada van der Berg;\nverity\n', '15');

    const sent = {
      course_id: COURSE,
      exam_ids: [2, 3],
      user_ids: ['verity', 'ada van der Berg'],
      allowance_type: 'additional_time_granted',
      value: '15',
    };
    expect(lms.log).toEqual([
      [`PUT ${PATHS.bulk}`, { ...sent, preview: true }],
      [`PUT ${PATHS.bulk}`, { ...sent, list_results: true }],
    ]);
    expect(find('dialog')).toBe(null);
    expect(onSaved).toHaveBeenCalledOnce();
    expect(announced()).toBe('2 allowances were added.');
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
    lms.on('PUT', PATHS.bulk, NO_CONNECTION, results(added(2, 'verity')));
    await choose('#proctored_exam', 2);

    await submit('verity', '15');
    expect(find('dialog .proctoring-problem').textContent).toContain("can't be reached");
    expect([find('#user_info').value, tags(), find('#allowance_value').value]).toEqual(['verity', ['Final'], '15']);
    await click('#addNewAllowance');

    expect(find('dialog')).toBe(null);
  });
});

const rows = () =>
  [...find('.bulk-result-table tbody').rows].map((row) => [...row.cells].map((cell) => cell.textContent));

async function send(kind, value, ...answers) {
  lms.on('PUT', PATHS.bulk, ...answers);
  await enter('#allowance_type', kind);
  await choose('#proctored_exam', 2);
  await submit('verity', value);
}

describe('the results', () => {
  it('say which failed and why, and keep the form', async () => {
    await send('additional_time_granted', '15', results(added(2, 'verity'), refused(2, 'nobody')));

    expect(texts('.problem-title')).toEqual(['1 of 2 allowances could not be added. The others were.']);
    expect(rows()).toEqual([
      ['nobody', 'Final', 'Not added. Nobody has this name.'],
      ['verity', 'Final', 'Added: 15.'],
    ]);
    expect([find('#user_info').value, onSaved.mock.calls.length]).toEqual(['verity', 1]);
  });

  it('say why where all failed', async () => {
    const json = { detail: 'No.', field: 'user_info', pairs: [refused(2, 'nobody'), refused(7, 'nobody')] };
    await send('additional_time_granted', '15', { status: 400, json });

    expect(texts('.problem-title')).toEqual(['No allowance was added.']);
    expect(rows()).toEqual([
      ['nobody', 'Final', 'Not added. Nobody has this name.'],
      ['nobody', '7', 'Not added. Nobody has this name.'],
    ]);
    expect([errorOf('user_info'), onSaved.mock.calls.length, lms.requests.length]).toEqual(['No.', 0, 1]);
  });

  it.each([
    ['a shorter one', { former_value: '5' }, 'Changed: 5 before, 15 now.'],
    ['the same', { former_value: '15' }, 'Unchanged: 15.'],
    [
      'a due date',
      { detail: 'The due date leaves 12 of 60 minutes.' },
      'Added: 15. The due date leaves 12 of 60 minutes.',
    ],
  ])('take the place of the form where there was %s', async (_, changes, expected) => {
    await send('additional_time_granted', '15', results({ ...added(2, 'verity'), ...changes }));

    expect(texts('.problem-title')).toEqual(['1 allowance was added.']);
    expect(rows()).toEqual([['verity', 'Final', expected]]);
    expect([find('#user_info'), find('#addNewAllowance').hidden]).toEqual([null, true]);
    await click('.dialog-cancel');
    expect([find('dialog'), onSaved.mock.calls.length]).toEqual([null, 1]);
  });
});

describe('an allowance that would be worse', () => {
  const shorter = (user) => ({ ...added(2, user), former_value: '60' });

  it('is named before it is replaced', async () => {
    await send('additional_time_granted', '15', results(shorter('verity'), added(2, 'ada')));

    expect(find('.proctored-exam-dialog p').textContent).toBe(
      'More additional time (in minutes) has been given already. It will be reduced:\n' +
        'verity, Final: 60 now, 15 afterward',
    );
    expect([lms.requests.length, onSaved.mock.calls.length]).toEqual([1, 0]);
    find('.proctored-exam-dialog').close('yes');
    await settle();

    expect(lms.log.map(([, { preview, list_results: isList }]) => [preview, isList])).toEqual([
      [true, undefined],
      [undefined, true],
    ]);
    expect(rows()[0]).toEqual(['verity', 'Final', 'Changed: 60 before, 15 now.']);
  });

  it('stays when the reader does not want that, and so does the form', async () => {
    await send('time_multiplier', '1.5', results(shorter('verity')));
    find('.proctored-exam-dialog').close('no');
    await settle();

    expect([lms.requests.length, onSaved.mock.calls.length]).toEqual([1, 0]);
    expect([find('#user_info').value, find('#allowance_value').value]).toEqual(['verity', '1.5']);
  });

  it('is one of many', async () => {
    const many = Array.from({ length: 7 }, (_, index) => shorter(`learner${index}`));
    await send('additional_time_granted', '15', results(...many));

    expect(find('.proctored-exam-dialog p').textContent.split('\n').slice(-2)).toEqual([
      'learner4, Final: 60 now, 15 afterward',
      'and 2 more',
    ]);
  });

  it.each([
    ['another note', 'review_policy_exception', 'may leave', true],
    ['the same note', 'review_policy_exception', '15', false],
    ['an empty note', 'review_policy_exception', '', false],
    ['less time', 'additional_time_granted', '5', false],
    ['time that was cleared', 'additional_time_granted', '', false],
    ['9 minutes, not "9" > "15"', 'additional_time_granted', '9', false],
  ])('or not: %s', async (_, kind, former, isAsked) => {
    await send(kind, '15', results({ ...added(2, 'verity'), former_value: former }));

    expect(find('.proctored-exam-dialog') !== null).toBe(isAsked);
  });
});

describe('fields', () => {
  it('that are required are marked', () => {
    const required = [...find('dialog').querySelectorAll('[aria-required="true"]')].map(({ id }) => id);
    expect(required.sort()).toEqual(['allowance_value', 'proctored_exam', 'timed_exam', 'user_info']);
    expect(texts('dialog form > .field-hint')).toEqual(['Fields with * are required.']);
  });
});
