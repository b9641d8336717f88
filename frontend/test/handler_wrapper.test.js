import { beforeEach, describe, expect, it, vi } from 'vitest';
import standard, { handlerWrapper } from '../../edx_proctoring/static/index.js';

let scope;

beforeEach(() => {
  scope = new EventTarget();
  scope.postMessage = vi.fn();
  vi.stubGlobal('self', scope);
  return () => vi.unstubAllGlobals();
});

async function tell(data) {
  scope.dispatchEvent(Object.assign(new Event('message'), { data }));
  await new Promise((resolve) => setImmediate(resolve));
  return scope.postMessage.mock.calls.map(([answer]) => answer);
}

const KINDS = [
  ['startExamAttempt', 'onStartExamAttempt', ['T', 'E'], 'examAttemptStarted', 'examAttemptStartFailed'],
  ['endExamAttempt', 'onEndExamAttempt', ['E'], 'examAttemptEnded', 'examAttemptEndFailed'],
  ['ping', 'onPing', ['T', 'E'], 'echo', 'pingFailed'],
];

it('is exported under both names', () => {
  expect(standard).toBe(handlerWrapper);
});

describe.each(KINDS)('%s', (type, method, values, success, failure) => {
  const message = { type, timeout: 'T', attemptExternalId: 'E' };

  it('asks the handler and reports success', async () => {
    const ask = vi.fn(() => Promise.resolve());
    handlerWrapper(
      class {
        [method] = ask;
      },
    );

    expect(await tell(message)).toEqual([{ type: success }]);
    expect(ask.mock.calls).toEqual([values]);
  });

  it.each([
    ['an Error', new Error('no camera'), 'no camera'],
    ['anything else', 'offline', 'offline'],
  ])('reports a failure by %s', async (_, reason, error) => {
    handlerWrapper(
      class {
        [method]() {
          return Promise.reject(reason);
        }
      },
    );

    expect(await tell(message)).toEqual([{ type: failure, error }]);
  });

  it('says nothing when the handler has no answer to it', async () => {
    handlerWrapper(class {});

    expect(await tell(message)).toEqual([]);
  });
});

it('makes the handler with options, and again when they come', async () => {
  const made = [];
  class Handler {
    constructor(options) {
      made.push(options);
      this.options = options;
    }

    onPing() {
      return this.options.isUp ? Promise.resolve() : Promise.reject(new Error('down'));
    }
  }
  handlerWrapper(Handler);

  await tell({ type: 'ping' });
  await tell({ type: 'config', options: { isUp: true } });
  const answers = await tell({ type: 'ping' });

  expect(made).toEqual([{}, { isUp: true }]);
  expect(answers).toEqual([{ type: 'pingFailed', error: 'down' }, { type: 'echo' }]);
});

it.each([[{ type: 'toString' }], [{}], [null]])('ignores %o', async (message) => {
  handlerWrapper(class {});

  expect(await tell(message)).toEqual([]);
});
