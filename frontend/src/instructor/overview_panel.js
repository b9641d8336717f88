// The exams of a course at a glance: charts over the list of attempts.
//
// GET v1/proctored_exam/overview/course_id/<course> gives the numbers (course staff; all attempts of the course that
// there are, removed ones not):
//
//   {
//     "attempts": 2000,                                    attempts, and the learners who made them
//     "learners": 812,
//     "statuses": [{"status": "submitted", "count": 12}],  by status; only those that occur, the most frequent first
//     "reviews": [{"outcome": "Clean", "count": 3}],       reviews by `review_status`, the most frequent first
//     "time_used": [{"from_percent": 0, "to_percent": 10, "count": 3}, ...,
//                   {"from_percent": 100, "to_percent": null, "count": 1}],
//                                                          ended attempts by how much of the time that they were
//                                                          allowed was used: ten tenths, and more than all
//     "unit": "hour" | "day" | "week" | "month",           how long a span of `starts` is; never more than 120 spans
//     "starts": [{"at": "2026-11-01T00:00:00Z", "count": 7}]
//                                                          attempts by the span in which they were started, from the
//                                                          first to the last, empty ones included; `at` begins a span
//   }
//
// An LMS without that address answers 404: then there is no overview.

import { get } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { overviewUrl } from './addresses.js';
import { barChart, columnChart } from './charts.js';
import { problemBox } from './problem_box.js';
import { attemptStatusWord, dateText, numberText, reviewOutcomeWord } from './words.js';

/** Put the overview into the container; it stays hidden while there is none. */
export async function fillOverview(container, courseId) {
  container.hidden = true;
  let overview;
  try {
    overview = await get(overviewUrl(courseId));
  } catch (error) {
    if (error.status !== 404) {
      const title = gettext('The overview could not be loaded.');
      container.replaceChildren(problemBox(title, error, () => fillOverview(container, courseId)));
      container.hidden = false;
    }
    return;
  }
  container.hidden = !(overview?.attempts > 0);
  if (!container.hidden) {
    container.replaceChildren(section(overview, isOpenAtFirst(container)));
  }
}

/** In the exam room the list comes first, and the charts are one click away. */
function isOpenAtFirst(container) {
  return container.closest('.exam-room') === null;
}

function section(overview, isOpen) {
  const values = { attempts: numberText(overview.attempts), learners: numberText(overview.learners) };
  const charts = [statuses, reviews, timeUsed, starts].map((chart) => chart(overview)).filter(Boolean);
  return make('details', { className: 'proctoring-overview', open: isOpen }, [
    make('summary', {}, [
      make('span', { className: 'overview-title', textContent: gettext('Overview') }),
      ' ',
      format(gettext('Attempts: {attempts}. Learners: {learners}.'), values),
    ]),
    make('div', { className: 'proctoring-charts' }, charts),
  ]);
}

function statuses({ statuses: counts }) {
  const rows = counts.map(({ status, count }) => ({ label: attemptStatusWord(status), value: count }));
  return bars(gettext('Attempts by status'), [gettext('Status'), gettext('Attempts')], rows);
}

function reviews({ reviews: counts }) {
  const rows = counts.map(({ outcome, count }) => ({ label: reviewOutcomeWord(outcome), value: count }));
  return bars(gettext('Review outcomes'), [gettext('Outcome'), gettext('Reviews')], rows);
}

function bars(title, columns, rows) {
  if (rows.length === 0) {
    return null;
  }
  const first = format(gettext('{title}. Most common: {label} ({count}).'), {
    title,
    label: rows[0].label,
    count: numberText(rows[0].value),
  });
  return barChart({ title, summary: first, columns, rows });
}

function timeUsed({ time_used: counts }) {
  const rows = counts.map(({ from_percent: from, to_percent: to, count }) => ({
    // Translators: Shares of the allowed time that learners used.
    label: to === null ? format(gettext('over {from}%'), { from }) : format(gettext('{from}–{to}%'), { from, to }),
    value: count,
  }));
  const all = rows.reduce((sum, { value }) => sum + value, 0);
  if (all === 0) {
    return null;
  }
  const title = gettext('Time used, as a share of the time limit');
  const summary = format(ngettext('{title}: {count} completed attempt.', '{title}: {count} completed attempts.', all), {
    title,
    count: numberText(all),
  });
  return columnChart({ title, summary, columns: [gettext('Time used'), gettext('Attempts')], rows });
}

function starts({ starts: counts, unit }) {
  if (counts.length === 0) {
    return null;
  }
  const label = ({ at }) => dateText(at, spanFormat(unit));
  const title = unit === 'hour' ? gettext('Attempts by start time') : gettext('Attempts by start date (UTC)');
  const most = counts.reduce((best, each) => (each.count > best.count ? each : best));
  const summary = format(gettext('{title}, {first} to {last}. Peak: {count}, {when}.'), {
    title,
    first: label(counts[0]),
    last: label(counts.at(-1)),
    count: numberText(most.count),
    when: label(most),
  });
  const rows = counts.map((each) => ({ label: label(each), value: each.count }));
  return columnChart({ title, summary, columns: [gettext('Start'), gettext('Attempts')], rows });
}

/** Hours are the reader's; longer spans begin at midnight UTC, and would be a day off in the west. */
function spanFormat(unit) {
  if (unit === 'hour') {
    return { month: 'short', day: 'numeric', hour: 'numeric' };
  }
  return unit === 'month'
    ? { year: 'numeric', month: 'short', timeZone: 'UTC' }
    : { month: 'short', day: 'numeric', timeZone: 'UTC' };
}
