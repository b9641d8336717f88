// The page that shows an access code to a whole room.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Projector } from '../src/exam_room/projector.js';
import { find, texts } from './instructor_course.js';
import { FakeLms, NO_CONNECTION, settle, showPage } from './surroundings.js';

const CURRENT = '/api/edx_proctoring/v1/proctored_exam/current_access_code/7';
const answer = (code, seconds = 60) => ({
  json: {
    now: '2026-11-02T09:00:00Z',
    code,
    changes_at: new Date(Date.parse('2026-11-02T09:00:00Z') + seconds * 1000).toISOString(),
  },
});

let lms;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  lms = new FakeLms();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  location.hash = '';
});

async function open(changes) {
  showPage(`<div class="room-projector" data-code-id="7" data-changes="${changes}"></div>`);
  new Projector(find('.room-projector'));
  await settle();
}

/** Let seconds pass. */
async function pass(seconds) {
  for (let i = 0; i < seconds; i += 1) {
    vi.advanceTimersByTime(1000);
    await settle();
  }
}

const shown = () => texts('.projector-code')[0];

describe('a code that does not change', () => {
  it('comes from the fragment, and is asked of nobody', async () => {
    location.hash = '#BLUE%20HERON';
    await open(false);
    expect(shown()).toBe('BLUE HERON');
    expect(texts('.projector-next')).toEqual(['']);
    expect(lms.requests).toEqual([]);
    expect(find('.projector-code').style.getPropertyValue('--length')).toBe('10');
  });

  it('is missing without it, which the page explains', async () => {
    await open(false);
    expect(shown()).toBe('');
    expect(texts('.projector-next')[0]).toMatch(/^This code was shown only when it was made\./);
    location.hash = '#100%';
    window.dispatchEvent(new Event('hashchange'));
    expect(shown()).toBe('100%');
  });
});

describe('a code that changes', () => {
  it('is fetched, counted down, and fetched again', async () => {
    lms.on('GET', CURRENT, answer('FIRST222', 20), answer('SECOND33', 60));
    await open(true);
    expect(shown()).toBe('FIRST222');
    await pass(5);
    expect(texts('.projector-next')[0]).toMatch(/^Changes in .*15$/);
    await pass(15);
    expect(shown()).toBe('SECOND33');
    expect(lms.requests).toHaveLength(2);
  });

  it('is asked for in between, since it may be revoked', async () => {
    lms.on('GET', CURRENT, answer('FIRST222', 600), { status: 400, json: { detail: 'This code was revoked.' } });
    await open(true);
    await pass(31);
    expect(shown()).toBe('');
    expect(find('.proctoring-problem').textContent).toContain('This code was revoked.');
    const count = lms.requests.length;
    await pass(60);
    expect(lms.requests).toHaveLength(count);
  });

  it('stays while it counts when the connection is lost, and is not shown after that', async () => {
    lms.on('GET', CURRENT, answer('FIRST222', 40), NO_CONNECTION);
    await open(true);
    await pass(32);
    expect(shown()).toBe('FIRST222');
    expect(texts('.problem-title')).toEqual(['The code could not be updated.']);
    await pass(12);
    expect(shown()).toBe('');
    lms.on('GET', CURRENT, answer('SECOND33', 60));
    await pass(6);
    expect(shown()).toBe('SECOND33');
    expect(texts('.problem-title')).toEqual([]);
  });
});
