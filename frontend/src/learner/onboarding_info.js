// The panel that tells a learner how onboarding stands, and where to go for it.

import { get } from '../common/api.js';
import { make } from '../common/elements.js';
import { pageLanguage } from '../common/language.js';
import { useStylesheet } from '../common/stylesheet.js';
import { format, gettext } from '../common/texts.js';

const STATUS_URL = '/api/edx_proctoring/v1/user_onboarding/status';
const GENERAL_HELP_URL = 'https://docs.openedx.org/';
const SOON_MS = 28 * 24 * 3600 * 1000;
const IN_REVIEW = ['submitted', 'second_review_required'];
const PASSED = ['verified', 'other_course_approved'];
const SAME_AS = {
  created: 'not_started',
  download_software_clicked: 'not_started',
  ready_to_start: 'not_started',
  ready_to_submit: 'started',
  second_review_required: 'submitted',
};

const texts = () => ({
  not_started: [gettext('Not started'), gettext("You haven't started onboarding yet. It only takes a few minutes.")],
  started: [gettext('Started'), gettext('Your onboarding is in progress. Continue where you left off.')],
  submitted: [gettext('Submitted'), gettext('We have everything we need from you.')],
  verified: [gettext('Verified'), gettext('You are ready to take the proctored exams in this course.')],
  rejected: [gettext('Rejected'), gettext('Your onboarding did not pass its review. You can try again.')],
  error: [
    gettext('Error'),
    gettext('A technical problem interrupted your onboarding. Try again. If the problem continues, contact support.'),
  ],
  other_course_approved: [
    gettext('Approved in another course'),
    gettext('You are ready: your onboarding in another course also counts here.'),
    gettext('You can still complete onboarding here, for example to try out a new computer.'),
  ],
  expiring_soon: [
    gettext('Expiring soon'),
    gettext('Your onboarding expires in a few weeks. Renew it before your next exam.'),
  ],
  expired: [gettext('Expired'), gettext('Your onboarding has expired. Renew it before your next exam.')],
});

/** Fill the panel from what the LMS knows; nothing is shown without a course, or when the LMS refuses. */
export async function showOnboardingInfo(panel) {
  const { courseId, username } = panel.dataset;
  if (!courseId) {
    return;
  }
  let facts;
  try {
    facts = await get(STATUS_URL, { course_id: courseId, ...(username ? { username } : {}) });
  } catch {
    return;
  }
  useStylesheet('learner.css');
  panel.replaceChildren(infoSection(facts));
}

function infoSection(facts) {
  const status = shownStatus(facts);
  const [word, message, detail] = texts()[SAME_AS[status] ?? status] ?? [status, ''];
  const link = examLink(facts, status);
  return make('section', { className: `proctoring-info ${tone(status)}`, 'aria-labelledby': 'proctoring-info-title' }, [
    make('h2', { id: 'proctoring-info-title', className: 'message-title' }, [
      gettext('This course contains proctored exams'),
    ]),
    make('p', { className: 'onboarding-status' }, [format(gettext('Onboarding status: {status}'), { status: word })]),
    text('onboarding-status-message', message),
    text('onboarding-status-detail', detail),
    text('onboarding-reminder message-copy', reminder(facts, status)),
    link ?? '',
    make('a', {
      className: 'action action-info-link',
      href: webAddress(facts.review_requirements_url) ?? GENERAL_HELP_URL,
      textContent: gettext('Proctored exam requirements'),
    }),
  ]);
}

function text(className, content) {
  return content ? make('p', { className, textContent: content }) : '';
}

/** The status with what time does to it. */
function shownStatus({ onboarding_status: status, expiration_date: expiration }) {
  const left = expiration ? new Date(expiration).getTime() - Date.now() : NaN;
  if (left <= 0) {
    return 'expired';
  }
  return left <= SOON_MS ? 'expiring_soon' : status || 'not_started';
}

function tone(status) {
  if (PASSED.includes(status)) {
    return 'is-passed';
  }
  return IN_REVIEW.includes(status) || status === 'expiring_soon' ? 'is-waiting' : 'is-needed';
}

function reminder(facts, status) {
  if (PASSED.includes(status)) {
    return '';
  }
  return hasExamLink(status)
    ? gettext(
        'You can take proctored exams once your onboarding has passed its review. Allow a few business days for the review.',
      )
    : gettext('Your onboarding is under review. This takes a few business days.');
}

function hasExamLink(status) {
  return !IN_REVIEW.includes(status) && status !== 'verified';
}

function examLink(facts, status) {
  if (!hasExamLink(status)) {
    return null;
  }
  const release = facts.onboarding_release_date ? new Date(facts.onboarding_release_date) : null;
  if (facts.onboarding_past_due) {
    return disabledAction(gettext('The onboarding exam is past due'));
  }
  if (release !== null && release.getTime() > Date.now()) {
    const date = release.toLocaleDateString(pageLanguage(), { dateStyle: 'long' });
    return disabledAction(format(gettext('The onboarding exam opens on {date}'), { date }));
  }
  const href = webAddress(facts.onboarding_link);
  if (href === null) {
    return null;
  }
  return status === 'other_course_approved'
    ? make('a', { className: 'action action-onboarding-practice', href, textContent: gettext('Go to onboarding') })
    : make('a', { className: 'action action-onboarding', href, textContent: gettext('Complete your onboarding') });
}

function disabledAction(content) {
  return make('span', { className: 'action action-disabled', textContent: content });
}

/** An address that a link may lead to, or null. */
function webAddress(url) {
  const isWeb = url && URL.canParse(url, document.baseURI) && /^https?:$/.test(new URL(url, document.baseURI).protocol);
  return isWeb ? url : null;
}
