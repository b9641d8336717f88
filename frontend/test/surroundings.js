// What is around the code under test: the LMS behind fetch, the browser's location, workers, and dialogs.

import { vi } from 'vitest';

/** An LMS that answers as told. `requests` has what it was asked: method, path with query, headers, JSON values, credentials. */
export class FakeLms {
  constructor() {
    this.requests = [];
    this.answers = new Map();
    vi.stubGlobal('fetch', (href, options) => this.answer(new URL(href), options));
  }

  /** Answer requests of this method and path with these in turn; the last one forever. */
  on(method, path, ...answers) {
    this.answers.set(`${method} ${path}`, answers);
    return this;
  }

  /** The requests in short: 'METHOD /path?query' and, if there are any, the values sent. */
  get log() {
    return this.requests.map(({ method, path, values }) => [`${method} ${path}`, ...(values ? [values] : [])]);
  }

  async answer(url, { method, headers, body, credentials }) {
    const values = body === undefined ? undefined : JSON.parse(body);
    this.requests.push({ method, path: url.pathname + url.search, headers, values, credentials });
    const answers = this.answers.get(`${method} ${url.pathname}`) ?? [{ status: 404, json: { detail: 'Not there.' } }];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) {
      throw answer;
    }
    const { status = 200, json } = answer;
    return new Response(json === undefined ? '' : JSON.stringify(json), { status });
  }
}

export const NO_CONNECTION = new TypeError('Failed to fetch');

/** The page's location, with what was done to it. */
export function stubLocation(path = '/courses/demo') {
  const location = { origin: 'http://localhost:3000', pathname: path, reload: vi.fn(), assign: vi.fn() };
  vi.stubGlobal('location', location);
  return location;
}

/** Workers that answer each message by this function, with a message of their own or, by undefined, not at all. */
export function stubWorkers(answer) {
  const workers = [];
  vi.stubGlobal(
    'Worker',
    class extends EventTarget {
      constructor(url) {
        super();
        this.script = blobs.get(url);
        this.terminate = vi.fn();
        workers.push(this);
      }

      postMessage(message) {
        this.received = message;
        const data = answer(message);
        if (data !== undefined) {
          queueMicrotask(() => this.dispatchEvent(Object.assign(new Event('message'), { data })));
        }
      }
    },
  );
  const blobs = new Map();
  URL.createObjectURL = (blob) => {
    const url = `blob:${blobs.size}`;
    blobs.set(url, blob);
    return url;
  };
  URL.revokeObjectURL = (url) => blobs.delete(url);
  workers.openUrls = blobs;
  return workers;
}

/** jsdom has no modal dialogs. */
export function supportDialogs() {
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(value) {
    this.open = false;
    this.returnValue = value ?? this.returnValue ?? '';
    this.dispatchEvent(new Event('close'));
  };
}

/** The texts of the dialog that is open, or null. */
export function dialogTexts() {
  const dialog = document.querySelector('dialog[open]');
  return dialog && [dialog.querySelector('h2').textContent, dialog.querySelector('p').textContent];
}

/** Close the dialog that is open, with a value as its buttons have. */
export function closeDialog(value) {
  document.querySelector('dialog[open]').close(value);
}

/** Put this into the page's body. */
export function showPage(html) {
  document.body.replaceChildren(document.createRange().createContextualFragment(html));
}

/** Wait for everything that is under way and needs no clock. */
export async function settle() {
  for (let i = 0; i < 20; i += 1) {
    await Promise.resolve();
  }
  await new Promise((resolve) => setImmediate(resolve));
}
