// The form for the entry rules of an exam, and its words.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldValue, isNetwork, ruleTexts } from '../src/exam_room/entrance_words.js';
import { box, check, choose, labeled, leaveEntrance, openEntrance, rules, RULES, submit } from './entrance_page.js';
import { announced, click, find, findAll, texts } from './instructor_course.js';
import { closeDialog, settle } from './surroundings.js';

let lms;

beforeEach(async () => {
  lms = await openEntrance();
});

afterEach(leaveEntrance);

const sent = (method) => lms.requests.filter((request) => request.method === method).map(({ values }) => values);
const button = (name) => findAll('button').find(({ textContent }) => textContent === name);

describe('the form for rules', () => {
  it('says at the fields what is wrong', async () => {
    await choose();
    await click('.edit-rules');
    labeled('Start not before').querySelector('input').value = '2026-11-02T10:00';
    labeled('Start before').querySelector('input').value = '2026-11-02T09:00';
    check('Only in some networks');
    labeled('Addresses').querySelector('textarea').value = '192.0.2.0/24\nexample.com';
    check('Only in Safe Exam Browser');
    labeled('Browser exam keys').querySelector('textarea').value = 'abc';
    await submit();
    expect(texts('.field-error:not([hidden])').filter(Boolean)).toEqual([
      'This has to be later than “Start not before”.',
      'Enter a name.',
      'This is not an address or a network: example.com',
      'A key has 64 digits from 0 to f.',
    ]);
    expect(document.activeElement).toBe(labeled('Start before').querySelector('input'));
    expect(sent('PUT')).toEqual([]);
  });

  it('wants a network where networks count', async () => {
    lms.on('GET', RULES, { json: rules({ site_networks: ['Center'] }) });
    await choose();
    await click('.edit-rules');
    check('Only in some networks');
    await submit();
    expect(texts('[role="alert"].field-error').filter(Boolean)).toEqual(['Choose or add at least one network.']);
    expect(document.activeElement).toBe(box('Only in some networks'));
    check('Center');
    lms.on('PUT', RULES, { json: rules({ networks: [{ name: 'Center' }] }) });
    await submit();
    expect(sent('PUT')[0].networks).toEqual([{ name: 'Center' }]);
    expect(texts('.entrance-rules li')[0]).toBe('Only in the network Center.');
    expect(announced()).toBe('The rules were saved.');
  });

  it('sends everything, but no secrets that were not entered', async () => {
    const stored = {
      networks: [{ name: 'Room', cidrs: ['::1'] }],
      starts_from: '2026-11-02T09:00:00Z',
      needs_seb: true,
      seb_options: { allow_camera: true, minimum_versions: ['Win.3.9.min'] },
      has_quit_password: true,
      seb_exam_key_count: 2,
    };
    lms.on('GET', RULES, { json: rules(stored) }).on('PUT', RULES, { json: rules(stored) });
    await choose();
    await click('.edit-rules');
    await click(button('Add a network'));
    await click(findAll('.remove-network').at(-1));
    await submit();
    const [first] = sent('PUT');
    expect(first).toMatchObject({
      networks: [{ name: 'Room', cidrs: ['::1'] }],
      starts_from: '2026-11-02T09:00:00.000Z',
      starts_until: null,
      needs_release: true,
      needs_code: false,
      needs_seb: true,
    });
    expect(first.seb_options).toMatchObject({
      allow_camera: true,
      allow_quit: true,
      minimum_versions: ['Win.3.9.min'],
    });
    expect('quit_password' in first.seb_options || 'seb_exam_keys' in first).toBe(false);
    await click('.edit-rules');
    check('Remove the password for quitting');
    check('Remove the stored keys');
    await submit();
    expect(sent('PUT')[1].seb_options.quit_password).toBe('');
    expect(sent('PUT')[1].seb_exam_keys).toEqual([]);
  });

  it('keeps what was entered when the LMS refuses', async () => {
    lms.on('PUT', RULES, { status: 400, json: { detail: 'No such network.' } });
    await choose();
    await click('.edit-rules');
    check('Only with an access code, which you tell in the room');
    await submit();
    expect(find('dialog[open] .proctoring-problem').textContent).toContain('No such network.');
    expect(box('Only with an access code, which you tell in the room').checked).toBe(true);
  });

  it('lets rules be removed after a question', async () => {
    lms.on('DELETE', RULES, { json: rules({ has_rules: false, needs_release: false }) });
    await choose();
    await click('.remove-rules');
    closeDialog('yes');
    await settle();
    expect(texts('.entrance-rules li')).toEqual(['Everybody who may take the exam can start it.']);
    expect(find('.remove-rules').hidden).toBe(true);
    expect(document.activeElement).toBe(find('.edit-rules'));
  });
});

describe('the part about Safe Exam Browser', () => {
  const open = async (changes) => {
    lms.on('GET', RULES, { json: rules({ needs_seb: true, ...changes }) }).on('PUT', RULES, { json: rules() });
    await choose();
    await click('.edit-rules');
  };
  const control = (label) => labeled(label).querySelector('input, textarea');
  const versions = 'Lowest versions of the browser';
  const password = 'Password for the configuration';

  it('shows the usual versions, and leaves them open as long as nobody changes them', async () => {
    await open({});
    expect(control(versions).value).toBe('Win.3.9.min\nMac.3.5.min');
    await submit();
    const [first] = sent('PUT');
    expect('minimum_versions' in first.seb_options || 'seb_password' in first).toBe(false);
  });

  it('sends other versions, none at all, and those that were stored', async () => {
    await open({ seb_options: { minimum_versions: ['Win.3.9.min', 'Mac.3.5.min'] } });
    await submit();
    await click('.edit-rules');
    control(versions).value = ' Win.3.10.min\n\niOS.3.6.min ';
    await submit();
    await click('.edit-rules');
    control(versions).value = '';
    await submit();
    expect(sent('PUT').map(({ seb_options: { minimum_versions: each } }) => each)).toEqual([
      ['Win.3.9.min', 'Mac.3.5.min'],
      ['Win.3.10.min', 'iOS.3.6.min'],
      [],
    ]);
  });

  it('takes a password for the configuration, and takes it away', async () => {
    await open({ has_seb_password: true });
    expect(labeled(password).textContent).toContain('There is one.');
    control(password).value = 'told';
    await submit();
    await click('.edit-rules');
    check('Remove the password for the configuration');
    await submit();
    expect(sent('PUT').map(({ seb_password: each }) => each)).toEqual(['told', '']);
  });

  it.each([
    ['file', 'Learners get a file of the course staff. Of what is below, only the keys count.', false],
    ['server', 'SEB Server sets the configuration of this exam. Of what is below, only the keys count.', false],
    ['made', '', true],
  ])('says what counts where configurations are of the kind “%s”', async (source, said, isHidden) => {
    await open({ seb_source: source });
    const note = find('dialog .entrance-details > .field-hint');
    expect(note.hidden).toBe(isHidden);
    expect(isHidden || note.textContent === said).toBe(true);
  });
});

describe('words', () => {
  it('say when learners may start', () => {
    const [from, until] = ['2026-11-02T09:00:00Z', '2026-11-02T10:00:00Z'];
    const said = (starts_from, starts_until) =>
      ruleTexts(rules({ needs_release: false, starts_from, starts_until }))[0] ?? '';
    expect(said(null, null)).toBe('');
    expect(said(from, null)).toMatch(/^Start at .*, or later\.$/);
    expect(said(null, until)).toMatch(/^Start before /);
    expect(said(from, until)).toMatch(/^Start at .*, or later, but before /);
  });

  it('name all rules', () => {
    const all = { needs_code: true, needs_seb: true, binds_place: true, networks: [{ name: 'A' }, { name: 'B' }] };
    expect(ruleTexts(rules({ ...all, seb_source: 'file' }))[1]).toBe(
      'Only in Safe Exam Browser, with a configuration file of the course staff.',
    );
    expect(ruleTexts(rules(all))).toEqual([
      'Only in the networks A or B.',
      'Only in Safe Exam Browser.',
      'Only with an access code.',
      'Only when the course staff lets them in.',
      'Only in the browser and the network where they started.',
    ]);
  });

  it.each([
    ['192.0.2.1', true],
    ['192.0.2.0/24', true],
    ['192.0.2.0/33', false],
    ['192.0.2', false],
    ['192.0.2.256', false],
    ['192.0.02.1', false],
    ['2001:db8::/32', true],
    ['::ffff:192.0.2.1', true],
    ['2001:db8::/129', false],
    ['2001:db8::1::2', false],
    ['::1/1/2', false],
    ['example.com', false],
  ])('know whether %s is a network', (text, isOne) => {
    expect(isNetwork(text)).toBe(isOne);
  });

  it('are local in the fields of moments', () => {
    expect(fieldValue(null)).toBe('');
    const value = fieldValue('2026-11-02T09:00:00Z');
    expect(new Date(value).toISOString()).toBe('2026-11-02T09:00:00.000Z');
  });
});
