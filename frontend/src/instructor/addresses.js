// Where the LMS keeps what the panels show.

/** The page of the app's own says where its host has mounted it; the pages of an LMS need not. */
export const API = document.querySelector('[data-proctoring-api]')?.dataset.proctoringApi ?? '/api/edx_proctoring/v1';
const EXAMS = `${API}/proctored_exam`;

export const attemptUrl = (attemptId) => `${EXAMS}/attempt/${attemptId}`;
export const resetUrl = (examId, userId) => `${EXAMS}/exam_id/${examId}/user_id/${userId}/reset_attempts`;
export const examsUrl = (courseId) => `${EXAMS}/exam/course_id/${encodeURIComponent(courseId)}`;
export const allowanceUrl = () => `${EXAMS}/allowance`;
export const bulkAllowanceUrl = () => `${EXAMS}/bulk_allowance`;
export const groupedAllowancesUrl = (courseId) => `${EXAMS}/${encodeURIComponent(courseId)}/grouped/allowance`;
export const onboardingUrl = (courseId) => `${API}/user_onboarding/status/course_id/${encodeURIComponent(courseId)}`;
export const providerDashboardUrl = (courseId) => `${API}/instructor/${encodeURIComponent(courseId)}`;
export const boardUrl = (courseId) => `${EXAMS}/board/course_id/${encodeURIComponent(courseId)}`;
export const extraTimeUrl = (courseId) => `${EXAMS}/extra_time/course_id/${encodeURIComponent(courseId)}`;
export const accommodationsUrl = (courseId) => `${EXAMS}/accommodations/course_id/${encodeURIComponent(courseId)}`;
export const accommodationFileUrl = (courseId) =>
  `${EXAMS}/accommodations/import/course_id/${encodeURIComponent(courseId)}`;
export const accommodationUrl = (accommodationId) => `${EXAMS}/accommodations/${accommodationId}`;
export const incidentsUrl = (courseId) => `${EXAMS}/incidents/course_id/${encodeURIComponent(courseId)}`;
export const incidentPreviewUrl = (courseId) => `${EXAMS}/incidents/preview/course_id/${encodeURIComponent(courseId)}`;
export const incidentUrl = (incidentId) => `${EXAMS}/incidents/${incidentId}`;
export const sebFileUrl = (examId) => `${EXAMS}/seb_file/exam_id/${examId}`;
export const entryRulesUrl = (examId) => `${EXAMS}/entry_rules/exam_id/${examId}`;
export const accessCodesUrl = (examId) => `${EXAMS}/access_codes/exam_id/${examId}`;
export const accessCodeUrl = (codeId) => `${EXAMS}/access_codes/${codeId}`;
export const currentCodeUrl = (codeId) => `${EXAMS}/current_access_code/${codeId}`;
export const entranceUrl = (examId) => `${EXAMS}/entrance/exam_id/${examId}`;
export const movingUrl = (courseId) => `${EXAMS}/entrance/move/course_id/${encodeURIComponent(courseId)}`;
export const projectorUrl = (courseId, codeId) =>
  `${API}/instructor/${encodeURIComponent(courseId)}/exam_room/access_code/${codeId}`;
export const reopeningUrl = (courseId) => `${EXAMS}/reopening/course_id/${encodeURIComponent(courseId)}`;
export const attemptActionsUrl = (courseId) => `${EXAMS}/attempt_actions/course_id/${encodeURIComponent(courseId)}`;
export const messagesUrl = (courseId) => `${EXAMS}/messages/course_id/${encodeURIComponent(courseId)}`;
export const notBegunUrl = (examId) => `${EXAMS}/not_begun/exam_id/${examId}`;
export const timelineUrl = (courseId, attemptId) =>
  `${API}/instructor/${encodeURIComponent(courseId)}/exam_room/attempt/${attemptId}/timeline`;
export const overviewUrl = (courseId) => `${EXAMS}/overview/course_id/${encodeURIComponent(courseId)}`;

// "." and ".." can't be in a path: the browser takes them for steps.
const isStep = (search) => /^\.{1,2}$/.test(search);

/** The attempts of a course by learner and exam; with a search text only of the learners whom it fits. */
export function groupedAttemptsUrl(courseId, search = '') {
  const url = `${EXAMS}/attempt/grouped/course_id/${encodeURIComponent(courseId)}`;
  return search === '' || isStep(search) ? url : `${url}/search/${encodeURIComponent(search)}`;
}

/** The same attempts with their reviews in a file, "csv" or "json". */
export function resultsUrl(courseId, { search, exam_id, status }, file) {
  const chosen = query({ search: isStep(search) ? '' : search, exam_id, status, file });
  return `${EXAMS}/results/course_id/${encodeURIComponent(courseId)}?${new URLSearchParams(chosen)}`;
}

/** What of a query is said: empty values are left out. */
export function query(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== undefined));
}
