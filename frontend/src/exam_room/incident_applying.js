// Doing what was chosen for those whom an incident hit.

import { post } from '../common/api.js';
import { incidentsUrl } from '../instructor/addresses.js';
import { outcomeText } from './incident_words.js';

/**
 * Send the same request until nothing is left to do; resolves to the last answer. `onProgress(text)` says how far it is.
 */
export async function applyAll(courseId, values, onProgress = () => {}) {
  let answer = await post(incidentsUrl(courseId), values);
  while (answer.pending > 0) {
    onProgress(outcomeText(answer));
    answer = await post(incidentsUrl(courseId), values);
  }
  return answer;
}
