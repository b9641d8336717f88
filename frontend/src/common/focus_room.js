// Bars that stay in view must not cover what has the focus (WCAG 2.2, 2.4.11).

// An outline of the focus and the space around it.
const MARGIN = 8;

/**
 * From now on, the browser scrolls what gets the focus clear of this bar, whatever its height is. `isInView` tells whether it
 * stays in view now.
 */
export function keepFocusClearOf(bar, isInView = () => true) {
  const { style } = document.documentElement;
  const own = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const measure = () => {
    style.scrollPaddingTop = isInView() ? `${Math.max(own, Math.ceil(bar.offsetHeight) + MARGIN)}px` : '';
  };
  measure();
  if (typeof ResizeObserver === 'function') {
    new ResizeObserver(measure).observe(bar);
  }
}
