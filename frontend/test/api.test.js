import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, get, post, put, remove } from '../src/common/api.js';
import { FakeLms, NO_CONNECTION, stubLocation } from './surroundings.js';

let lms;

beforeEach(() => {
  lms = new FakeLms();
  stubLocation();
  document.cookie = 'csrftoken=to%20ken';
  return () => vi.unstubAllGlobals();
});

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('The request has succeeded.');
}

describe('requests', () => {
  it('reads JSON', async () => {
    lms.on('GET', '/attempt/1', { json: { status: 'started' } });

    expect(await get('/attempt/1', { sourceid: 'in_exam', proctored: true })).toEqual({ status: 'started' });
    expect(lms.log).toEqual([['GET /attempt/1?sourceid=in_exam&proctored=true']]);
    expect(lms.requests[0].headers).not.toHaveProperty('X-CSRFToken');
  });

  it.each([
    ['POST', post],
    ['PUT', put],
    ['DELETE', remove],
  ])('sends %s with the CSRF token', async (method, send) => {
    lms.on(method, '/attempt', { json: { exam_attempt_id: 1 } });

    expect(await send('/attempt', { action: 'stop' })).toEqual({ exam_attempt_id: 1 });
    expect(lms.log).toEqual([[`${method} /attempt`, { action: 'stop' }]]);
    expect(lms.requests[0].headers).toMatchObject({ 'Content-Type': 'application/json', 'X-CSRFToken': 'to ken' });
  });

  it('sends the token of the page, where the page has one, in the header that it names', async () => {
    const page = document.createElement('div');
    Object.assign(page.dataset, { proctoringCsrf: 'of the page', proctoringCsrfHeader: 'X-XSRF-TOKEN' });
    document.body.append(page);
    lms.on('POST', '/attempt', { json: { exam_attempt_id: 1 } });

    await post('/attempt', { action: 'stop' });
    page.remove();

    expect(lms.requests[0].headers).toMatchObject({ 'X-XSRF-TOKEN': 'of the page' });
    expect(lms.requests[0].headers).not.toHaveProperty('X-CSRFToken');
  });

  it('takes an empty answer', async () => {
    lms.on('PUT', '/review_status', {});

    expect(await put('/review_status')).toBe(null);
  });

  it('sends nothing to another site', async () => {
    expect(await failure(put('https://elsewhere.example.com/attempt'))).toBeInstanceOf(ApiError);
    expect(lms.requests).toEqual([]);
  });
});

describe('errors', () => {
  it.each([
    ['what the LMS says', { status: 400, json: { detail: 'Already started.' } }, 'Already started.', 400, false],
    ['a server in trouble', { status: 502 }, 'code 502', 502, true],
    ['an answer that is a text', { status: 404, json: 'None there.' }, 'None there.', 404, false],
    ['a list instead of a text', { status: 400, json: { detail: ['x'] } }, 'code 400', 400, false],
    ['too many requests', { status: 429, json: { detail: 'Later.' } }, 'Later.', 429, true],
    ['no connection', NO_CONNECTION, "can't be reached", 0, true],
  ])('tells %s', async (_, answer, text, status, isPassing) => {
    lms.on('GET', '/attempt/1', answer);

    const error = await failure(get('/attempt/1'));

    expect(error.message).toContain(text);
    expect(error).toMatchObject({ status, isPassing });
  });
});
