// The data layer of @edx/frontend-lib-special-exams, the learner's front end on Open edX, for another process to drive.
// The library and the platform below it are the published files; this is their host, as far as there is one in Node.js:
// settings from the environment, a session's cookies instead of JSON web tokens, a Redux store, and no page.
//
// A line of JSON on the standard input is a call, one on the standard output its outcome:
//
//   {"api": "fetchExamAttemptsData", "arguments": [...]}   a function of the library's data/api.js
//   {"result": ...} or {"error": {"message", "status", "data"}}
//
//   {"dispatch": "startTimedExam", "arguments": [...]}     a thunk of its data/thunks.js
//   {"state": ...}                                         what its reducer keeps then
//
//   {}                                                     where have the thunks sent the page?
//   {"address": ...}

import process from 'node:process';
import { createInterface } from 'node:readline';
import { getConfig } from '@edx/frontend-platform';
import { AxiosJwtAuthService, configure as configureAuth } from '@edx/frontend-platform/auth';
import createErrorInterceptor from '@edx/frontend-platform/auth/interceptors/createProcessAxiosRequestErrorInterceptor';
import { configure as configureLogging, getLoggingService } from '@edx/frontend-platform/logging';
import { configureStore } from '@reduxjs/toolkit';
// The package exports its React components only.
import * as api from './node_modules/@edx/frontend-lib-special-exams/dist/data/api.js';
import { reducer } from './node_modules/@edx/frontend-lib-special-exams/dist/data/index.js';
import * as thunks from './node_modules/@edx/frontend-lib-special-exams/dist/data/thunks.js';

const { SESSION_COOKIES, CSRF_TOKEN } = process.env;

/** The platform's own service, with a session in place of the tokens that it would fetch from an Open edX host. */
class SessionAuthService extends AxiosJwtAuthService {
  addAuthenticationToHttpClient(httpClient) {
    httpClient.interceptors.request.use((request) => {
      request.headers.set({ Cookie: SESSION_COOKIES, 'X-CSRFToken': CSRF_TOKEN, 'USE-JWT-COOKIE': true });
      return request;
    });
    httpClient.interceptors.response.use(
      (response) => response,
      createErrorInterceptor({ loggingService: this.loggingService }),
    );
    return httpClient;
  }
}

/** Errors end in the standard error stream. */
class StreamLoggingService {
  logInfo() {}

  logError(error) {
    process.stderr.write(`${error.message ?? error}\n`);
  }

  setCustomAttribute() {}
}

async function callApi({ api: name, arguments: values }) {
  try {
    return { result: await api[name](...values) };
  } catch (error) {
    return { error: { message: error.message, status: error.response?.status, data: error.response?.data } };
  }
}

async function dispatch(store, { dispatch: name, arguments: values }) {
  await store.dispatch(thunks[name](...values));
  return { state: store.getState().specialExams };
}

function answer(store, call) {
  if ('api' in call) {
    return callApi(call);
  }
  return 'dispatch' in call ? dispatch(store, call) : { address: window.location.href };
}

/** Answers one call after the other until the input ends. */
async function answerCalls(store) {
  for await (const line of createInterface({ input: process.stdin })) {
    const outcome = await answer(store, JSON.parse(line));
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
}

// What the thunks ask of a page: its address, and the frame in which a proctoring service's extension listens.
globalThis.window = { location: { href: '' }, top: { postMessage() {} } };
configureLogging(StreamLoggingService, { config: getConfig() });
configureAuth(SessionAuthService, { config: getConfig(), loggingService: getLoggingService() });
answerCalls(configureStore({ reducer: { specialExams: reducer } }));
