// The page on which a learner sets up proctoring.

import { announce } from '../common/announcer.js';
import { accessibleError, confirmed } from '../common/dialog.js';
import phases from '../common/phases.json';
import { gettext } from '../common/texts.js';
import { changeStatus } from './attempts.js';
import { whileBriefly } from './busy.js';
import { checkExamAttemptStatus, updateStatus } from './exam_actions.js';
import { reload } from './page.js';

const SETTING_UP = phases['setting up'];
const POLL_MS = 10_000;
const IS_SETTING_UP = '#software_download_link, .js-start-proctored-exam, .instructions[data-rule="seb"]';

/** Open the provider's page in a window of its own, unless setup is complete already. */
export function startSystemCheck(button) {
  // Opened before anything is awaited: later the browser would take it for a pop-up nobody asked for.
  const opened = window.open('', '_blank');
  return whileBriefly(button, gettext('The system check could not be started'), async () => {
    if (opened === null) {
      throw new Error(gettext('Your browser blocked a new window. Allow pop-ups for this site, then try again.'));
    }
    try {
      await checkSystem(opened);
    } catch (error) {
      opened.close();
      throw error;
    }
  });
}

async function checkSystem(opened) {
  const target = downloadUrl();
  const status = await currentStatus();
  if (!SETTING_UP.includes(status)) {
    opened.close();
    if (status === 'ready_to_start') {
      await accessibleError(
        gettext('Setup is complete'),
        gettext('Your system has already been checked. You can start the exam.'),
      );
    }
    reload();
    return;
  }
  opened.opener = null;
  opened.location.replace(target);
  await changeStatus(pollUrl(), 'click_download_software');
}

/** Go on to the exam, if the provider has reported that setup is complete. */
export function goToExam(button) {
  return whileBriefly(button, gettext("The exam can't be started yet"), async () => {
    if ((await currentStatus()) === 'ready_to_start') {
      reload();
      return;
    }
    makeSystemCheckPrimary(button);
    throw new Error(gettext('Proctoring is not set up yet. Complete the system check first, then come back here.'));
  });
}

/** Take the exam without proctoring, after a question. */
export async function decline(link) {
  const isSure = await confirmed(
    gettext('Take this exam without proctoring?'),
    gettext(
      'The exam opens right away, without a time limit. ' +
        "If anything in this course requires proctored exams, such as credit, you won't be eligible for it. " +
        "You can't undo this.",
    ),
    { yes: gettext('Continue without proctoring'), no: gettext('Go back') },
  );
  if (isSure) {
    await updateStatus(link);
  }
}

/** Copy the exam code. The button says so until it loses the focus. */
export async function copyExamCode(button) {
  const field = document.querySelector('#proctored-exam-code');
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    await accessibleError(
      gettext('The exam code could not be copied'),
      gettext("Your browser doesn't allow it. The code is selected: copy it with the keyboard."),
    );
    return;
  }
  announce(gettext('The exam code was copied.'));
  const label = button.textContent;
  const done = gettext('Copied');
  if (label !== done) {
    button.textContent = done;
    button.addEventListener('blur', () => (button.textContent = label), { once: true });
  }
}

/** Show the next page by itself once setup is complete. Does nothing on other pages. The result ends it. */
export function watchSetUp() {
  const timer = setInterval(look, POLL_MS);
  document.addEventListener('visibilitychange', look);
  return stop;

  async function look() {
    if (document.hidden || !document.querySelector(IS_SETTING_UP)) {
      return;
    }
    try {
      if (!SETTING_UP.includes(await currentStatus())) {
        stop();
        reload();
      }
    } catch (error) {
      if (!error.isPassing) {
        stop();
      }
    }
  }

  function stop() {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  }
}

function currentStatus() {
  return checkExamAttemptStatus(pollUrl(), { sourceid: 'instructions' });
}

function pollUrl() {
  return document.querySelector('.instructions[data-exam-started-poll-url]').dataset.examStartedPollUrl;
}

function downloadUrl() {
  const text = document.querySelector('[data-software-download-url]')?.dataset.softwareDownloadUrl ?? '';
  const url = URL.canParse(text, document.baseURI) ? new URL(text, document.baseURI) : null;
  if (url === null || text === '' || !['http:', 'https:'].includes(url.protocol)) {
    throw new Error(gettext('The address of the proctoring software is missing. Contact your course team.'));
  }
  return url.href;
}

function makeSystemCheckPrimary(startButton) {
  const systemCheck = document.querySelector('#software_download_link');
  if (systemCheck !== null) {
    startButton.classList.replace('btn-primary', 'btn-secondary');
    systemCheck.classList.remove('btn-secondary');
    systemCheck.classList.add('btn-primary');
  }
}
