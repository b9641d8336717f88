// The form for a configuration file of Safe Exam Browser.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose, EXAMS, labeled, leaveEntrance, openEntrance, rules, RULES, submit } from './entrance_page.js';
import { click, find, findAll, texts } from './instructor_course.js';
import { settle } from './surroundings.js';

const FILE = `${EXAMS}/seb_file/exam_id/1`;
const made = rules({ needs_seb: true });
const own = rules({ needs_seb: true, seb_source: 'file', seb_file_key: '0123abcd' });
const answer = { rules: own, kind: 'plnd', config_key: '0123abcd', weaknesses: [] };

let lms;

beforeEach(async () => {
  lms = await openEntrance();
});

afterEach(leaveEntrance);

const sent = () => lms.requests.filter(({ method }) => method !== 'GET').map(({ method, values }) => [method, values]);

async function open(stored) {
  lms.on('GET', RULES, { json: stored });
  await choose();
  await click('.seb-file');
}

/** Choose a file, as browsers do: a script cannot. */
function pick(bytes) {
  const file = new File([new Uint8Array(bytes)], 'exam.seb');
  Object.defineProperty(find('dialog input[type="file"]'), 'files', { value: [file], configurable: true });
}

/** Send the form, and wait until the file is read and the LMS has answered. */
async function send() {
  await submit();
  await expect.poll(() => find('dialog form')?.getAttribute('aria-busy') ?? 'false').toBe('false');
  await settle();
}

/** Answer the question, which is in a dialog above the form. */
function answerLast(value) {
  findAll('dialog').at(-1).close(value);
}

describe('the form for a configuration file', () => {
  it('is there where Safe Exam Browser is needed', async () => {
    await choose();
    expect(find('.seb-file').hidden).toBe(true);
    await open(made);
    expect(find('.seb-file').hidden).toBe(false);
    expect(find('dialog').textContent).toContain('Learners get a configuration that is made for each of them.');
    expect(find('.remove-seb-file').hidden).toBe(true);
  });

  it('wants a file, and not too large a one', async () => {
    await open(made);
    await send();
    expect(texts('dialog .field-error').filter(Boolean)).toEqual(['Choose a file.']);
    pick(2 ** 20 + 1);
    await send();
    expect(texts('dialog .field-error').filter(Boolean)).toEqual(['The file is too large.']);
    expect(sent()).toEqual([]);
  });

  it('sends it with its password, and says what is in it, problems first', async () => {
    const weaknesses = [
      { severity: 'weak', text: 'Weak <b>.', setting: 'allowSiri' },
      { severity: 'problem', text: 'No page.', setting: 'startURL' },
    ];
    lms.on('PUT', FILE, { json: { ...answer, weaknesses } });
    await open(made);
    pick([1, 2, 255]);
    labeled('Password of the file').querySelector('input').value = 'told';
    await send();
    expect(sent()).toEqual([['PUT', { file: 'AQL/', password: 'told' }]]);
    expect(find('dialog .row-answer').textContent).toContain('begins with 0123abcd.');
    expect(texts('dialog h3')).toEqual([
      'Problems: some learners may not get in, or not out',
      'What the file does not prevent',
    ]);
    expect(texts('dialog .entrance-findings li')).toEqual(['No page. startURL', 'Weak <b>. allowSiri']);
    expect(texts('.entrance-rules li')).toContain(
      'Only in Safe Exam Browser, with a configuration file of the course staff.',
    );
    await click('dialog .dialog-cancel');
    expect(document.activeElement).toBe(find('.seb-file'));
  });

  it('says so if nothing stands out', async () => {
    lms.on('PUT', FILE, { json: answer });
    await open(made);
    pick([1]);
    await send();
    expect(find('dialog').textContent).toContain('Nothing in it stands out.');
    expect(sent()[0][1]).toEqual({ file: 'AQ==' });
  });

  it('stays when the LMS refuses', async () => {
    lms.on('PUT', FILE, { status: 400, json: { detail: 'The file is damaged.' } });
    await open(own);
    pick([1]);
    await send();
    expect(find('dialog .proctoring-problem').textContent).toContain('The file is damaged.');
    expect(find('dialog').textContent).toContain('whose config key begins with 0123abcd.');
    expect(find('dialog [type="submit"]').hidden).toBe(false);
  });

  it('takes the file back after a question', async () => {
    lms.on('DELETE', FILE, { status: 400, json: { detail: 'No.' } }, { json: made });
    await open(own);
    for (const said of ['The file could not be removed.', 'The file was removed.']) {
      await click('.remove-seb-file');
      answerLast('yes');
      await settle();
      expect(find('.entrance-seb-file').textContent).toContain(said);
    }
    expect(texts('.entrance-rules li')).toContain('Only in Safe Exam Browser.');
  });

  it('keeps the file if the question is not answered with yes', async () => {
    await open(own);
    await click('.remove-seb-file');
    answerLast('no');
    await settle();
    expect(sent()).toEqual([]);
  });
});
