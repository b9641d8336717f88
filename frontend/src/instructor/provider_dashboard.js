// The provider's own dashboard, in a frame.

import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { providerDashboardUrl } from './addresses.js';
import { problemBox } from './problem_box.js';

/** Put the provider's dashboard into the container, or the reason why there is none. */
export async function fillProviderDashboard(container, courseId) {
  const url = providerDashboardUrl(courseId);
  container.classList.add('proctoring-panel');
  container.replaceChildren(make('p', { className: 'proctoring-busy', textContent: gettext('Loading…') }));
  try {
    await ask(url);
  } catch (error) {
    const title = gettext("The review dashboard can't be shown.");
    container.replaceChildren(problemBox(title, error, () => fillProviderDashboard(container, courseId)));
    return;
  }
  const link = make('a', { href: url, target: '_blank', rel: 'noopener' }, [
    gettext('Open the review dashboard in a new tab'),
  ]);
  container.replaceChildren(
    make('p', {}, [link]),
    make('iframe', { className: 'review-dashboard', title: gettext('Provider review dashboard'), src: url }),
  );
}

/** Whether there is something to show. The way to the provider leads to another site, where scripts can't follow. */
async function ask(url) {
  let response;
  try {
    response = await fetch(new URL(url, document.baseURI).href, {
      method: 'GET',
      redirect: 'manual',
      credentials: 'same-origin',
      headers: { Accept: 'application/json' },
      cache: 'no-store',
    });
  } catch {
    throw new Error(gettext("The server can't be reached. Check your internet connection, then try again."));
  }
  if (!response.ok && response.type !== 'opaqueredirect') {
    throw new Error(await reason(response));
  }
}

async function reason(response) {
  const answer = await response.json().catch(() => null);
  const text = answer?.detail ?? answer;
  return typeof text === 'string' && text !== ''
    ? text
    : format(gettext('The server responded with an error (code {status}). Try again in a moment.'), {
        status: response.status,
      });
}
