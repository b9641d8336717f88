// Buttons whose work takes a while.

import { accessibleError } from '../common/dialog.js';

/**
 * Do the work of a button once, however often it is pressed meanwhile. It shows its loading text until the page goes
 * away; when the work fails, it is as before and a dialog with this title says why.
 */
export async function whileBusy(button, failureTitle, work) {
  if (button.getAttribute('aria-busy') === 'true') {
    return;
  }
  const restore = makeBusy(button);
  try {
    await work(restore);
  } catch (error) {
    restore();
    await accessibleError(failureTitle, error.message);
  }
}

/** The same for work after which the page stays. */
export function whileBriefly(button, failureTitle, work) {
  return whileBusy(button, failureTitle, async (restore) => {
    await work();
    restore();
  });
}

function makeBusy(button) {
  const label = button.textContent;
  const { loadingText, ctaText } = button.dataset;
  button.setAttribute('aria-busy', 'true');
  button.disabled = true;
  if (loadingText) {
    button.textContent = loadingText;
  }
  return () => {
    if (loadingText) {
      button.textContent = ctaText || label;
    }
    button.removeAttribute('aria-busy');
    button.disabled = false;
  };
}
