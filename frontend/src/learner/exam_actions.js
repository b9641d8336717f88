// What the buttons of an exam do: start, end, and every other move of an attempt.

import { accessibleError } from '../common/dialog.js';
import { gettext } from '../common/texts.js';
import { changeStatus, readAttempt } from './attempts.js';
import { whileBusy } from './busy.js';
import { allowLeaving, reload } from './page.js';
import { workerUrl } from './provider.js';
import { endProviderSession, startProviderSession } from './worker.js';

/** Do what the button says, then show the next page. */
export function updateStatus(button) {
  return whileBusy(button, gettext("That didn't work"), async () => {
    await move(button);
    reload();
  });
}

/** Start the exam: first the provider's software, then the exam's clock. */
export function startExam(button) {
  return whileBusy(button, gettext('The exam could not be started'), async () => {
    if (button.dataset.action === 'start' && workerUrl() !== null) {
      await startProviderSession();
    }
    await move(button);
    reload();
  });
}

/** Submit the exam, or go back to it. The provider's software ends its session after a submission. */
export function leaveEndPage(button) {
  allowLeaving();
  return whileBusy(button, gettext('The exam could not be ended'), async () => {
    await move(button);
    if (button.dataset.action === 'submit' && workerUrl() !== null) {
      await endProviderSession().catch((error) =>
        // The exam is submitted all the same.
        accessibleError(gettext('The proctoring software could not be stopped'), error.message),
      );
    }
    reload();
  });
}

/** The attempt's status. Rejects without one. */
export async function checkExamAttemptStatus(url, parameters) {
  const attempt = await readAttempt(url, parameters);
  if (!attempt?.status) {
    throw new Error(gettext('The status of the exam is unknown.'));
  }
  return attempt.status;
}

/** End the provider's session, if there is one. Rejects while the LMS has not submitted the attempt. */
export async function endExam(url) {
  if (workerUrl() === null) {
    return;
  }
  if ((await checkExamAttemptStatus(url)) !== 'submitted') {
    throw new Error(gettext('The exam has not been submitted yet.'));
  }
  await endProviderSession();
}

function move(button) {
  return changeStatus(button.dataset.changeStateUrl, button.dataset.action);
}
