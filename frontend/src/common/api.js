// Requests to the LMS.

import { csrfHeader } from './csrf.js';
import { format, gettext } from './texts.js';

const TIMEOUT_MS = 30_000;

/** A request that failed. `status` is 0 when no answer came; the message is fit for the reader, `body` is the JSON. */
export class ApiError extends Error {
  constructor(message, status, body = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
  }

  /** Whether the same request may succeed later: nothing came, or the server has a problem of its own. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Whether the reader is not signed in any more, or not allowed to do this. */
  get isRefusal() {
    return this.status === 401 || this.status === 403;
  }
}

/** The JSON answer to a GET. */
export function get(url, parameters = {}) {
  return send(addressOf(url, parameters), { method: 'GET' });
}

/**
 * The JSON answer to a GET that does not say who asks: no cookie is sent, so the LMS need not find out. What stands
 * before an LMS may want to know it, and refuses, or answers something else.
 */
export function getUnnamed(url) {
  return send(addressOf(url, {}), { method: 'GET', credentials: 'omit' });
}

/**
 * The JSON answer to a GET and its validator, `{ body, etag }`; null if the answer is still the one that has the
 * validator `etag`.
 */
export async function getIfChanged(url, parameters, etag) {
  const headers = etag ? { 'If-None-Match': etag } : {};
  const response = await request(addressOf(url, parameters), { method: 'GET', headers });
  return response.status === 304 ? null : { body: await readAnswer(response), etag: response.headers.get('ETag') };
}

/** The JSON answer to a POST of these values. */
export function post(url, values) {
  return send(new URL(url, document.baseURI), withBody('POST', values));
}

/** The JSON answer to a PUT of these values. */
export function put(url, values = {}) {
  return send(new URL(url, document.baseURI), withBody('PUT', values));
}

/** The JSON answer to a DELETE with these values. */
export function remove(url, values = {}) {
  return send(new URL(url, document.baseURI), withBody('DELETE', values));
}

function withBody(method, values) {
  return { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(values) };
}

function addressOf(url, parameters) {
  const address = new URL(url, document.baseURI);
  for (const [name, value] of Object.entries(parameters)) {
    address.searchParams.set(name, value);
  }
  return address;
}

async function send(address, options) {
  return readAnswer(await request(address, options));
}

async function request(address, options) {
  if (address.origin !== location.origin) {
    // The CSRF token is not for other sites.
    throw new ApiError(gettext('The address of the exam is not on this site.'), 0);
  }
  const headers = { Accept: 'application/json', ...options.headers };
  if (options.method !== 'GET') {
    const [header, token] = csrfHeader();
    headers[header] = token;
  }
  try {
    return await fetch(address.href, {
      credentials: 'same-origin',
      ...options,
      headers,
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new ApiError(gettext("The server can't be reached. Check your internet connection, then try again."), 0);
  }
}

async function readAnswer(response) {
  const body = await readJson(response);
  if (!response.ok) {
    throw new ApiError(errorText(body, response.status), response.status, body);
  }
  return body;
}

async function readJson(response) {
  try {
    return await response.json();
  } catch {
    return null; // an empty body, or an error page
  }
}

function errorText(body, status) {
  const text = body?.detail ?? body; // some published answers are just a text
  if (typeof text === 'string' && text !== '') {
    return text;
  }
  return format(gettext('The server responded with an error (code {status}). Try again in a moment.'), { status });
}
