// Who waits at the entrance of an exam, and letting them in.

import { announce } from '../common/announcer.js';
import { post, remove } from '../common/api.js';
import { confirmed } from '../common/dialog.js';
import { make } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { entranceUrl } from '../instructor/addresses.js';
import { actionButton } from '../instructor/action_button.js';
import { problemBox } from '../instructor/problem_box.js';
import { body, row, table } from '../instructor/table.js';
import { dateText, EMPTY, numberText } from '../instructor/words.js';
import { waitingText } from './entrance_words.js';

const MOST_ROWS = 200;

const columns = () => [gettext('Learner'), gettext('What keeps them out'), gettext('Since'), gettext('Last heard of')];

/** `onChange()` is called when learners were let in. */
export class EntranceWaiting {
  constructor({ onChange }) {
    this.onChange = onChange;
    this.selected = new Set();
    this.rows = new Map(); // by learner: the row, its box, and a text that says what is shown
    this.summary = make('p', { className: 'board-totals' });
    this.counts = make('ul', { className: 'entrance-counts' });
    this.all = actionButton('let-all-in btn-primary', gettext('Let everybody in'), () => this.letAllIn());
    this.some = actionButton('let-these-in', '', () => this.letTheseIn());
    this.back = actionButton('take-back', gettext('No longer let everybody in'), () => this.takeBack());
    this.problem = make('div');
    this.body = body([]);
    this.table = table({ className: 'waiting-table', caption: gettext('Waiting learners'), columns: columns() }, [
      this.body,
    ]);
    this.note = make('p', { className: 'board-note' });
    this.element = make('section', { className: 'entrance-waiting' }, [
      make('h3', { textContent: gettext('Waiting') }),
      this.summary,
      this.counts,
      make('div', { className: 'proctoring-toolbar' }, [this.all, this.some, this.back]),
      this.problem,
      this.table,
      this.note,
    ]);
  }

  /** Show how things are at the entrance, as the LMS says. */
  show(entrance) {
    if (entrance.exam_id !== this.entrance?.exam_id) {
      this.selected.clear();
      this.problem.replaceChildren();
    }
    const before = this.entrance;
    this.entrance = entrance;
    const text = waitingText(entrance.total);
    this.summary.textContent = text;
    this.showCounts(entrance.counts);
    this.showRows(entrance.waiting.slice(0, MOST_ROWS));
    const isReleasing = entrance.needs_release;
    this.all.hidden = !isReleasing || entrance.released_at !== null;
    this.back.hidden = !isReleasing || entrance.released_at === null;
    this.showSelection();
    const more = entrance.total - this.rows.size;
    this.note.textContent =
      more > 0 ? format(ngettext('and {count} more', 'and {count} more', more), { count: numberText(more) }) : '';
    if (before?.exam_id === entrance.exam_id && before.total !== entrance.total) {
      announce(text);
    }
  }

  showCounts(counts) {
    const texts = counts
      .filter(({ label }) => label !== '')
      .map(({ label, count }) => `${label}: ${numberText(count)}`);
    this.counts.replaceChildren(...texts.map((textContent) => make('li', { textContent })));
    this.counts.hidden = texts.length === 0;
  }

  /** Replace only rows that changed: what has the focus, or is selected, stays. */
  showRows(waiting) {
    const shown = new Set(waiting.map(({ user_id: id }) => id));
    const focused = document.activeElement;
    const hadFocus = this.body.contains(focused);
    for (const [id, { element }] of this.rows) {
      if (!shown.has(id)) {
        element.remove();
        this.rows.delete(id);
        this.selected.delete(id);
      }
    }
    waiting.forEach((learner, index) => {
      const element = this.update(learner);
      if (this.body.rows[index] !== element) {
        this.body.insertBefore(element, this.body.rows[index] ?? null);
      }
    });
    this.table.hidden = waiting.length === 0;
    if (hadFocus && document.activeElement !== focused) {
      (focused.isConnected ? focused : (this.body.querySelector('input') ?? this.some)).focus({ preventScroll: true });
    }
  }

  update(learner) {
    const { user_id: id } = learner;
    const known = this.rows.get(id);
    const state = JSON.stringify(learner);
    if (known?.state === state) {
      return known.element;
    }
    const cells = [[], [learner.detail || EMPTY], [timeText(learner.since)], [timeText(learner.last_heard)]];
    const fresh = row(columns(), cells, { 'data-user-id': id });
    if (known === undefined) {
      fresh.cells[0].append(this.choice(learner));
      this.rows.set(id, { element: fresh, state });
      return fresh;
    }
    known.state = state;
    [...fresh.cells].slice(1).forEach((cell, index) => known.element.cells[index + 1].replaceWith(cell));
    return known.element;
  }

  choice({ user_id: id, username, full_name: fullName }) {
    const box = make('input', {
      type: 'checkbox',
      'aria-label': format(gettext('Select: {name}'), { name: username }),
    });
    box.addEventListener('change', () => {
      this.selected[box.checked ? 'add' : 'delete'](id);
      this.showSelection();
    });
    const name = make('span', {}, [
      make('span', { className: 'learner-name', textContent: username }),
      ...(fullName ? [make('span', { className: 'full-name', textContent: fullName })] : []),
    ]);
    return make('label', { className: 'board-choice' }, [box, name]);
  }

  showSelection() {
    const count = this.selected.size;
    this.some.hidden = !this.entrance.needs_release || this.entrance.waiting.length === 0;
    this.some.textContent = format(gettext('Let these in ({count})'), { count: numberText(count) });
  }

  async letAllIn() {
    const question = {
      title: gettext('Let everybody in?'),
      message: gettext('All who wait, and all who come later, are let in, if no other rule keeps them out.'),
      yes: gettext('Let everybody in'),
    };
    await this.act(
      this.all,
      question,
      () => post(entranceUrl(this.entrance.exam_id), { all: true }),
      () => gettext('Everybody is let in.'),
    );
  }

  async letTheseIn() {
    const ids = [...this.selected];
    if (ids.length === 0) {
      this.say(
        make('p', { className: 'field-error', role: 'alert', textContent: gettext('Select at least one learner.') }),
      );
      return;
    }
    const work = () => post(entranceUrl(this.entrance.exam_id), { user_ids: ids });
    await this.act(this.some, null, work, ({ released }) => {
      for (const box of this.body.querySelectorAll('input:checked')) {
        box.checked = false;
      }
      this.selected.clear();
      const text = ngettext('{count} learner was let in.', '{count} learners were let in.', released);
      return format(text, { count: numberText(released) });
    });
  }

  async takeBack() {
    const question = {
      title: gettext('No longer let everybody in?'),
      message: gettext('Who has started stays in. All others wait until you let them in.'),
      yes: gettext('Yes'),
    };
    await this.act(
      this.back,
      question,
      () => remove(entranceUrl(this.entrance.exam_id)),
      () => gettext('Learners wait again.'),
    );
  }

  /** Ask, do the work, say what came of it, and leave the focus where the reader can go on. */
  async act(button, question, work, done) {
    if (button.getAttribute('aria-busy') === 'true') {
      return;
    }
    if (
      question !== null &&
      !(await confirmed(question.title, question.message, { ...question, no: gettext('Cancel') }))
    ) {
      return;
    }
    button.setAttribute('aria-busy', 'true');
    try {
      const text = done(await work());
      await this.onChange();
      const said = make('p', { className: 'row-answer is-success', tabIndex: -1, textContent: text });
      this.say(said);
      said.focus(); // which has it read
    } catch (error) {
      this.say(problemBox(gettext("That didn't work."), error));
      button.focus();
    } finally {
      button.removeAttribute('aria-busy');
    }
  }

  say(element) {
    this.problem.replaceChildren(element);
  }
}

function timeText(instant) {
  return instant === null ? EMPTY : dateText(instant, { timeStyle: 'medium' });
}
