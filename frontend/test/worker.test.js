import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { names } from '../src/learner/provider.js';
import { endProviderSession, pingApplication, startProviderSession } from '../src/learner/worker.js';
import { showPage, stubWorkers } from './surroundings.js';

beforeEach(() => {
  vi.useFakeTimers();
  showPage('');
  names().configuredWorkerURL = 'https://provider.example.com/worker.js?a="b"';
  names().ProctoringAppPingInterval = undefined;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  delete window.edx;
});

describe('the worker', () => {
  it('loads the script of the provider, from wherever it is', async () => {
    const workers = stubWorkers(() => ({ type: 'examAttemptEnded' }));

    const ended = endProviderSession();

    expect(await readText(workers[0].script)).toBe(
      'importScripts("https://provider.example.com/worker.js?a=%22b%22");',
    );
    await ended;
  });

  it('takes an address on the same site, made absolute', async () => {
    names().configuredWorkerURL = '/static/worker.js';
    const workers = stubWorkers(() => ({ type: 'examAttemptEnded' }));

    const ended = endProviderSession();

    expect(await readText(workers[0].script)).toBe('importScripts("http://localhost:3000/static/worker.js");');
    await ended;
  });

  it('is ended with the answer', async () => {
    const workers = stubWorkers(() => ({ type: 'examAttemptEnded' }));

    await endProviderSession();

    expect(workers[0].terminate).toHaveBeenCalledOnce();
    expect(workers.openUrls.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is ended after a failure too', async () => {
    const workers = stubWorkers(() => ({ type: 'examAttemptEndFailed', error: 'busy' }));

    await expect(endProviderSession()).rejects.toThrow('busy');

    expect(workers[0].terminate).toHaveBeenCalledOnce();
  });

  it('may break', async () => {
    const workers = stubWorkers(() => undefined);
    const ended = expect(endProviderSession()).rejects.toThrow('NetworkError: no script');

    workers[0].dispatchEvent(Object.assign(new Event('error'), { message: 'NetworkError: no script' }));

    await ended;
  });

  it('may say other things', async () => {
    const workers = stubWorkers(() => ({ type: 'progress' }));
    const ended = endProviderSession();
    await Promise.resolve();

    workers[0].dispatchEvent(Object.assign(new Event('message'), { data: { type: 'examAttemptEnded' } }));

    await ended;
  });

  it('is missing without a provider', async () => {
    names().configuredWorkerURL = '';
    const workers = stubWorkers(() => undefined);

    await expect(endProviderSession()).rejects.toThrow('no proctoring software');
    expect(workers).toHaveLength(0);
  });
});

describe('messages', () => {
  it.each([
    ['start, with the interval of the page', 20, { type: 'startExamAttempt', timeout: 20_000 }, 'examAttemptStarted'],
    ['start, without', undefined, { type: 'startExamAttempt', timeout: undefined }, 'examAttemptStarted'],
  ])('%s', async (_, seconds, message, type) => {
    names().ProctoringAppPingInterval = seconds;
    const workers = stubWorkers(() => ({ type }));

    await startProviderSession();

    expect(workers[0].received).toEqual(message);
  });

  it('take what the page says about its provider', async () => {
    showPage('<div class="proctored-exam-data" data-worker-url="/w.js" data-ping-interval="30" hidden></div>');
    const workers = stubWorkers(() => ({ type: 'examAttemptStarted' }));

    await startProviderSession();

    expect(names().configuredWorkerURL).toBe('/w.js');
    expect(workers[0].received.timeout).toBe(30_000);
  });

  it.each([
    [60, 50_000],
    [8, 4_000],
  ])('ping of %d seconds leaves the software %d ms', async (seconds, timeout) => {
    const workers = stubWorkers(() => ({ type: 'echo' }));

    await pingApplication(seconds);

    expect(workers[0].received).toEqual({ type: 'ping', timeout });
  });

  it.each([
    ['ping', () => pingApplication(60), 60_000],
    ['end', () => endProviderSession(), 60_000],
    ['start', () => startProviderSession(), 60_000],
  ])('%s without an answer fails in time', async (_, send, wait) => {
    const workers = stubWorkers(() => undefined);
    const outcome = vi.fn();
    send().catch(outcome);

    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(outcome).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);

    expect(outcome.mock.calls[0][0].message).toContain('is not responding');
    expect(workers[0].terminate).toHaveBeenCalledOnce();
  });
});

function readText(blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result));
    reader.readAsText(blob);
    vi.runAllTimersAsync();
  });
}
