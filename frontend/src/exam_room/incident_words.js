// Incidents in the reader's words.

import { pageLanguage } from '../common/language.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { numberText } from '../instructor/words.js';

const causes = () => ({
  provider: gettext('The proctoring provider'),
  network: gettext('The network'),
  platform: gettext('The platform'),
});

const impacts = () => ({
  ran: gettext('Was taking the exam'),
  lost_contact: gettext('Lost contact'),
  could_not_enter: gettext('Could not enter the exam'),
});

const remedies = () => ({
  // Translators: What is done for the attempt of a learner.
  extend: gettext('Give more time'),
  // Translators: What is done for the attempt of a learner.
  reopen: gettext('Reopen'),
  // Translators: What is done for the attempt of a learner.
  reset: gettext('Reset'),
});

export const causeWord = (cause) => causes()[cause] ?? cause;
export const impactWord = (impact) => impacts()[impact] ?? impact;
export const remedyWord = (remedy) => remedies()[remedy] ?? remedy;

/** The causes to choose from. */
export function causeChoices() {
  return Object.entries(causes()).map(([value, label]) => ({ value, label }));
}

/** From when to when it was, in the time zone of the reader. */
export function spanText({ began_at: began, ended_at: ended }) {
  const dates = new Intl.DateTimeFormat(pageLanguage(), { dateStyle: 'medium', timeStyle: 'short' });
  return dates.formatRange(new Date(began), new Date(ended));
}

const OUTCOMES = {
  extend: (count) => ngettext('{count} learner got more time.', '{count} learners got more time.', count),
  reopen: (count) => ngettext('{count} attempt was reopened.', '{count} attempts were reopened.', count),
  reset: (count) => ngettext('{count} attempt was reset.', '{count} attempts were reset.', count),
};

/** What it led to, as sentences. */
export function outcomeText({ helped, refused, pending }) {
  const told = (text, count) => format(text, { count: numberText(count) });
  const sentences = Object.entries(OUTCOMES)
    .filter(([remedy]) => helped[remedy] > 0)
    .map(([remedy, sentence]) => told(sentence(helped[remedy]), helped[remedy]));
  if (refused > 0) {
    const text = ngettext('{count} could not be helped.', '{count} could not be helped.', refused);
    sentences.push(told(text, refused));
  }
  if (pending > 0) {
    sentences.push(told(ngettext('{count} is left.', '{count} are left.', pending), pending));
  }
  return sentences.join(' ') || gettext('Nobody was helped.');
}
