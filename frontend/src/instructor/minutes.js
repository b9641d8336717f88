// Minutes that staff type in.

import { format, gettext } from '../common/texts.js';
import { numberText } from './words.js';

const MOST_MINUTES = 10_000;

/** What is wrong with a text for a number of minutes, or null. */
export function minutesProblem(text) {
  const isGood = /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_MINUTES;
  const most = numberText(MOST_MINUTES);
  return isGood ? null : format(gettext('Enter a whole number of minutes from 1 to {most}.'), { most });
}
