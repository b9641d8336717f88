// What can be the value of an allowance.

import { gettext } from '../common/texts.js';

/** What is wrong with a value for this kind of allowance, or null. The LMS has the last word. */
export function valueProblem(kind, value) {
  if (value === '') {
    return gettext('Enter a value.');
  }
  if (kind === 'additional_time_granted' && !/^\d+$/.test(value)) {
    return gettext('Enter a whole number of minutes.');
  }
  if (kind === 'time_multiplier' && !(/^\d*\.?\d+$/.test(value) && Number(value) > 1)) {
    return gettext('Enter a number greater than 1. Use a period as the decimal separator.');
  }
  return null;
}
