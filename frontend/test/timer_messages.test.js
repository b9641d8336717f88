// Messages of the course staff beside the timer.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { after, ATTEMPT, cleanUp, find, prepare, running, showTimer } from './exam_timer.js';
import { NO_CONNECTION, showPage } from './surroundings.js';

const READ = '/api/edx_proctoring/v1/proctored_exam/messages/attempt_id/7/read';

let lms;

beforeEach(() => {
  ({ lms } = prepare());
});

afterEach(() => cleanUp(lms));

const message = (number, text) => ({ number, text, sent_at: `2026-11-02T09:0${number}:00Z` });
const CLOSES = message(1, 'The room closes <b>at noon</b>.');
const NEXT = message(2, 'Ten minutes left.');
const shown = () => [...document.querySelectorAll('.exam-timer-message-text')].map(({ textContent }) => textContent);
const read = () => lms.requests.filter(({ path }) => path === READ).map(({ values }) => values.numbers);
const said = () => find('body > [role="status"]')?.textContent;

async function dismiss(index = 0) {
  document.querySelectorAll('.exam-timer-dismiss')[index].click();
  await after(0);
}

describe('a message', () => {
  it('comes with a poll, is said once, and stays until it is dismissed', async () => {
    lms.on('GET', ATTEMPT, running(540, { messages: [CLOSES] })).on('POST', READ, {});
    await showTimer(lms);
    expect(find('.exam-timer-messages').hidden).toBe(true);

    await after(60);

    expect(shown()).toEqual(['Message from the course staff: The room closes <b>at noon</b>.']);
    expect(find('.exam-timer b b, .exam-timer-message b')).toBe(null);
    expect(said()).toBe('Message from the course staff: The room closes <b>at noon</b>.');
    find('body > [role="status"]').textContent = '';
    await after(120);
    expect([shown().length, said(), read()]).toEqual([1, '', []]);

    await dismiss();

    expect([shown(), read(), find('.exam-timer-messages').hidden]).toEqual([[], [[1]], true]);
    expect(document.activeElement).toBe(find('#toggle_timer'));
  });

  it('is shown at once on the next page of the exam, unless it was dismissed', async () => {
    lms.on('GET', ATTEMPT, running(540)).on('POST', READ, {});
    await showTimer(lms, { messages: [CLOSES, NEXT] });
    expect(shown()).toHaveLength(2);
    expect(said()).toContain('noon</b>. Message from the course staff: Ten minutes left.');
    await dismiss();
    expect(document.activeElement).toBe(find('.exam-timer-dismiss'));

    showPage('<div class="proctored_exam_status"></div>');
    await showTimer(lms, { messages: [CLOSES, NEXT] });

    expect(shown()).toEqual(['Message from the course staff: Ten minutes left.']);
  });

  it('stays when the server has it no more, and new ones come below', async () => {
    lms.on('GET', ATTEMPT, running(540), running(480, { messages: [NEXT] }));
    await showTimer(lms, { messages: [CLOSES] });
    await after(60);
    expect(shown()).toHaveLength(1);
    await after(60);
    expect(shown().at(-1)).toBe('Message from the course staff: Ten minutes left.');
    expect(shown()).toHaveLength(2);
  });

  it('that was dismissed while the server was away is told to be read later', async () => {
    lms.on('GET', ATTEMPT, running(540, { messages: [CLOSES] })).on('POST', READ, NO_CONNECTION, {});
    await showTimer(lms, { messages: [CLOSES] });
    await dismiss();
    expect(shown()).toEqual([]);

    await after(60);

    expect([shown(), read()]).toEqual([[], [[1], [1]]]);
  });

  it('is shown although the browser keeps nothing', async () => {
    sessionStorage.setItem('proctoring-dismissed-messages', '{not JSON');
    await showTimer(lms, { messages: [CLOSES] });
    expect(shown()).toHaveLength(1);
    sessionStorage.setItem('proctoring-dismissed-messages', '5');
    showPage('<div class="proctored_exam_status"></div>');
    await showTimer(lms, { messages: [CLOSES] });
    expect(shown()).toHaveLength(1);
  });
});
