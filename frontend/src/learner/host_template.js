// The timer's look, when the host page brings one.

const ACTIVE_ELEMENTS = 'script, style, iframe, object, embed, link, meta, base';
const URL_ATTRIBUTES = ['href', 'src', 'action', 'formaction', 'xlink:href'];

/**
 * What the host's underscore template `#proctored-exam-status-tpl` makes of the timer's facts; null without one.
 * Such templates put names of exams in unescaped: what could act is taken out.
 */
export function renderHostTemplate(facts) {
  const template = document.querySelector('#proctored-exam-status-tpl');
  if (template === null || typeof window._?.template !== 'function') {
    return null;
  }
  let html;
  try {
    html = window._.template(template.textContent)(facts);
  } catch {
    return null; // A strict content security policy forbids underscore's templates.
  }
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  removeActiveContent(body);
  const content = document.createDocumentFragment();
  content.append(...body.childNodes);
  return content;
}

function removeActiveContent(root) {
  root.querySelectorAll(ACTIVE_ELEMENTS).forEach((element) => element.remove());
  for (const element of root.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      if (name.startsWith('on') || (URL_ATTRIBUTES.includes(name) && !isWebAddress(value))) {
        element.removeAttribute(name);
      }
    }
  }
}

function isWebAddress(value) {
  return URL.canParse(value, document.baseURI) && /^https?:$/.test(new URL(value, document.baseURI).protocol);
}
