// Who is in the room: the attempts that go on right now.

import { announce } from '../common/announcer.js';
import { getIfChanged } from '../common/api.js';
import { make, newId } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { boardUrl } from '../instructor/addresses.js';
import { problemBox } from '../instructor/problem_box.js';
import { numberText, timeZoneNote } from '../instructor/words.js';
import { completed } from './board_answer.js';
import { actionResult, AttemptActionForm } from './attempt_action_form.js';
import { refusalText } from './board_actions.js';
import { BoardControls } from './board_controls.js';
import { chosen, examsOf, sorted } from './board_order.js';
import { BoardTable } from './board_table.js';
import { totalsText } from './board_words.js';
import { ExtraTimeForm } from './extra_time_form.js';
import { ExtraTimeResult } from './extra_time_result.js';
import { NotBegun } from './not_begun.js';
import { ServerTime } from './server_time.js';

const TICK_MS = 1000;
const REFRESH_MS = 10_000;
// A stop watch may stand still while a computer sleeps: at least so often, the LMS says what time it is.
const FULL_MS = 60_000;
const MOST_ROWS = 200;
// The most urgent attempts come first, and the rest right after them: the whole board of a large exam takes a while.
const AT_FIRST = 50;

/** Fills the container with the board of the course, and keeps it up to date. */
export class Board {
  constructor(container, courseId) {
    this.courseId = courseId;
    this.answer = null;
    this.etag = null;
    this.ordering = '';
    this.names = new Map(); // of everyone who was ever on the board, for results
    this.kinds = new Map(); // of those who are on it
    this.controls = new BoardControls({
      onFilter: () => this.filter(),
      onSelectAll: (isSelected) => this.selectAll(isSelected),
      onAct: (action) => this.act(action),
      onGiveExam: () => this.giveExam(),
      onPause: (isPaused) => this.pause(isPaused),
    });
    this.table = new BoardTable({
      onSort: (ordering, news) => this.sort(ordering, news),
      onSelect: () => announce(this.showSelection()),
    });
    this.problem = make('div');
    this.message = make('div', { className: 'board-message' });
    this.totals = make('p', { className: 'board-totals' });
    this.nothing = make('p', { className: 'no-results', hidden: true });
    this.note = make('p', { className: 'board-note', id: newId('note'), hidden: true });
    this.notBegun = new NotBegun(courseId);
    this.zone = timeZoneNote();
    container.classList.add('proctoring-panel');
    container.replaceChildren(
      this.totals,
      this.problem,
      this.message,
      this.controls.element,
      this.nothing,
      this.table.element,
      this.note,
      this.zone,
      this.notBegun.element,
    );
    this.isPaused = false;
    this.draw();
    this.refresh();
    setInterval(() => this.tick(), TICK_MS);
    document.addEventListener(
      'visibilitychange',
      () => this.isPaused || document.hidden || this.refresh({ all: true }),
    );
  }

  tick() {
    if (this.isPaused || document.hidden) {
      return;
    }
    if (this.answer !== null) {
      this.table.tick(this.time);
    }
    if (performance.now() >= this.next && document.querySelector('dialog[open]') === null) {
      this.refresh();
    }
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    if (!isPaused) {
      this.refresh({ all: true });
    }
  }

  /** What to ask for: the beginning at first, then what has changed. */
  wanted() {
    return this.answer === null ? { limit: AT_FIRST } : { since: this.answer.version };
  }

  /** Ask the LMS; with `all`, even if it has said the same before. */
  async refresh({ all = false } = {}) {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    this.next = Infinity;
    let hasRest = false;
    const isOld = !(Date.now() - this.fullAt < FULL_MS);
    try {
      const fresh = await getIfChanged(boardUrl(this.courseId), this.wanted(), all || isOld ? null : this.etag);
      this.problem.replaceChildren();
      this.next = performance.now() + REFRESH_MS;
      if (fresh !== null) {
        this.take(fresh);
        hasRest = fresh.body.rest > 0;
      }
      this.draw();
    } catch (error) {
      this.miss(error);
    } finally {
      this.isBusy = false;
    }
    if (hasRest) {
      await this.refresh();
    }
  }

  take({ body: answer, etag }) {
    const before = this.answer;
    const body = completed(before, answer);
    this.answer = body;
    this.etag = etag;
    this.fullAt = Date.now();
    this.time = new ServerTime(body.now);
    for (const { attempt_id: id, username: learner, exam_name: exam } of body.attempts) {
      this.names.set(id, { learner, exam });
    }
    this.kinds = new Map(body.attempts.map((attempt) => [attempt.attempt_id, kindsOf(attempt)]));
    this.table.select(
      [...this.table.selected].filter((id) => !this.kinds.has(id)),
      false,
    );
    if (before !== null && before.rest === 0 && summaryOf(before) !== summaryOf(body)) {
      announce(totalsText(body.totals));
    }
  }

  miss(error) {
    const title = gettext('The board could not be updated. What you see may be out of date.');
    const isShown = this.problem.childElementCount > 0;
    // A passing problem is tried again by itself; nothing else would help readers who have to sign in.
    this.next = error.isPassing ? performance.now() + REFRESH_MS : Infinity;
    if (!isShown || !error.isPassing) {
      this.problem.replaceChildren(problemBox(title, error, () => this.refresh({ all: true })));
    }
  }

  draw() {
    if (this.answer === null) {
      this.showNothing(gettext('Loading…'));
      return;
    }
    const { attempts, totals, sees_connections: seesConnections } = this.answer;
    this.controls.offerExams(examsOf(attempts));
    this.listed = sorted(chosen(attempts, this.controls.choice), this.ordering);
    this.table.show(this.listed.slice(0, MOST_ROWS), this.time, seesConnections);
    this.totals.textContent = totalsText(totals);
    this.showNothing(nothingText(attempts, this.listed));
    this.showNote(seesConnections);
    this.controls.offerMessages(seesConnections, this.note.id);
    this.controls.offerMoving(attempts.some(({ is_bound: isBound }) => isBound));
    this.showSelection();
  }

  showNothing(text) {
    const isEmpty = text !== null;
    this.nothing.hidden = !isEmpty;
    this.nothing.textContent = text ?? '';
    this.table.element.hidden = isEmpty;
    this.zone.hidden = isEmpty;
    this.controls.element.hidden = isEmpty && !(this.answer?.attempts.length > 0);
  }

  showNote(seesConnections) {
    const count = this.listed.length;
    const notes = [];
    if (count > MOST_ROWS) {
      const values = { shown: numberText(MOST_ROWS), count: numberText(count) };
      notes.push(format(gettext('The first {shown} of {count} are shown. Filter the list to see others.'), values));
    }
    if (!seesConnections && count > 0) {
      notes.push(gettext('This site cannot see whether learners are connected: it has no shared cache.'));
      notes.push(gettext('For the same reason, messages to learners cannot be delivered.'));
    }
    this.note.textContent = notes.join(' ');
    this.note.hidden = notes.length === 0;
  }

  sort(ordering, news) {
    this.ordering = ordering;
    this.table.showOrder(ordering);
    this.draw();
    announce(ordering === '' ? gettext('Those that need attention first.') : news);
  }

  filter() {
    this.draw();
    this.notBegun.choose(this.controls.choice.examId);
  }

  // Selecting, and acting on what is selected

  selectAll(isSelected) {
    this.table.select(
      this.listed.map(({ attempt_id: id }) => id),
      isSelected,
    );
    announce(this.showSelection());
  }

  /** Say above the board what is selected; returns it. */
  showSelection() {
    const { selected } = this.table;
    const isAll = this.listed.length > 0 && this.listed.every(({ attempt_id: id }) => selected.has(id));
    const kinds = [...selected].map((id) => this.kinds.get(id));
    return this.controls.showSelection(kinds, isAll, this.listed.length);
  }

  act(action) {
    const { selected } = this.table;
    const attemptIds = [...selected].filter((id) => this.kinds.get(id)?.includes(action.kind));
    if (attemptIds.length === 0) {
      this.controls.refuse(refusalText(action, selected.size));
    } else if (action.name === 'give') {
      this.give({ attemptIds });
    } else {
      const onDone = (done) => this.showResult(actionResult(done, this.namesOf));
      new AttemptActionForm({ courseId: this.courseId, name: action.name, attemptIds, onDone });
    }
  }

  namesOf = (id) => this.names.get(id) ?? { learner: String(id), exam: '' };

  giveExam() {
    const { examId, examName } = this.controls.choice;
    this.give({ examId: Number(examId), examName });
  }

  give(target) {
    const { courseId } = this;
    const onDone = (given) => {
      const { namesOf } = this;
      const onUndone = () => this.refresh({ all: true });
      return this.showResult(new ExtraTimeResult({ courseId, given, namesOf, onUndone }).element);
    };
    new ExtraTimeForm({ courseId, target, onDone });
  }

  /** Show what became of it, and how things are now; returns what gets the focus. */
  showResult(element) {
    this.message.replaceChildren(element);
    this.table.select([...this.table.selected], false);
    this.showSelection();
    this.refresh({ all: true });
    return element;
  }
}

/** Which actions an attempt is for, by their kinds. */
function kindsOf({ kind, is_bound: isBound }) {
  return isBound ? [kind, 'bound'] : [kind];
}

/** What readers of the screen are told about when it changes. */
function summaryOf({ attempts }) {
  return JSON.stringify(attempts.map(({ attempt_id: id, kind, warnings }) => [id, kind, warnings]).sort());
}

function nothingText(attempts, listed) {
  if (listed.length > 0) {
    return null;
  }
  return attempts.length === 0
    ? gettext('Nobody in this course is taking an exam right now. This list updates automatically.')
    : gettext('No learners match your filters. Change or clear them.');
}
