// What the board says of an attempt, in the reader's words.

import { pageLanguage } from '../common/language.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { numberText } from '../instructor/words.js';

const connections = () => ({
  // Translators: Whether the page of a learner who takes an exam was heard of lately.
  connected: gettext('Connected'),
  quiet: gettext('Quiet'),
  gone: gettext('Gone'),
  unknown: gettext('Not seen'),
});

const warnings = () => ({
  overdue_soon_unseen: gettext('Time ends soon, and the page is not connected'),
  waits_for_provider: gettext('Has waited for the provider for more than 10 minutes'),
  resumable: gettext('Stopped by an error; you can let the learner resume'),
  kept_out: gettext('Kept out by an entry rule'),
});

export const connectionWord = (connection) => connections()[connection] ?? connection;
export const warningWord = (warning) => warnings()[warning] ?? warning;

/** How long ago something was, such as "3 min. ago". */
export function agoText(seconds) {
  const words = new Intl.RelativeTimeFormat(pageLanguage(), { style: 'short' });
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? words.format(-minutes, 'minute') : words.format(-Math.round(minutes / 60), 'hour');
}

/** Minutes that were added, such as "+10 min". */
export function addedText(seconds) {
  const minutes = Math.round(seconds / 60);
  return numberText(minutes, { style: 'unit', unit: 'minute', unitDisplay: 'short', signDisplay: 'exceptZero' });
}

/** How many attempts there are of each kind, as sentences. */
export function totalsText({ in_progress: running, waiting, resumable, warned }) {
  const parts = [
    [running, ngettext('{count} in progress.', '{count} in progress.', running)],
    [waiting, ngettext('{count} waiting for the provider.', '{count} waiting for the provider.', waiting)],
    [resumable, ngettext('{count} stopped by an error.', '{count} stopped by an error.', resumable)],
    [warned, ngettext('{count} needs attention.', '{count} need attention.', warned)],
  ];
  const said = parts.filter(([count], index) => index === 0 || count > 0);
  return said.map(([count, text]) => format(text, { count: numberText(count) })).join(' ');
}
