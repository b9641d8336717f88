// Bringing the beginning of what has changed into view.

// Lower on the screen, too little of it would be seen.
const LOWEST = 0.75;

/** Scroll to the top of the element, unless it can be seen; without motion for readers who want none. */
export function reveal(element) {
  const { top } = element.getBoundingClientRect();
  if (top < coveredHeight() || top > innerHeight * LOWEST) {
    const mayMove = matchMedia('(prefers-reduced-motion: no-preference)').matches;
    element.scrollIntoView({ block: 'start', behavior: mayMove ? 'smooth' : 'instant' });
  }
}

/** What the page keeps over its top edge, such as a bar that stays there. */
function coveredHeight() {
  return parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart) || 0;
}
