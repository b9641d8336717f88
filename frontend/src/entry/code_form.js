// The field for the access code. Without scripts, its form is sent to the page.

import { announce } from '../common/announcer.js';
import { post } from '../common/api.js';
import { format, gettext } from '../common/texts.js';

/** The form in the part of the page. `hear` gets what the LMS says after a right code. */
export class CodeForm {
  constructor(element, url, hear) {
    Object.assign(this, { url, hear });
    this.form = element.querySelector('form');
    this.field = element.querySelector('input[name="code"]');
    this.button = element.querySelector('button');
    this.problem = element.querySelector('#entry-code-problem');
    this.isBusy = false;
    this.waitsUntil = 0;
  }

  run() {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
  }

  async send() {
    if (this.isBusy || performance.now() < this.waitsUntil) {
      return;
    }
    if (this.field.value.trim() === '') {
      this.refuse(gettext('Enter the access code.'));
      return;
    }
    this.isBusy = true;
    this.button.setAttribute('aria-disabled', 'true');
    try {
      const answer = await post(this.url, { code: this.field.value });
      this.field.value = '';
      this.clear();
      this.hear(answer);
    } catch (error) {
      this.refuse(error.message);
      const seconds = Number(error.body?.seconds_to_retry);
      if (error.status === 429 && seconds > 0) {
        this.wait(seconds);
      }
    } finally {
      this.isBusy = false;
      this.showButton();
    }
  }

  /** Say beside the field what is wrong; the learner can type at once. */
  refuse(text) {
    this.problem.hidden = false;
    this.problem.setAttribute('role', 'alert');
    this.problem.textContent = text;
    this.field.setAttribute('aria-invalid', 'true');
    this.field.focus();
    this.field.select();
  }

  clear() {
    this.problem.hidden = true;
    this.problem.textContent = '';
    this.field.removeAttribute('aria-invalid');
  }

  /** Count the time down that the learner has to wait; it is said at the beginning and at the end. */
  wait(seconds) {
    this.waitsUntil = performance.now() + seconds * 1000;
    const time = document.createElement('span');
    time.setAttribute('aria-hidden', 'true');
    this.problem.append(' ', time);
    const tick = () => {
      const left = Math.ceil((this.waitsUntil - performance.now()) / 1000);
      if (left > 0) {
        const shown = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
        time.textContent = format(gettext('(still {time})'), { time: shown });
        return;
      }
      clearInterval(interval);
      this.clear();
      this.showButton();
      announce(gettext('You can enter a code again.'));
    };
    const interval = setInterval(tick, 1000);
    tick();
  }

  showButton() {
    const isOff = this.isBusy || performance.now() < this.waitsUntil;
    this.button.setAttribute('aria-disabled', String(isOff));
  }
}
