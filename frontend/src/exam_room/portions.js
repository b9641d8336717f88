// Work on many attempts, which takes several requests.

import { format, gettext } from '../common/texts.js';
import { numberText } from '../instructor/words.js';

/** The attempts in portions of that many. */
export function* portions(attemptIds, atOnce) {
  for (let start = 0; start < attemptIds.length; start += atOnce) {
    yield attemptIds.slice(start, start + atOnce);
  }
}

/** How far the work is. */
export function progressText(done, count) {
  return format(gettext('{done} of {count} are done…'), { done: numberText(done), count: numberText(count) });
}
