// An entry rule closes the exam while it runs, and the page that is there in its place goes when the rule is met.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchKeptOut } from '../src/learner/kept_out.js';
import { after, ATTEMPT, cleanUp, find, prepare, running, showTimer } from './exam_timer.js';
import { showPage } from './surroundings.js';

const KEPT_OUT = {
  rule: 'network',
  reason: 'other_network',
  detail: 'Another <b>network</b>.',
  entry_url: 'https://lms/entry/5',
};
const CONTENT = `
  <div class="proctored_exam_status"></div>
  <div class="content" data-usage-id="block-v1:a+b+c+type@sequential+block@d" style="display: flex"><input></div>`;
const ENTRANCE = '/my_entrance/5';
const SIGNAL = '/entrance_signal/5';
const NOTICE = `
  <div class="proctored_exam_status"></div><input id="search">
  <div class="kept-out" data-entrance-url="${ENTRANCE}" data-signal-url="${SIGNAL}">
    <p class="proctored-exam-lead">Another network.</p>
  </div>`;

let lms;
let location;

beforeEach(() => {
  ({ lms, location } = prepare());
});

afterEach(() => cleanUp(lms));

describe('the content', () => {
  it('is hidden with what was typed, and shown again', async () => {
    showPage(CONTENT);
    lms.on('GET', ATTEMPT, running(540, { kept_out: KEPT_OUT }), running(535, { kept_out: KEPT_OUT }), running(530));
    await showTimer(lms);
    find('input').value = 'half an answer';
    find('input').focus();
    await after(60);
    const content = find('.content');
    expect([content.style.display, content.inert]).toEqual(['none', true]);
    expect(find('.content-closed .proctored-exam-lead').textContent).toBe('Another <b>network</b>.');
    expect(find('.content-closed a').href).toBe(KEPT_OUT.entry_url);
    expect(document.activeElement).toBe(find('.content-closed h2'));
    expect(find('.exam-timer-closed').textContent).toContain('Your time keeps running. Another <b>network</b>.');
    expect(find('.timer-announce').textContent).toContain('closed here');
    await after(5);
    expect(document.querySelectorAll('.content-closed').length).toBe(1);
    await after(5);
    expect([content.style.display, content.inert]).toEqual(['flex', false]);
    expect(find('.content-closed')).toBe(null);
    expect(find('.exam-timer-closed').hidden).toBe(true);
    expect(find('.exam-timer-notice').textContent).toBe('Your exam is open again.');
    expect(find('input').value).toBe('half an answer');
    expect(location.reload).not.toHaveBeenCalled();
  });

  it('is left alone where the server has closed it', async () => {
    showPage(NOTICE + CONTENT);
    await showTimer(lms, { kept_out: KEPT_OUT });
    expect(find('.content').style.display).toBe('flex');
    expect(find('.exam-timer-closed').hidden).toBe(false);
  });
});

describe('the page in its place', () => {
  const answer = (keptOut) => ({
    json: {
      can_start: keptOut.length === 0,
      kept_out: keptOut,
      signal: 1,
      starts_from: null,
      now: '2030-05-01T09:00:00Z',
    },
  });

  it('goes when the rule is met, but not while somebody types', async () => {
    showPage(NOTICE);
    lms.on('GET', SIGNAL, { json: { signal: 1 } }).on('GET', ENTRANCE, answer([KEPT_OUT]), answer([]));
    watchKeptOut();
    watchKeptOut();
    await after(5);
    expect(find('.proctored-exam-lead').textContent).toBe('Another <b>network</b>.');
    find('#search').focus();
    lms.on('GET', SIGNAL, { json: { signal: 2 } });
    await after(5);
    expect(location.reload).not.toHaveBeenCalled();
    find('#search').blur();
    await after(0);
    expect(location.reload).toHaveBeenCalledOnce();
  });
});
