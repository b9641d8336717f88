// Forms in a dialog of their own.

import { make, newId } from '../common/elements.js';
import { gettext } from '../common/texts.js';
import { showFieldError } from './fields.js';
import { problemBox } from './problem_box.js';

/**
 * Opens a form. `onSubmit()` does the work; the dialog closes when it resolves to true. When it does not, or fails, the
 * form stays with everything that was filled in.
 */
export class FormDialog {
  constructor({ title, className, content, submit, onSubmit, opener = document.activeElement }) {
    this.onSubmit = onSubmit;
    this.opener = opener;
    const heading = make('h2', { id: newId('dialog'), textContent: title });
    this.notes = make('div', { className: 'dialog-notes', tabIndex: -1 });
    this.submit = make('button', {
      type: 'submit',
      id: submit.id,
      className: 'btn btn-primary',
      textContent: submit.label,
    });
    this.cancel = make('button', { type: 'button', className: 'btn dialog-cancel', textContent: gettext('Cancel') });
    this.form = make('form', { noValidate: true }, [
      ...(content.some(hasRequired) ? [requiredNote()] : []),
      ...content,
      make('div', { className: 'dialog-buttons' }, [this.submit, this.cancel]),
    ]);
    this.element = make('dialog', { className: `proctoring-dialog ${className}`, 'aria-labelledby': heading.id }, [
      heading,
      this.notes,
      this.form,
    ]);
    this.cancel.addEventListener('click', () => this.close());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    this.element.addEventListener('close', () => this.leave());
    document.body.append(this.element);
    this.element.showModal();
    this.form.querySelector('input, select, textarea')?.focus();
  }

  close() {
    this.element.close();
  }

  leave() {
    this.element.remove();
    if (this.opener?.isConnected) {
      this.opener.focus();
    }
  }

  async send() {
    if (this.submit.getAttribute('aria-busy') === 'true') {
      return;
    }
    this.clear();
    this.setBusy(true);
    try {
      if (await this.onSubmit()) {
        this.close();
      }
    } catch (error) {
      this.note(problemBox(gettext('Your changes could not be saved. Nothing you entered was lost.'), error));
    } finally {
      this.setBusy(false);
    }
  }

  setBusy(isBusy) {
    this.form.setAttribute('aria-busy', String(isBusy));
    this.submit.setAttribute('aria-busy', String(isBusy));
  }

  clear() {
    this.notes.replaceChildren();
    for (const control of this.form.querySelectorAll('[aria-invalid]')) {
      showFieldError(control, null);
    }
  }

  /** Say something above the form. */
  note(node) {
    this.notes.replaceChildren(node);
    this.notes.focus();
  }

  /** Say what became of it, in the place of the form. */
  finish(node) {
    this.submit.hidden = true;
    this.cancel.textContent = gettext('Close');
    this.form.replaceChildren(this.form.lastElementChild);
    this.note(node);
  }

  /** Say at these controls what is wrong (`[control, text]`), and take the reader to the first. Whether there were any. */
  refuse(errors) {
    errors.forEach(([control, text]) => showFieldError(control, text));
    errors[0]?.[0].focus();
    return errors.length > 0;
  }
}

function hasRequired(element) {
  return element.matches('.is-required') || element.querySelector('.is-required') !== null;
}

function requiredNote() {
  // Translators: An asterisk stands behind the labels of these fields.
  return make('p', { className: 'field-hint', textContent: gettext('Fields with * are required.') });
}
