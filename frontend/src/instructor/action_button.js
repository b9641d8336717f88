// Buttons that open something, and get the focus back afterward.

import { make } from '../common/elements.js';

/** A button with the focus when `onClick` is called: not every browser does that by itself; the focus comes back here. */
export function actionButton(className, textContent, onClick) {
  const made = make('button', { type: 'button', className: `btn ${className}`, textContent });
  made.addEventListener('click', () => {
    made.focus();
    onClick();
  });
  return made;
}
