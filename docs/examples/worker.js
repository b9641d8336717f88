// npm package @acme/proctoring-worker; its package.json names this file as "main".
import { handlerWrapper } from '@edx/edx-proctoring';

const PROGRAM = 'http://localhost:39102'; // where Acme's program listens on the learner's computer

async function ask(path, timeout) {
  const response = await fetch(`${PROGRAM}/${path}`, { signal: AbortSignal.timeout(timeout) });
  if (!response.ok) {
    throw new Error(`Acme's program answered ${response.status}`);
  }
}

class Handler {
  onStartExamAttempt(timeout, attemptExternalId) {
    return ask(`start/${attemptExternalId}`, timeout);
  }

  onEndExamAttempt(attemptExternalId) {
    return ask(`end/${attemptExternalId}`, 10000);
  }

  onPing(timeout) {
    return ask('ping', timeout);
  }
}

handlerWrapper(Handler);
