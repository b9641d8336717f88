// The exam room: a page of the app's own, with the panels of the instructor dashboard. `instructor.js` brings them.

const { proctoring } = window.edx.instructor_dashboard;

for (const View of [
  proctoring.ProctoredExamAttemptView,
  proctoring.ProctoredExamAllowanceView,
  proctoring.ProctoredExamOnboardingView,
  proctoring.ProctoredExamDashboardView,
]) {
  new View(document.body);
}
