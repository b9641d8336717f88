// The published names, for hosts and for templates of theirs: those under `edx.courseware.proctored_exam`, and two models.

import { accessibleError } from '../common/dialog.js';
import { LearnerOnboardingModel, ProctoredExamModel } from './exam_model.js';
import { checkExamAttemptStatus, endExam, leaveEndPage, startExam, updateStatus } from './exam_actions.js';
import { names } from './provider.js';
import { ProctoredExamInfo, ProctoredExamView } from './views.js';
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
    ProctoredExamInfo,
    ProctoredExamView,
  });
  Object.assign(window, { ProctoredExamModel, LearnerOnboardingModel });
}

function asClickHandler(act) {
  return (event) => {
    event.preventDefault();
    return act(event.currentTarget);
  };
}
