// All attempts that fit the search and the filters, in one file.

import { announce } from '../common/announcer.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { saveCsv } from './csv.js';
import { problemBox } from './problem_box.js';
import { attemptStatusWord, examTypeWord } from './words.js';

// The LMS may give fewer on a page; what it says about pages counts.
const PER_PAGE = 250;

/** The button, with its progress. `read(page, size)` gets one page of attempts as the LMS gives them. */
export function attemptExport(read) {
  const button = make('button', {
    type: 'button',
    className: 'btn export-attempts',
    textContent: gettext('Export these attempts (CSV)'),
  });
  const cancel = make('button', {
    type: 'button',
    className: 'btn cancel',
    textContent: gettext('Cancel'),
    hidden: true,
  });
  const progress = make('progress', { hidden: true, 'aria-label': gettext('Export progress') });
  const problem = make('div');
  let isCancelled = false;
  const setBusy = (isBusy) => {
    button.disabled = isBusy;
    cancel.hidden = !isBusy;
    progress.hidden = !isBusy;
  };
  const run = async () => {
    isCancelled = false;
    problem.replaceChildren();
    progress.removeAttribute('value');
    setBusy(true);
    cancel.focus();
    try {
      const attempts = await readAll(read, progress, () => isCancelled);
      if (!isCancelled) {
        saveCsv('exam-attempts.csv', [header(), ...attempts.map(line)]);
      }
      announce(isCancelled ? gettext('The export was canceled.') : gettext('The export is complete.'));
    } catch (error) {
      problem.replaceChildren(problemBox(gettext('The attempts could not be exported.'), error, run));
    }
    setBusy(false);
    button.focus();
  };
  button.addEventListener('click', run);
  cancel.addEventListener('click', () => (isCancelled = true));
  return make('div', { className: 'proctoring-export' }, [button, progress, cancel, problem]);
}

async function readAll(read, progress, isCancelled) {
  const attempts = new Map(); // by id: a new attempt may push others to the next page meanwhile
  let pages = 1;
  for (let page = 1; page <= pages && !isCancelled(); page += 1) {
    const { proctored_exam_attempts: groups, pagination_info: info } = await read(page, PER_PAGE);
    for (const attempt of groups.flatMap((group) => group.all_attempts)) {
      attempts.set(attempt.id, attempt);
    }
    pages = info.total_pages;
    progress.max = pages;
    progress.value = page;
    progress.textContent = format(gettext('Page {page} of {pages}'), { page, pages });
  }
  return [...attempts.values()];
}

function header() {
  return [
    gettext('Attempt'),
    gettext('Learner'),
    gettext('Email'),
    gettext('Exam'),
    gettext('Type'),
    gettext('Time limit (minutes)'),
    gettext('Started'),
    gettext('Completed'),
    gettext('Status'),
    gettext('Ready to resume'),
  ];
}

function line(attempt) {
  return [
    attempt.id,
    attempt.user.username,
    attempt.user.email,
    attempt.proctored_exam.exam_name,
    examTypeWord(attempt.proctored_exam),
    attempt.allowed_time_limit_mins ?? '',
    attempt.started_at ?? '',
    attempt.completed_at ?? '',
    attemptStatusWord(attempt.status),
    attempt.ready_to_resume && !attempt.resumed ? gettext('Yes') : gettext('No'),
  ];
}
