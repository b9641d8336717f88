// The published names under `edx.courseware.proctored_exam`, for hosts and for templates of theirs.

import { accessibleError } from './dialog.js';
import { checkExamAttemptStatus, endExam, leaveEndPage, startExam, updateStatus } from './exam_actions.js';
import { names } from './provider.js';
import { pingApplication } from './worker.js';

/** Set the names. What a page has set itself (configuredWorkerURL, ProctoringAppPingInterval) stays. */
export function publish() {
  Object.assign(names(), {
    examStartHandler: asClickHandler(startExam),
    examEndHandler: asClickHandler(leaveEndPage),
    updateStatusHandler: asClickHandler(updateStatus),
    checkExamAttemptStatus,
    endExam,
    pingApplication,
    accessibleError,
  });
}

function asClickHandler(act) {
  return (event) => {
    event.preventDefault();
    return act(event.currentTarget);
  };
}
