// Entry rules in the reader's words, and moments as the browser's fields have them.

import { format, gettext, ngettext } from '../common/texts.js';
import { dateText, numberText } from '../instructor/words.js';

const TEXT_OF_LIST = { style: 'long', type: 'disjunction' };

/** The rules as sentences; none for an exam without rules. */
export function ruleTexts(rules) {
  if (!rules.has_rules) {
    return [];
  }
  return [
    windowText(rules),
    networksText(rules),
    sebText(rules),
    rules.needs_code ? gettext('Only with an access code.') : null,
    releaseText(rules),
    rules.binds_place ? gettext('Only in the browser and the network where they started.') : null,
  ].filter((text) => text !== null);
}

function windowText({ starts_from: from, starts_until: until }) {
  const values = { from: dateText(from), until: dateText(until) };
  if (from === null) {
    return until === null ? null : format(gettext('Start before {until}.'), values);
  }
  return until === null
    ? format(gettext('Start at {from}, or later.'), values)
    : format(gettext('Start at {from}, or later, but before {until}.'), values);
}

function networksText({ networks }) {
  if (networks === null) {
    return null;
  }
  const names = networks.map(({ name }) => name);
  const listed = new Intl.ListFormat(document.documentElement.lang || undefined, TEXT_OF_LIST).format(names);
  return format(ngettext('Only in the network {names}.', 'Only in the networks {names}.', names.length), {
    names: listed,
  });
}

function sebText({ needs_seb: needsSeb, seb_source: source }) {
  if (!needsSeb) {
    return null;
  }
  return source === 'file'
    ? gettext('Only in Safe Exam Browser, with a configuration file of the course staff.')
    : gettext('Only in Safe Exam Browser.');
}

function releaseText({ needs_release: needsRelease, released_at: releasedAt }) {
  if (!needsRelease) {
    return null;
  }
  return releasedAt === null
    ? gettext('Only when the course staff lets them in.')
    : format(gettext('The course staff let everybody in at {time}.'), { time: dateText(releasedAt) });
}

/** How many learners are kept out, as a sentence. */
export function waitingText(count) {
  if (count === 0) {
    return gettext('Nobody waits.');
  }
  return format(ngettext('{count} learner waits.', '{count} learners wait.', count), { count: numberText(count) });
}

/** An instant of the LMS as a field for dates and times has it, in the reader's time zone; '' for none. */
export function fieldValue(instant) {
  if (!instant) {
    return '';
  }
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What such a field has, as the LMS wants it; null for nothing. */
export function instantOf({ value }) {
  return value === '' ? null : new Date(value).toISOString();
}

/** What is wrong with the end of a period, which both fields may leave open; `name` is that of the first field. */
export function orderError(first, last, name) {
  const isOrdered = first === '' || last === '' || first < last;
  return isOrdered ? null : format(gettext('This has to be later than “{field}”.'), { field: name });
}

/** Whether it is an address, or a network such as 203.0.113.0/24. */
export function isNetwork(text) {
  const [address, bits, ...rest] = text.split('/');
  const isV6 = address.includes(':');
  const most = isV6 ? 128 : 32;
  const hasBits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  return rest.length === 0 && hasBits && (isV6 ? isAddressV6(address) : isAddressV4(address));
}

function isAddressV4(text) {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isAddressV6(text) {
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]/`);
}
