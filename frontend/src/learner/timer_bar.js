// How the timer's bar behaves under the learner's hands.

import { keepFocusClearOf } from '../common/focus_room.js';
import { recall, remember } from './memory.js';

const HIDDEN = 'proctoring-timer-hidden';
const HEIGHT = 'proctoring-timer-height';
const NARROW = '(max-width: 991px)';

/** Keep the room that the bar took on the page before: nothing is to move under the learner's hands when it appears. */
export function reserveRoom(element) {
  const height = Number(recall(HEIGHT));
  element.style.minHeight = height > 0 ? `${height}px` : '';
}

/** From now on the bar takes as much room as it needs, none without an exam; the next page reserves as much. */
export function takeRoom(element) {
  element.style.minHeight = '';
  remember(HEIGHT, element.getBoundingClientRect().height);
}

/** Make the controls of the bar work, and keep it in view. */
export function makeBarUsable(element) {
  element.addEventListener('click', ({ target }) => {
    const toggle = target.closest('#toggle_timer');
    const more = target.closest('.js-toggle-show-more');
    if (toggle) {
      const isHidden = !element.querySelector('#time_remaining_id b').hidden;
      hideTime(element, toggle, isHidden);
      // The choice holds while the learner goes from page to page of the exam.
      remember(HIDDEN, isHidden);
    } else if (more) {
      showLongText(element, more, element.querySelector('.js-exam-text')?.dataset.showLong !== 'true');
    }
  });
  const toggle = element.querySelector('#toggle_timer');
  if (toggle && recall(HIDDEN) === 'true') {
    hideTime(element, toggle, true);
  }
  const more = element.querySelector('.js-toggle-show-more');
  if (more && window.matchMedia?.(NARROW).matches) {
    showLongText(element, more, false);
  }
  keepInView(element);
}

function hideTime(element, toggle, isHidden) {
  nameToggle(toggle, isHidden);
  const time = element.querySelector('#time_remaining_id b');
  time.classList.toggle('timer-hidden', isHidden);
  time.hidden = isHidden;
  const icon = toggle.querySelector('i');
  icon?.classList.toggle('fa-eye', isHidden);
  icon?.classList.toggle('fa-eye-slash', !isHidden);
}

/** The button says what it does: in words that change, or, in a host's template, by the state of its one name. */
function nameToggle(toggle, isHidden) {
  const [hide, show] = ['hide', 'show'].map((action) => toggle.querySelector(`.exam-timer-${action}`));
  if (hide && show) {
    hide.hidden = isHidden;
    show.hidden = !isHidden;
  } else {
    toggle.setAttribute('aria-pressed', String(isHidden));
  }
}

function showLongText(element, more, isLong) {
  const text = element.querySelector('.js-exam-text');
  if (text) {
    text.dataset.showLong = String(isLong);
  }
  for (const additional of element.querySelectorAll('.js-exam-additional-text')) {
    additional.classList.toggle('hidden', !isLong);
    additional.classList.toggle('d-none', !isLong);
    additional.setAttribute('aria-hidden', String(!isLong));
  }
  more.textContent = isLong ? more.dataset.showLessText : more.dataset.showMoreText;
}

function keepInView(element) {
  const below = document.querySelector('.wrapper-course-material') ?? document.querySelector('.course-tabs');
  let top = element.offsetTop;
  keepFocusClearOf(element);
  window.addEventListener(
    'scroll',
    () => {
      const wasFixed = element.classList.contains('is-fixed');
      top = wasFixed ? top : element.offsetTop;
      const isFixed = window.scrollY > top;
      if (isFixed === wasFixed) {
        return;
      }
      // The room that it takes in the page, which may be more than it takes in view: nothing else moves.
      const room = element.offsetHeight;
      element.classList.toggle('is-fixed', isFixed);
      if (below) {
        below.style.marginTop = isFixed ? `${room}px` : '';
      }
    },
    { passive: true },
  );
}
