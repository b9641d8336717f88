// Answers to problems: each is submitted on its own, without loading the page again. What is entered and not yet
// submitted is kept in this tab, also when the page is left; the learner is told so, and when time is short.

const SHORT_SECONDS = 300;
const SHORTEST_DELAY = 1000;
const LONGEST_DELAY = 60_000;
const END_BUTTON = '.exam-button-turn-in-exam';

/** The fields of a problem that learners fill in, as a text to compare. */
function entered(form) {
  const fields = [...new FormData(form)].filter(([name]) => name.startsWith('q-'));
  return JSON.stringify(fields);
}

/** One problem. `onChange` is called whenever it has something else to submit. */
class Answer {
  constructor(form, prefix, onChange) {
    this.form = form;
    this.key = `${prefix}${form.elements.problem.value}`;
    this.button = form.querySelector('button[type="submit"]');
    this.state = form.querySelector('.answer-state');
    this.submitted = entered(form);
    this.onChange = onChange;
    this.restore();
    form.addEventListener('input', () => this.note());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  get isPending() {
    return entered(this.form) !== this.submitted;
  }

  restore() {
    const draft = sessionStorage.getItem(this.key);
    if (draft === null || draft === this.submitted) {
      return;
    }
    const fields = JSON.parse(draft);
    for (const element of this.form.elements) {
      const values = fields.filter(([name]) => name === element.name).map(([, value]) => value);
      if (element.type === 'radio' || element.type === 'checkbox') {
        element.checked = values.includes(element.value);
      } else if (element.name.startsWith('q-') && values.length > 0) {
        [element.value] = values;
      }
    }
    this.say('Not submitted yet: this is what you had entered before you left the page.');
  }

  note() {
    if (this.isPending) {
      sessionStorage.setItem(this.key, entered(this.form));
      this.say('Not submitted yet');
    } else {
      sessionStorage.removeItem(this.key);
      this.say('');
    }
    this.onChange();
  }

  say(text, kind = '') {
    this.state.textContent = text;
    this.state.className = `answer-state ${kind}`;
  }

  /** Resolves to whether the answer was accepted. */
  async submit() {
    const sent = entered(this.form);
    this.button.disabled = true;
    this.say('Submitting …');
    const reply = await this.send();
    this.button.disabled = false;
    this.showErrors(reply.errors ?? {});
    this.say(reply.message, reply.kind);
    if (reply.isSaved) {
      this.submitted = sent;
      sessionStorage.removeItem(this.key);
      if (this.isPending) {
        this.note(); // changed while it was sent
      }
    }
    this.onChange();
    return Boolean(reply.isSaved);
  }

  async send() {
    try {
      const response = await fetch(this.form.action, {
        method: 'POST',
        body: new FormData(this.form),
        headers: { Accept: 'application/json' },
      });
      if (!response.headers.get('Content-Type')?.startsWith('application/json')) {
        throw new Error(response.redirected ? 'you are not signed in any more' : `status ${response.status}`);
      }
      const { saved: isSaved, ...reply } = await response.json();
      return { ...reply, isSaved };
    } catch (error) {
      return { message: `Not submitted: ${error.message}. Your answer is still here; try again.`, kind: 'wrong' };
    }
  }

  showErrors(errors) {
    for (const text of this.form.querySelectorAll('.field-error')) {
      const field = document.getElementById(text.dataset.for);
      const error = errors[text.dataset.for] ?? '';
      text.textContent = error;
      text.hidden = !error;
      field.setAttribute('aria-invalid', String(Boolean(error)));
    }
    this.form.querySelector('[aria-invalid="true"]')?.focus();
  }
}

/** The time that is left in an exam, as the LMS says. `deadline` is in milliseconds, or null without a limit. */
class Deadline {
  constructor(url, onShort) {
    this.url = url;
    this.onShort = onShort;
    this.deadline = null;
    if (url) {
      this.ask();
    }
  }

  get secondsLeft() {
    return this.deadline === null ? Infinity : (this.deadline - performance.now()) / 1000;
  }

  async ask() {
    let delay = LONGEST_DELAY;
    try {
      const attempt = await (await fetch(this.url, { headers: { Accept: 'application/json' } })).json();
      if (typeof attempt.time_remaining_seconds === 'number') {
        this.deadline = performance.now() + attempt.time_remaining_seconds * 1000;
        delay = (this.secondsLeft - SHORT_SECONDS) * 1000;
      }
    } catch {
      // Asked again below. The exam's timer tells the learner about the connection.
    }
    this.onShort();
    setTimeout(() => this.ask(), Math.min(Math.max(delay, SHORTEST_DELAY * 15), LONGEST_DELAY));
  }
}

/** The bar that says how many answers are not submitted, and submits them. */
function showPending(bar, count, secondsLeft) {
  const isShort = secondsLeft < SHORT_SECONDS;
  const answers = count === 1 ? '1 answer is' : `${count} answers are`;
  const text = isShort
    ? `Less than ${Math.max(1, Math.ceil(secondsLeft / 60))} min left, and ${answers} not submitted.`
    : `${answers} not submitted yet.`;
  bar.hidden = count === 0;
  bar.classList.toggle('short', isShort);
  bar.querySelector('button').textContent = count === 1 ? 'Submit it now' : 'Submit them now';
  const line = bar.querySelector('p');
  if (line.textContent !== text) {
    line.textContent = text;
  }
}

function start(content) {
  const prefix = `answer ${content.dataset.learner} ${content.dataset.attempt} `;
  const bar = document.getElementById('pending-answers');
  const answers = [];
  const pending = () => answers.filter((answer) => answer.isPending);
  const show = () => showPending(bar, pending().length, deadline.secondsLeft);
  const deadline = new Deadline(content.dataset.attemptUrl, () => show());
  for (const form of content.querySelectorAll('form.problem')) {
    answers.push(new Answer(form, prefix, show));
  }
  bar.querySelector('button').addEventListener('click', async () => {
    for (const answer of pending()) {
      await answer.submit();
    }
  });
  // A listener: the exam's timer takes window.onbeforeunload away when it starts. No question once time is up.
  let isEnding = false;
  window.addEventListener('beforeunload', (event) => {
    if (!isEnding && pending().length > 0 && deadline.secondsLeft > 1) {
      event.preventDefault();
    }
  });
  document.addEventListener(
    'click',
    (event) => {
      const count = event.target.closest?.(END_BUTTON) ? pending().length : 0;
      if (count === 0) {
        return;
      }
      const answersAre = count === 1 ? '1 answer is' : `${count} answers are`;
      if (window.confirm(`${answersAre} not submitted and would not count. End the exam?`)) {
        isEnding = true;
      } else {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
  show();
}

const content = document.querySelector('[data-answers]');
if (content) {
  start(content);
}
