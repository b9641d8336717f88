// The way to reopen the attempt whose timeline is shown.

import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';
import { ReopenForm } from '../instructor/reopen_form.js';

/** Fills the container with the button; the attempt is in the JSON inside of it. */
export function showReopening(container) {
  const attempt = JSON.parse(container.querySelector('script').textContent);
  const button = make('button', { type: 'button', className: 'btn reopen-attempt', textContent: gettext('Reopen…') });
  const place = make('div', { className: 'proctoring-panel' }, [button]);
  button.addEventListener('click', () => {
    new ReopenForm({
      courseId: container.dataset.courseId,
      attempt,
      onDone: (answer) => place.replaceChildren(answer),
      onUndone: () => place.append(button),
    });
  });
  container.replaceChildren(place);
}
