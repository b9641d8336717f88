// The menu of a row: a button that opens a list of actions.

import { make, newId } from '../common/elements.js';
import { gettext } from '../common/texts.js';

/** A button `.action-more` and its menu with these buttons. `label` says what the menu belongs to. */
export function actionMenu(label, items) {
  const index = newId('menu');
  const button = make('button', {
    type: 'button',
    className: 'btn action-more',
    textContent: gettext('Actions'),
    'aria-label': label,
    'aria-haspopup': 'menu',
    'aria-expanded': 'false',
    'aria-controls': `actions-dropdown-${index}`,
    'data-dashboard-index': index,
  });
  for (const item of items) {
    item.setAttribute('role', 'menuitem');
    item.tabIndex = -1;
  }
  const entries = items.map((item) => make('li', { role: 'none' }, [item]));
  const properties = { id: `actions-dropdown-${index}`, role: 'menu', 'aria-label': label, hidden: true };
  const list = make('ul', { className: 'actions-dropdown', ...properties }, entries);
  button.addEventListener('click', toggleExamAttemptActionDropdownMenu);
  return make('div', { className: 'action-menu' }, [button, list]);
}

/** Open or close the menu of the button that was clicked: `#actions-dropdown-{its data-dashboard-index}`. */
export function toggleExamAttemptActionDropdownMenu(event) {
  event.preventDefault();
  const button = event.currentTarget?.closest?.('[data-dashboard-index]') ?? event.target.closest('.action-more');
  const menu = button && document.getElementById(`actions-dropdown-${button.dataset.dashboardIndex}`);
  if (!menu) {
    return;
  }
  if (button.getAttribute('aria-expanded') === 'true') {
    menu.dispatchEvent(new Event('proctoring-close'));
  } else {
    open(button, menu);
  }
}

/** Make all buttons of this selector open their menus. */
export function bindToggleButtons(selector) {
  for (const button of document.querySelectorAll(selector)) {
    button.addEventListener('click', toggleExamAttemptActionDropdownMenu);
  }
}

function open(button, menu) {
  const listeners = new AbortController();
  const { signal } = listeners;
  const items = [...menu.querySelectorAll('button:enabled, a[href]')];
  const close = ({ withFocus = true } = {}) => {
    listeners.abort();
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    if (withFocus) {
      button.focus();
    }
  };
  menu.hidden = false;
  button.setAttribute('aria-expanded', 'true');
  place(menu, button);
  items[0]?.focus({ preventScroll: true });
  menu.addEventListener('proctoring-close', () => close(), { signal });
  menu.addEventListener('keydown', (event) => onKey(event, items, close), { signal });
  // The focus goes back first, so that a dialog which the item opens returns it to the button.
  menu.addEventListener('click', () => close(), { signal, capture: true });
  window.addEventListener('scroll', () => place(menu, button), { signal, capture: true, passive: true });
  window.addEventListener('resize', () => place(menu, button), { signal });
  document.addEventListener(
    'pointerdown',
    ({ target }) => menu.contains(target) || button.contains(target) || close({ withFocus: false }),
    { signal, capture: true },
  );
}

function onKey(event, items, close) {
  const steps = { ArrowDown: 1, ArrowUp: -1, Tab: event.shiftKey ? -1 : 1 };
  if (event.key in steps) {
    event.preventDefault();
    const next = items.indexOf(document.activeElement) + steps[event.key];
    items.at(next % items.length)?.focus();
  } else if (event.key === 'Home' || event.key === 'End') {
    event.preventDefault();
    items.at(event.key === 'Home' ? 0 : -1)?.focus();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    close();
  }
}

/** Below the button, or above it, in the window; tables that scroll would cut it off elsewhere. */
function place(menu, button) {
  const anchor = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const isAbove = anchor.bottom + height > window.innerHeight && anchor.top > height;
  const left = Math.max(8, Math.min(anchor.left, window.innerWidth - width - 8));
  menu.style.left = `${left}px`;
  menu.style.top = `${isAbove ? anchor.top - height : anchor.bottom}px`;
}
