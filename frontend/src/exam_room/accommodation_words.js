// Accommodations in the reader's words.

import { format, gettext, ngettext } from '../common/texts.js';
import { dateText, minutesText, numberText } from '../instructor/words.js';
import { addedText } from './board_words.js';

/** The extra time, such as "1.5 times the time limit", "+30 min", or "No time limit". */
export function extraText({ multiplier, extra_minutes: minutes, unlimited: isUnlimited }) {
  if (isUnlimited) {
    return gettext('No time limit');
  }
  return multiplier === null
    ? addedText(minutes * 60)
    : format(gettext('{factor} times the time limit'), { factor: numberText(multiplier) });
}

/** What else there is to say of the extra time. */
export function noteTexts({ unlimited: isUnlimited, counts }) {
  return [
    ...(isUnlimited ? [gettext('For about a week at most')] : []),
    ...(counts ? [] : [gettext('Does not count at the moment')]),
  ];
}

/** What becomes of the time limits of the exams, a text each. */
export function effectTexts({ exams, unlimited: isUnlimited }) {
  return exams.map(({ exam_name: exam, minutes, minutes_with: withIt, is_overridden: isOverridden }) => {
    const values = { exam, minutes: numberText(minutes), time: minutesText(withIt) };
    if (isUnlimited && !isOverridden) {
      // Translators: The time limit of an exam, and that there is none: "Final: 90 min → no time limit (…)".
      const text = gettext('{exam}: {limit} → no time limit (until the due date)');
      return format(text, { exam, limit: minutesText(minutes) });
    }
    return isOverridden
      ? format(gettext('{exam}: {minutes} → {time}, by an allowance'), values)
      : // Translators: The time limit of an exam without and with extra time: "Final: 90 → 135 min".
        format(gettext('{exam}: {minutes} → {time}'), values);
  });
}

/** From when until when it counts. */
export function periodText({ valid_from: from, valid_until: until }) {
  const values = { from: dateText(from), until: dateText(until) };
  if (from === null) {
    return until === null ? gettext('at any time') : format(gettext('until {until}'), values);
  }
  return until === null ? format(gettext('from {from}'), values) : format(gettext('from {from} until {until}'), values);
}

/** How many attempts that are in progress got more time by it; '' for none. */
export function gainedText(count) {
  const text = ngettext(
    '{count} attempt in progress got more time.',
    '{count} attempts in progress got more time.',
    count,
  );
  return count === 0 ? '' : format(text, { count: numberText(count) });
}
