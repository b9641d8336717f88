import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { beforeEach, expect, it, vi } from 'vitest';

import { handlerWrapper } from '../../edx_proctoring/static/index.js';

// The worker in docs/backends.rst. A bundler resolves its import; here the function is handed in.
const FILE = resolve(import.meta.dirname, '../../docs/examples/worker.js');
const IMPORT = "import { handlerWrapper } from '@edx/edx-proctoring';";

let scope;

beforeEach(async () => {
  const source = await readFile(FILE, 'utf8');
  expect(source).toContain(IMPORT);
  scope = new EventTarget();
  scope.postMessage = vi.fn();
  vi.stubGlobal('self', scope);
  new Function('handlerWrapper', source.replace(IMPORT, ''))(handlerWrapper);
  return () => vi.unstubAllGlobals();
});

function tell(data) {
  scope.dispatchEvent(Object.assign(new Event('message'), { data }));
}

it.each([
  [{ type: 'startExamAttempt', timeout: 500, attemptExternalId: 'a1' }, 'start/a1', 'examAttemptStarted'],
  [{ type: 'endExamAttempt', attemptExternalId: 'a1' }, 'end/a1', 'examAttemptEnded'],
  [{ type: 'ping', timeout: 500, attemptExternalId: 'a1' }, 'ping', 'echo'],
])('answers %o', async (message, path, answer) => {
  const ask = vi.fn(() => Promise.resolve({ ok: true }));
  vi.stubGlobal('fetch', ask);
  tell(message);
  await vi.waitFor(() => expect(scope.postMessage).toHaveBeenCalledWith({ type: answer }));
  expect(ask.mock.calls[0][0]).toBe(`http://localhost:39102/${path}`);
});

it('says that its program fails', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve({ ok: false, status: 500 }));
  tell({ type: 'ping', timeout: 500, attemptExternalId: 'a1' });
  const answer = { type: 'pingFailed', error: "Acme's program answered 500" };
  await vi.waitFor(() => expect(scope.postMessage).toHaveBeenCalledWith(answer));
});
