// The panel with the attempts of a course, as a test opens it.

import { fillAttempts } from '../src/instructor/attempts_panel.js';
import { COURSE, FINAL, find, MIDTERM, PATHS, prepare } from './instructor_course.js';
import { settle } from './surroundings.js';

/** A page that will have the panel, and the LMS behind it. */
export function prepareAttempts() {
  return prepare('student-proctored-exam-container').on('GET', PATHS.exams, { json: [MIDTERM, FINAL] });
}

/** Open the panel; the LMS answers with these pages of attempts. What it was asked until then is forgotten. */
export async function showAttempts(lms, ...pages) {
  lms.on('GET', PATHS.attempts, ...pages);
  fillAttempts(find('.student-proctored-exam-container'), COURSE);
  await settle();
  lms.requests.length = 0;
}
