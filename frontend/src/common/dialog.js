// Messages and questions that a reader must answer before going on.

import { gettext } from './texts.js';

/** Show a message. Resolves when it is closed; the focus goes back to where it was. */
export async function accessibleError(title, message) {
  await ask(title, message, [{ value: 'ok', label: gettext('OK') }]);
}

/** Ask a question. Resolves to whether the reader has confirmed; closing the dialog in another way means no. */
export async function confirmed(title, message, { yes, no }) {
  const answer = await ask(title, message, [
    { value: 'no', label: no },
    { value: 'yes', label: yes },
  ]);
  return answer === 'yes';
}

function ask(title, message, choices) {
  const dialog = document.createElement('dialog');
  dialog.className = 'proctored-exam-dialog';
  dialog.setAttribute('role', 'alertdialog');
  dialog.setAttribute('aria-labelledby', 'proctored-exam-dialog-title');
  dialog.setAttribute('aria-describedby', 'proctored-exam-dialog-message');
  dialog.append(
    textElement('h2', 'proctored-exam-dialog-title', title),
    textElement('p', 'proctored-exam-dialog-message', message),
    choiceForm(choices),
  );
  document.querySelector('.proctored-exam-dialog')?.close();
  const focused = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (focused instanceof HTMLElement && focused.isConnected) {
        focused.focus();
      }
      resolve(dialog.returnValue);
    });
    dialog.showModal();
  });
}

function choiceForm(choices) {
  const form = document.createElement('form');
  form.method = 'dialog';
  for (const { value, label } of choices) {
    const button = document.createElement('button');
    button.value = value;
    button.className = 'btn';
    button.textContent = label;
    form.append(button);
  }
  return form;
}

function textElement(name, id, text) {
  const element = document.createElement(name);
  element.id = id;
  element.textContent = text;
  return element;
}
