// The table of the board. Only what has changed in it is replaced: what has the focus, or is selected, stays.

import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { learnerName } from '../instructor/attempt_table.js';
import { sortHeader } from '../instructor/sort_header.js';
import { body, columnHeader, row, table } from '../instructor/table.js';
import { attemptStatusWord, dateNode, EMPTY } from '../instructor/words.js';
import { formatTime } from '../learner/countdown.js';
import { addedText, agoText, connectionWord, warningWord } from './board_words.js';

const columns = () => [
  { text: gettext('Learner'), key: 'learner' },
  { text: gettext('Exam'), key: 'exam' },
  { text: gettext('Status'), key: 'status' },
  { text: gettext('Started'), key: 'started' },
  { text: gettext('Time left'), key: 'left' },
  // Translators: Whether the page of a learner who takes an exam was heard of lately.
  { text: gettext('Connection'), key: 'connection' },
  { text: gettext('Provider'), key: 'provider' },
  // Translators: Minutes that a running attempt was given.
  { text: gettext('Extra'), key: 'extra' },
  { text: gettext('Needs attention') },
];

/** `onSort(ordering, news)` is called for another order, `onSelect()` when a row was selected or no longer is. */
export class BoardTable {
  constructor({ onSort, onSelect }) {
    Object.assign(this, { onSort, onSelect });
    this.rows = new Map(); // of attempts by id: the element, its box, its attempt, and a text that says what is shown
    this.selected = new Set();
    this.body = body([]);
    this.element = table({ className: 'board-table', caption: gettext('Attempts right now'), headers: [] }, [
      this.body,
    ]);
    this.showOrder('');
  }

  /** Show what the rows are sorted by. */
  showOrder(ordering) {
    const focused = document.activeElement?.dataset.orderingKey;
    const sorting = { ordering, onSort: this.onSort };
    const headers = columns().map(({ text, key }) => (key ? sortHeader(text, key, sorting) : columnHeader(text)));
    this.element.tHead.rows[0].replaceChildren(...headers);
    if (focused !== undefined) {
      this.element.querySelector(`[data-ordering-key="${focused}"]`)?.focus();
    }
  }

  /** Show these attempts. `time` knows how many seconds they have left, and how long ago something was. */
  show(attempts, time, seesConnections) {
    const shown = new Set(attempts.map(({ attempt_id: id }) => id));
    const giveFocusBack = this.keepFocus(shown);
    for (const [id, { element }] of this.rows) {
      if (!shown.has(id)) {
        element.remove();
        this.rows.delete(id);
      }
    }
    const names = columns().map(({ text }) => text);
    let next = this.body.firstElementChild;
    for (const attempt of attempts) {
      const { element } = this.update(attempt, names, time, seesConnections);
      if (element === next) {
        next = next.nextElementSibling;
      } else {
        this.body.insertBefore(element, next);
      }
    }
    this.tick(time);
    giveFocusBack();
  }

  /**
   * A row that moves loses the focus; one that goes leaves it to the next one that stays, or to the one before. Returns
   * what gives it back.
   */
  keepFocus(shown) {
    const focused = document.activeElement;
    const rows = [...this.body.rows];
    const index = rows.findIndex((row) => row.contains(focused));
    const heirs = index < 0 ? [] : [...rows.slice(index), ...rows.slice(0, index).reverse()];
    const heir = heirs.find((row) => shown.has(Number(row.dataset.attemptId)))?.querySelector('input');
    return () => {
      const place = focused?.isConnected ? focused : heir;
      if (place !== document.activeElement) {
        place?.focus({ preventScroll: true });
      }
    };
  }

  update(attempt, names, time, seesConnections) {
    const known = this.rows.get(attempt.attempt_id);
    const state = stateOf(attempt, time, seesConnections);
    if (known?.state === state) {
      known.attempt = attempt;
      return known;
    }
    const fresh = row(names, cells(attempt, time, seesConnections), {
      className: attempt.warnings.length > 0 ? 'needs-attention' : '',
      'data-attempt-id': attempt.attempt_id,
    });
    if (known === undefined) {
      const made = { element: fresh, attempt, state, box: this.addName(fresh.cells[0], attempt) };
      this.rows.set(attempt.attempt_id, made);
      return made;
    }
    Object.assign(known, { attempt, state });
    known.element.className = fresh.className;
    // The first one has the name, which stays, and the box.
    [...fresh.cells].slice(1).forEach((cell, index) => {
      const old = known.element.cells[index + 1];
      if (!old.isEqualNode(cell)) {
        old.replaceWith(cell);
      }
    });
    return known;
  }

  /** Put the learner into the cell, with a box for selecting them. */
  addName(cell, attempt) {
    const { username, full_name: full_name, exam_name: exam, attempt_id: id } = attempt;
    const name = make('span', {}, learnerName({ user: { username }, full_name }));
    const box = make('input', {
      type: 'checkbox',
      checked: this.selected.has(id),
      'aria-label': format(gettext('Select: {learner}, {exam}'), { learner: username, exam }),
    });
    box.addEventListener('change', () => {
      this.select([id], box.checked);
      this.onSelect();
    });
    cell.append(make('label', { className: 'board-choice' }, [box, name]));
    return box;
  }

  /** Select these attempts, or take them out of the selection. */
  select(ids, isSelected) {
    for (const id of ids) {
      this.selected[isSelected ? 'add' : 'delete'](id);
      const box = this.rows.get(id)?.box;
      if (box) {
        box.checked = isSelected;
      }
    }
  }

  /** Count down. */
  tick(time) {
    for (const { element, attempt } of this.rows.values()) {
      const left = element.querySelector('.time-left');
      const text = timeText(attempt, time);
      if (left && left.textContent !== text) {
        left.textContent = text;
      }
    }
  }
}

/** What a row shows, but for the time that is left. */
function stateOf(attempt, time, seesConnections) {
  const { last_seen: lastSeen, time_remaining_seconds: seconds, ...facts } = attempt;
  const minutes = lastSeen === null ? null : Math.round(time.since(lastSeen) / 60);
  return JSON.stringify([facts, seconds !== null, minutes, seesConnections]);
}

function cells(attempt, time, seesConnections) {
  const { status, warnings } = attempt;
  const hasClock = attempt.time_remaining_seconds !== null;
  return [
    [],
    [attempt.exam_name],
    [make('span', { className: `status-chip ${status}`, textContent: attemptStatusWord(status) })],
    [dateNode(attempt.started_at)],
    [hasClock ? make('span', { className: 'time-left', textContent: timeText(attempt, time) }) : EMPTY],
    [seesConnections ? connection(attempt, time) : EMPTY],
    [attempt.provider ?? EMPTY],
    [attempt.extra_seconds > 0 ? extra(attempt) : EMPTY],
    warnings.length > 0
      ? warnings.map((warning) =>
          make('span', { className: 'board-warning', textContent: warningText(warning, attempt) }),
        )
      : [EMPTY],
  ];
}

/** What an entry rule says of the learner tells more than the warning. */
function warningText(warning, { kept_out: keptOut }) {
  return warning === 'kept_out' && keptOut ? keptOut.detail : warningWord(warning);
}

function extra({ extra_seconds: seconds }) {
  return make('span', { className: 'board-extra', textContent: addedText(seconds) });
}

function timeText(attempt, time) {
  return formatTime(time.left(attempt));
}

function connection({ connection: state, last_seen: lastSeen }, time) {
  const word = connectionWord(state);
  const isSilent = lastSeen !== null && state !== 'connected';
  // Translators: {state} is whether a learner's page is connected, {ago} a time such as "3 min. ago".
  const text = isSilent ? format(gettext('{state}, {ago}'), { state: word, ago: agoText(time.since(lastSeen)) }) : word;
  return make('span', { className: `board-connection ${state}`, textContent: text });
}
