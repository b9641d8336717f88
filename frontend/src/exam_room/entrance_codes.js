// The access codes of an exam: making one, which is shown once, and revoking them.

import { announce } from '../common/announcer.js';
import { get, remove } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { accessCodesUrl, accessCodeUrl, projectorUrl } from '../instructor/addresses.js';
import { actionButton } from '../instructor/action_button.js';
import { problemBox } from '../instructor/problem_box.js';
import { actInRow } from '../instructor/row_action.js';
import { body, row, table } from '../instructor/table.js';
import { EMPTY, minutesText } from '../instructor/words.js';
import { periodText } from './accommodation_words.js';
import { EntranceCodeForm } from './entrance_code_form.js';

/** `onChange()` is called when codes were made or revoked. */
export class EntranceCodes {
  constructor({ courseId, onChange }) {
    Object.assign(this, { courseId, onChange });
    this.create = actionButton('make-code', gettext('New access code'), () => this.open());
    this.made = make('div', { className: 'entrance-made' });
    this.list = make('div');
    this.element = make('section', { className: 'entrance-codes' }, [
      make('h3', { textContent: gettext('Access codes') }),
      make('div', { className: 'proctoring-toolbar' }, [this.create]),
      this.made,
      this.list,
    ]);
  }

  /** Show those of an exam. */
  async show(examId) {
    if (examId !== this.examId) {
      this.examId = examId;
      this.made.replaceChildren();
      this.list.replaceChildren();
    }
    try {
      const { codes } = await get(accessCodesUrl(examId));
      if (examId === this.examId) {
        this.list.replaceChildren(...(codes.length > 0 ? [this.table(codes)] : [nothing()]));
      }
    } catch (error) {
      const title = gettext('The access codes could not be loaded.');
      this.list.replaceChildren(problemBox(title, error, () => this.show(examId)));
    }
  }

  table(codes) {
    const columns = [
      gettext('Label'),
      // Translators: Whether an access code changes by itself.
      gettext('Changes'),
      gettext('Valid'),
      gettext('Made by'),
      gettext('Actions'),
    ];
    const rows = codes.map((code) =>
      row(columns, [
        [nameOf(code)],
        [code.rotates_minutes === null ? gettext('Never') : changesText(code)],
        [periodText(code), ...(code.is_valid ? [] : [noteOfPeriod()])],
        [code.created_by ?? EMPTY],
        [make('div', { className: 'row-actions' }, this.buttons(code))],
      ]),
    );
    return table({ className: 'code-table', caption: gettext('Access codes'), columns }, [body(rows)]);
  }

  buttons(code) {
    const revoke = actionButton('revoke-code', gettext('Revoke'), () => this.revoke(revoke, code));
    revoke.setAttribute('aria-label', format(gettext('Revoke: {name}'), { name: nameOf(code) }));
    return [...(code.rotates_minutes === null ? [] : [this.projectorLink(code)]), revoke];
  }

  revoke(button, code) {
    return actInRow(button, {
      question: {
        title: gettext('Revoke this access code?'),
        message: gettext('Nobody gets in with it any more. Who has entered it stays in.'),
        yes: gettext('Revoke'),
      },
      work: () => remove(accessCodeUrl(code.id)),
      done: gettext('The access code was revoked.'),
      after: (element) => {
        element.classList.add('is-removed');
        element.querySelectorAll('.row-actions > *').forEach((each) => each.remove());
        this.onChange();
      },
    });
  }

  open() {
    new EntranceCodeForm({
      examId: this.examId,
      onMade: (code) => {
        this.show(this.examId);
        this.onChange();
        return this.showMade(code);
      },
    });
  }

  /** Show the code, this once; returns what gets the focus. */
  showMade(code) {
    const copy = actionButton('copy-code', gettext('Copy the code'), () => copyText(code.code, value));
    const close = actionButton('close-code', gettext('Close'), () => {
      this.made.replaceChildren();
      this.create.focus();
    });
    const value = make('output', { className: 'entrance-code', textContent: code.code });
    const note =
      code.rotates_minutes === null
        ? gettext('It is shown only now: write it down, or show it on the projector.')
        : gettext('It will change. The page for the projector shows what it is.');
    const element = make('div', { className: 'proctoring-success', tabIndex: -1, role: 'group' }, [
      make('p', { className: 'problem-title', textContent: gettext('The new access code:') }),
      value,
      make('p', { textContent: note }),
      make('div', { className: 'row-actions' }, [copy, this.projectorLink(code, code.code), close]),
    ]);
    element.setAttribute('aria-label', gettext('The new access code:'));
    this.made.replaceChildren(element);
    return element;
  }

  /** What follows the sign # is not sent to the server. */
  projectorLink({ id, rotates_minutes: minutes }, code = '') {
    const fragment = minutes === null ? `#${encodeURIComponent(code)}` : '';
    return make('a', {
      className: 'btn projector-link',
      href: `${projectorUrl(this.courseId, id)}${fragment}`,
      target: '_blank',
      rel: 'noopener noreferrer',
      textContent: gettext('Show on the projector'),
    });
  }
}

function nothing() {
  return make('p', { className: 'no-results', textContent: gettext('There is no access code.') });
}

function nameOf({ id, label }) {
  return label === '' ? format(gettext('Code {number}'), { number: id }) : label;
}

function changesText({ rotates_minutes: minutes }) {
  return format(gettext('Every {time}'), { time: minutesText(minutes) });
}

function noteOfPeriod() {
  return make('span', { className: 'accommodation-note', textContent: gettext('Not valid now') });
}

async function copyText(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    announce(gettext('The code was copied.'));
  } catch {
    getSelection().selectAllChildren(element); // for copying it by hand
    announce(gettext('The code is selected.'));
  }
}
