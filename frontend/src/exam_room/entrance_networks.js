// The part of the form about networks: those of the site to choose from, and others with their addresses.

import { make, newId } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { actionButton } from '../instructor/action_button.js';
import { field } from '../instructor/fields.js';
import { isNetwork } from './entrance_words.js';

/** A box with its label. */
export function choice(label, isChecked) {
  const box = make('input', { type: 'checkbox', id: newId('choice'), checked: isChecked });
  const element = make('div', { className: 'extra-time-choice' }, [
    box,
    make('label', { htmlFor: box.id, textContent: label }),
  ]);
  return { box, element };
}

/** `networks` are those that are stored, null for none; `offered` are names of networks of the site. */
export class NetworkChoice {
  constructor({ networks, offered }) {
    const stored = networks ?? [];
    const named = new Set(stored.filter(({ cidrs }) => cidrs === undefined).map(({ name }) => name));
    // One that the site does not have any more can be given up.
    this.known = [...new Set([...offered, ...named])].map((name) => ({ name, ...choice(name, named.has(name)) }));
    this.limit = choice(gettext('Only in some networks'), networks !== null);
    this.rows = make('div', { className: 'entrance-networks' });
    this.own = [];
    this.add = actionButton('add-network', gettext('Add a network'), () =>
      this.addRow({ name: '', cidrs: [] }).focus(),
    );
    this.problem = make('p', { className: 'field-error', id: newId('networks'), role: 'alert' });
    this.details = make('div', { className: 'entrance-details' }, [
      ...this.known.map(({ element }) => element),
      this.rows,
      this.add,
      this.problem,
    ]);
    this.element = make('fieldset', { className: 'entrance-group' }, [
      make('legend', { textContent: gettext('Where') }),
      this.limit.element,
      this.details,
    ]);
    this.limit.box.addEventListener('change', () => this.showDetails());
    stored.filter(({ cidrs }) => cidrs !== undefined).forEach((network) => this.addRow(network));
    this.showDetails();
  }

  showDetails() {
    this.details.hidden = !this.limit.box.checked;
    if (this.limit.box.checked && this.known.length === 0 && this.own.length === 0) {
      this.addRow({ name: '', cidrs: [] });
    }
  }

  /** Show the fields of one network; returns the first. */
  addRow({ name, cidrs }) {
    const row = {
      name: make('input', { type: 'text', autocomplete: 'off', maxLength: 255, value: name }),
      cidrs: make('textarea', { rows: 2, spellcheck: false, value: cidrs.join('\n') }),
    };
    const remove = actionButton('remove-network', gettext('Remove this network'), () => {
      this.own = this.own.filter((each) => each !== row);
      row.element.remove();
      this.add.focus();
    });
    row.element = make('div', { className: 'entrance-network' }, [
      field(gettext('Name of the network'), row.name, { isRequired: true }),
      field(gettext('Addresses'), row.cidrs, {
        hint: gettext('One on a line, such as 203.0.113.0/24 or 2001:db8:5::/48.'),
        isRequired: true,
      }),
      remove,
    ]);
    this.own.push(row);
    this.rows.append(row.element);
    return row.name;
  }

  /** What was chosen, as the LMS wants it; null for all networks. */
  get value() {
    if (!this.limit.box.checked) {
      return null;
    }
    return [
      ...this.known.filter(({ box }) => box.checked).map(({ name }) => ({ name })),
      ...this.own.map(({ name, cidrs }) => ({ name: name.value.trim(), cidrs: linesOf(cidrs) })),
    ];
  }

  /** What is wrong, by control. */
  get errors() {
    const { value } = this;
    this.problem.textContent = '';
    if (value === null) {
      return [];
    }
    if (value.length === 0) {
      this.problem.textContent = gettext('Choose or add at least one network.');
      return [[this.limit.box, null]];
    }
    return this.own.flatMap(({ name, cidrs }) => [
      [name, name.value.trim() === '' ? gettext('Enter a name.') : null],
      [cidrs, cidrsError(linesOf(cidrs))],
    ]);
  }
}

function cidrsError(lines) {
  const wrong = lines.find((line) => !isNetwork(line));
  if (wrong !== undefined) {
    return format(gettext('This is not an address or a network: {text}'), { text: wrong });
  }
  return lines.length === 0 ? gettext('Enter at least one address.') : null;
}

/** The words of a text area, one on a line. */
export function linesOf({ value }) {
  return value.split(/[\s,;]+/).filter((word) => word !== '');
}
