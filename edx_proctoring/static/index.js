// The worker's side of the conversation between an exam's page and a proctoring provider's software. A provider's npm
// module calls handlerWrapper(Handler) at its top level; the host bundles it into a script that runs in a web worker.

const CONVERSATIONS = {
  startExamAttempt: {
    method: 'onStartExamAttempt',
    success: 'examAttemptStarted',
    failure: 'examAttemptStartFailed',
  },
  endExamAttempt: { method: 'onEndExamAttempt', success: 'examAttemptEnded', failure: 'examAttemptEndFailed' },
  ping: { method: 'onPing', success: 'echo', failure: 'pingFailed' },
};

/**
 * Let a provider's handler answer the page's messages.
 *
 * Handler is a class whose objects have any of these methods, each returning a promise:
 * onStartExamAttempt(timeout, attemptExternalId), onEndExamAttempt(attemptExternalId), onPing(timeout,
 * attemptExternalId). Timeouts are in milliseconds. A message without a method for it gets no answer. The message
 * {type: 'config', options} makes a new Handler(options) from then on.
 */
export function handlerWrapper(Handler) {
  let handler = new Handler({});

  self.addEventListener('message', ({ data }) => {
    if (data?.type === 'config') {
      handler = new Handler(data.options);
    } else if (Object.hasOwn(CONVERSATIONS, data?.type)) {
      answer(handler, data);
    }
  });
}

async function answer(handler, message) {
  const { method, success, failure } = CONVERSATIONS[message.type];
  if (typeof handler[method] !== 'function') {
    return;
  }
  const { timeout, attemptExternalId } = message;
  const values = message.type === 'endExamAttempt' ? [attemptExternalId] : [timeout, attemptExternalId];
  try {
    await handler[method](...values);
    self.postMessage({ type: success });
  } catch (error) {
    self.postMessage({ type: failure, error: error instanceof Error ? error.message : error });
  }
}

export default handlerWrapper;
