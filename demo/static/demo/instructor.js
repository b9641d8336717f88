// Builds the app's panels as an LMS's instructor dashboard does.

const section = document.querySelector('#special_exams section');
const views = window.edx.instructor_dashboard.proctoring;

for (const name of [
  'ProctoredExamAttemptView',
  'ProctoredExamAllowanceView',
  'ProctoredExamOnboardingView',
  'ProctoredExamDashboardView',
]) {
  new views[name](section);
}
