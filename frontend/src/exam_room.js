// The exam room: a page of the app's own, with the panels of the instructor dashboard. `instructor.js` brings them.

import { keepFocusClearOf } from './common/focus_room.js';
import { Accommodations } from './exam_room/accommodations.js';
import { Board } from './exam_room/board.js';
import { Entrance } from './exam_room/entrance.js';
import { Incidents } from './exam_room/incidents.js';
import { Projector } from './exam_room/projector.js';
import { showReopening } from './exam_room/reopening.js';

const { proctoring } = window.edx.instructor_dashboard;

for (const View of [
  proctoring.ProctoredExamAttemptView,
  proctoring.ProctoredExamAllowanceView,
  proctoring.ProctoredExamOnboardingView,
  proctoring.ProctoredExamDashboardView,
]) {
  new View(document.body);
}

const board = document.querySelector('.exam-room-board');
if (board !== null) {
  new Board(board, board.dataset.courseId);
}

const accommodations = document.querySelector('.exam-room-accommodations');
if (accommodations !== null) {
  new Accommodations(accommodations);
}

const incidents = document.querySelector('.exam-room-incidents');
if (incidents !== null) {
  new Incidents(incidents, incidents.dataset.courseId);
}

const entrance = document.querySelector('.exam-room-entrance');
if (entrance !== null) {
  new Entrance(entrance, entrance.dataset.courseId);
}

const projector = document.querySelector('.room-projector');
if (projector !== null) {
  new Projector(projector);
}

const reopening = document.querySelector('.room-reopening');
if (reopening !== null) {
  showReopening(reopening);
}

// The links to the parts stay in view where there is room; in some languages they take more than one line.
const parts = document.querySelector('.room-parts');
if (parts !== null) {
  keepFocusClearOf(parts, () => getComputedStyle(parts).position === 'sticky');
}
