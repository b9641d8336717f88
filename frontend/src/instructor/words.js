// Statuses, kinds and dates in the reader's words. What is not known is shown as it is.

import { make } from '../common/elements.js';
import { pageLanguage } from '../common/language.js';
import { format, gettext } from '../common/texts.js';

/** What stands in a cell without a value. */
export const EMPTY = '–';

const attemptStatuses = () => ({
  created: gettext('Created'),
  download_software_clicked: gettext('Setting up proctoring'),
  ready_to_start: gettext('Ready to start'),
  started: gettext('Started'),
  ready_to_submit: gettext('Ready to submit'),
  declined: gettext('Declined'),
  timed_out: gettext('Timed out'),
  submitted: gettext('Submitted'),
  second_review_required: gettext('Second review required'),
  verified: gettext('Verified'),
  rejected: gettext('Rejected'),
  error: gettext('Error'),
  onboarding_reset: gettext('Onboarding reset'),
  onboarding_missing: gettext('Onboarding missing'),
  onboarding_pending: gettext('Onboarding pending'),
  onboarding_failed: gettext('Onboarding failed'),
  onboarding_expired: gettext('Onboarding expired'),
});

const onboardingStatuses = () => ({
  not_started: gettext('Not started'),
  setup_started: gettext('Setup started'),
  onboarding_started: gettext('Onboarding started'),
  other_course_approved: gettext('Approved in another course'),
  submitted: gettext('Submitted'),
  verified: gettext('Verified'),
  rejected: gettext('Rejected'),
  error: gettext('Error'),
  expired: gettext('Expired'),
  onboarding_reset_past_due: gettext('Onboarding reset failed: past due'),
});

const enrollmentModes = () => ({
  // Translators: Tracks of enrollment, as Open edX names them.
  audit: gettext('Audit'),
  honor: gettext('Honor'),
  verified: gettext('Verified'),
  professional: gettext('Professional'),
  'no-id-professional': gettext('Professional (no ID verification)'),
  credit: gettext('Credit'),
  masters: gettext('Master’s degree'),
  'executive-education': gettext('Executive education'),
});

const allowanceKinds = () => ({
  additional_time_granted: gettext('Additional time (minutes)'),
  time_multiplier: gettext('Time multiplier'),
  review_policy_exception: gettext('Review policy exception'),
});

const reviewOutcomes = () => ({
  // Translators: Findings of whoever reviewed a proctoring session.
  Clean: gettext('Clean'),
  'Rules Violation': gettext('Rules violation'),
  Suspicious: gettext('Suspicious'),
  'Not Reviewed': gettext('Not reviewed'),
});

const inWords = (words) => (value) => words()[value] ?? value ?? EMPTY;

export const attemptStatusWord = inWords(attemptStatuses);
export const onboardingStatusWord = inWords(onboardingStatuses);
export const enrollmentModeWord = inWords(enrollmentModes);
export const allowanceKindWord = inWords(allowanceKinds);
export const reviewOutcomeWord = inWords(reviewOutcomes);

/** The statuses of attempts that one can look for, each with its words. */
export function attemptStatusChoices() {
  return Object.entries(attemptStatuses()).map(([value, label]) => ({ value, label }));
}

/** The kind of exam. */
export function examTypeWord({ is_practice_exam: isPractice, is_proctored: isProctored }) {
  if (isPractice) {
    // Translators: Types of exams, in a column of a table.
    return gettext('Practice');
  }
  return isProctored ? gettext('Proctored') : gettext('Timed');
}

/** A number of minutes with their unit, or what stands for none. */
export function minutesText(minutes) {
  return minutes === null || minutes === undefined
    ? EMPTY
    : numberText(minutes, { style: 'unit', unit: 'minute', unitDisplay: 'short' });
}

/** A number as it is written in the reader's language. */
export function numberText(number, options) {
  return new Intl.NumberFormat(pageLanguage(), options).format(number);
}

/** An instant of the LMS (ISO 8601) in the reader's language and time zone; also good for texts. */
export function dateText(instant, options = { dateStyle: 'medium', timeStyle: 'short' }) {
  const date = new Date(instant ?? '');
  return Number.isNaN(date.getTime())
    ? (instant ?? EMPTY)
    : new Intl.DateTimeFormat(pageLanguage(), options).format(date);
}

/** The same as an element. */
export function dateNode(instant) {
  return instant ? make('time', { dateTime: instant, textContent: dateText(instant) }) : EMPTY;
}

/** In which time zone these dates are, as a sentence of its own below a table. */
export function timeZoneNote() {
  const parts = new Intl.DateTimeFormat(pageLanguage(), { timeZoneName: 'longGeneric' }).formatToParts();
  const zone = parts.find(({ type }) => type === 'timeZoneName').value;
  return make('p', {
    className: 'time-zone-note',
    // Translators: {zone} is the name of a time zone, such as "Pacific Time".
    textContent: format(gettext('Dates and times are in your time zone: {zone}.'), { zone }),
  });
}
