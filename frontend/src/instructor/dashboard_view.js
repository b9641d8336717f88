// What a host's instructor dashboard builds for each of its sections.

import { useStylesheet } from '../common/stylesheet.js';

const filled = new WeakSet();

/**
 * Fills a container of the host's page, as soon as it is shown: once, however many views are made for it.
 *
 * The section is what the host has: a jQuery object, an element, a selector, or nothing for the whole page. A page
 * without the container gets a view that does nothing.
 */
export class DashboardView {
  constructor(section, selector, fill) {
    const scopes = elementsOf(section);
    setWrapper(section, scopes, this);
    this.element = findContainer(scopes, selector);
    this.courseId = this.element?.dataset.courseId ?? '';
    this.fill = fill;
    if (this.element && this.courseId && !filled.has(this.element)) {
      useStylesheet('instructor.css');
      whenShown(this.element, () => this.onClickTitle());
    }
  }

  /** The host shows the section. */
  onClickTitle() {
    if (this.element && this.courseId && !filled.has(this.element)) {
      filled.add(this.element);
      this.fill(this.element, this.courseId);
    }
  }

  /** The host shows another section. */
  onExit() {}
}

function elementsOf(section) {
  const given = section?.el ?? section ?? document;
  if (typeof given === 'string') {
    return [...document.querySelectorAll(given)];
  }
  return given.jquery ? given.toArray() : [given];
}

/** Hosts find the view of a section in jQuery's data of its element. */
function setWrapper(section, scopes, view) {
  if (section?.jquery) {
    section.data('wrapper', view);
  } else if (scopes[0] instanceof Element) {
    window.jQuery?.(scopes[0]).data('wrapper', view);
  }
}

function findContainer(scopes, selector) {
  for (const scope of scopes) {
    const found = scope.matches?.(selector) ? scope : scope.querySelector?.(selector);
    if (found) {
      return found;
    }
  }
  return document.querySelector(selector);
}

/** Tabs and accordions of hosts hide their sections: nothing is asked for what nobody looks at. */
function whenShown(element, show) {
  if (typeof IntersectionObserver !== 'function') {
    show();
    return;
  }
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        observer.disconnect();
        show();
      }
    },
    { rootMargin: '10000px' },
  );
  observer.observe(element);
}
