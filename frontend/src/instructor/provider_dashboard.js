// The dashboards of the providers: in a frame where there is one for the course, else as links.

import { get } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { providerDashboardUrl } from './addresses.js';
import { problemBox } from './problem_box.js';

/** Put the dashboards of the course into the container, or say that there are none. */
export async function fillProviderDashboard(container, courseId) {
  const url = providerDashboardUrl(courseId);
  container.classList.add('proctoring-panel');
  container.replaceChildren(make('p', { className: 'proctoring-busy', textContent: gettext('Loading…') }));
  try {
    container.replaceChildren(...(await content(url)));
  } catch (error) {
    const title = gettext("The review dashboard can't be shown.");
    container.replaceChildren(problemBox(title, error, () => fillProviderDashboard(container, courseId)));
  }
}

async function content(url) {
  const { dashboards } = await get(url, { as_list: 'true' });
  if (dashboards.length === 0) {
    const text = gettext("The proctoring providers of this course's exams have no review dashboards.");
    return [make('p', { className: 'no-results', textContent: text })];
  }
  if (dashboards.length === 1 && isCourse(dashboards[0], url)) {
    await ask(url);
    return frame(url);
  }
  return links(dashboards);
}

function isCourse(dashboard, url) {
  return decodeURIComponent(dashboard.url) === decodeURIComponent(url);
}

function frame(url) {
  const link = make('a', { href: url, target: '_blank', rel: 'noopener' }, [
    gettext('Open the review dashboard in a new tab'),
  ]);
  return [
    make('p', {}, [link]),
    make('iframe', { className: 'review-dashboard', title: gettext('Provider review dashboard'), src: url }),
  ];
}

function links(dashboards) {
  const items = dashboards.map(({ name, url }) =>
    make('li', {}, [make('a', { href: url, target: '_blank', rel: 'noopener', dir: 'auto', textContent: name })]),
  );
  const text = gettext("Each exam's review dashboard opens in a new tab.");
  return [make('p', { textContent: text }), make('ul', { className: 'dashboard-links' }, items)];
}

/** Fails where there is nothing to show. The way to the provider leads to another site, where scripts can't follow. */
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
