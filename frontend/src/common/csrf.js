// Django's protection against forged requests. A page of the app says what to send, since a host may keep the token out
// of sight of scripts; other pages have it in Django's cookie.

/** The header to send the token in, and the token: '' when the host has set none. */
export function csrfHeader() {
  const page = document.querySelector('[data-proctoring-csrf]');
  return page ? [page.dataset.proctoringCsrfHeader, page.dataset.proctoringCsrf] : ['X-CSRFToken', cookieToken()];
}

function cookieToken() {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith('csrftoken='));
  return cookie ? decodeURIComponent(cookie.slice('csrftoken='.length)) : '';
}
