// How the timer's bar behaves under the learner's hands.

const HIDDEN = 'proctoring-timer-hidden';
const NARROW = '(max-width: 991px)';

/** Make the controls of the bar work, and keep it in view. */
export function makeBarUsable(element) {
  element.addEventListener('click', ({ target }) => {
    const toggle = target.closest('#toggle_timer');
    const more = target.closest('.js-toggle-show-more');
    if (toggle) {
      const isHidden = toggle.getAttribute('aria-pressed') !== 'true';
      hideTime(element, toggle, isHidden);
      remember(isHidden);
    } else if (more) {
      showLongText(element, more, element.querySelector('.js-exam-text')?.dataset.showLong !== 'true');
    }
  });
  const toggle = element.querySelector('#toggle_timer');
  if (toggle && isRemembered()) {
    hideTime(element, toggle, true);
  }
  const more = element.querySelector('.js-toggle-show-more');
  if (more && window.matchMedia?.(NARROW).matches) {
    showLongText(element, more, false);
  }
  keepInView(element);
}

function hideTime(element, toggle, isHidden) {
  toggle.setAttribute('aria-pressed', String(isHidden));
  const time = element.querySelector('#time_remaining_id b');
  time.classList.toggle('timer-hidden', isHidden);
  time.hidden = isHidden;
  const icon = toggle.querySelector('i');
  icon?.classList.toggle('fa-eye', isHidden);
  icon?.classList.toggle('fa-eye-slash', !isHidden);
}

/** The choice holds while the learner goes from page to page of the exam. */
function remember(isHidden) {
  try {
    sessionStorage.setItem(HIDDEN, String(isHidden));
  } catch {
    // A browser that keeps nothing: the time is shown on the next page.
  }
}

function isRemembered() {
  try {
    return sessionStorage.getItem(HIDDEN) === 'true';
  } catch {
    return false;
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
  window.addEventListener(
    'scroll',
    () => {
      const wasFixed = element.classList.contains('is-fixed');
      top = wasFixed ? top : element.offsetTop;
      const isFixed = window.scrollY > top;
      element.classList.toggle('is-fixed', isFixed);
      if (below) {
        below.style.marginTop = isFixed ? `${element.offsetHeight}px` : '';
      }
    },
    { passive: true },
  );
}
