// Bars that stay in view must not cover what has the focus (WCAG 2.2, 2.4.11).

// An outline of the focus and the space around it.
const MARGIN = 8;
// A bar that is higher than the window, as at 400 %, would leave no room at all: then nothing would be scrolled into view.
const MOST = 0.5;

/**
 * From now on, the browser scrolls what gets the focus clear of this bar, whatever its height is. `isInView` tells whether it
 * stays in view now.
 */
export function keepFocusClearOf(bar, isInView = () => true) {
  const { style } = document.documentElement;
  const own = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const measure = () => {
    const room = Math.max(own, Math.ceil(bar.offsetHeight) + MARGIN);
    style.scrollPaddingTop = isInView() ? `${Math.min(room, Math.floor(innerHeight * MOST))}px` : '';
  };
  measure();
  window.addEventListener('resize', measure);
  if (typeof ResizeObserver === 'function') {
    new ResizeObserver(measure).observe(bar);
  }
}
