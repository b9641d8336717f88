// The entrance of an exam: its rules, its access codes, who waits there, and what happened lately.

import { announce } from '../common/announcer.js';
import { get, remove } from '../common/api.js';
import { confirmed } from '../common/dialog.js';
import { make } from '../common/elements.js';
import { gettext } from '../common/texts.js';
import { entranceUrl, entryRulesUrl, examsUrl } from '../instructor/addresses.js';
import { actionButton } from '../instructor/action_button.js';
import { choiceElement, field, selection } from '../instructor/fields.js';
import { problemBox } from '../instructor/problem_box.js';
import { dateText, timeZoneNote } from '../instructor/words.js';
import { EntranceCodes } from './entrance_codes.js';
import { EntranceRulesForm } from './entrance_rules_form.js';
import { EntranceSebFile } from './entrance_seb_file.js';
import { EntranceWaiting } from './entrance_waiting.js';
import { ruleTexts } from './entrance_words.js';

const REFRESH_MS = 5000;

/** Fills the container with the entrance of an exam that the reader chooses, and keeps it up to date. */
export class Entrance {
  constructor(container, courseId) {
    this.courseId = courseId;
    this.exam = selection({ className: 'entrance-exam' }, [{ value: '', label: gettext('Select an exam') }]);
    this.problem = make('div');
    this.troubles = make('div', { className: 'entrance-troubles' });
    this.rules = make('ul', { className: 'entrance-rules' });
    this.edit = actionButton('edit-rules', gettext('Change the rules'), () => this.openForm());
    this.removal = actionButton('remove-rules', gettext('Remove the rules'), () => this.removeRules());
    this.file = actionButton('seb-file', gettext('Configuration file'), () => this.openFile());
    this.codes = new EntranceCodes({ courseId, onChange: () => this.refresh() });
    this.waiting = new EntranceWaiting({ onChange: () => this.load() });
    this.events = make('ol', { className: 'entrance-events' });
    this.content = make('div', { hidden: true }, [
      this.troubles,
      make('section', {}, [
        make('h3', { textContent: gettext('Rules') }),
        this.rules,
        make('div', { className: 'proctoring-toolbar' }, [this.edit, this.file, this.removal]),
      ]),
      this.codes.element,
      this.waiting.element,
      make('details', { className: 'entrance-log' }, [
        make('summary', { textContent: gettext('What happened lately') }),
        this.events,
      ]),
      timeZoneNote(),
    ]);
    container.classList.add('proctoring-panel');
    container.replaceChildren(
      make('p', {
        className: 'field-hint',
        textContent: gettext(
          'Here you say who may start an exam, when and where. Rules never stop the clock of an exam that has started.',
        ),
      }),
      field(gettext('Exam'), this.exam),
      this.problem,
      this.content,
    );
    this.exam.addEventListener('change', () => this.choose());
    setInterval(() => this.tick(), REFRESH_MS);
    document.addEventListener('visibilitychange', () => this.tick());
    this.offerExams();
  }

  async offerExams() {
    try {
      const exams = (await get(examsUrl(this.courseId))).filter(({ is_active: isActive }) => isActive);
      this.exam.append(...exams.map(({ id, exam_name: label }) => choiceElement({ value: String(id), label })));
      this.problem.replaceChildren();
    } catch (error) {
      const title = gettext('The exams could not be loaded.');
      this.problem.replaceChildren(problemBox(title, error, () => this.offerExams()));
    }
  }

  get examId() {
    return this.exam.value === '' ? null : Number(this.exam.value);
  }

  async choose() {
    const { examId } = this;
    this.content.hidden = true;
    this.problem.replaceChildren();
    if (examId === null) {
      return;
    }
    try {
      const [rules] = await Promise.all([get(entryRulesUrl(examId)), this.load(), this.codes.show(examId)]);
      if (examId === this.examId) {
        this.showRules(rules);
        this.content.hidden = false;
      }
    } catch (error) {
      const title = gettext('The entrance could not be loaded.');
      this.problem.replaceChildren(problemBox(title, error, () => this.choose()));
    }
  }

  tick() {
    const isOpen = this.examId !== null && !this.content.hidden && !document.hidden;
    if (isOpen && document.querySelector('dialog[open]') === null) {
      this.refresh();
    }
  }

  /** Ask who waits; a problem is said, and tried again. */
  async refresh() {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    try {
      await this.load();
      this.problem.replaceChildren();
    } catch (error) {
      if (this.problem.childElementCount === 0) {
        const title = gettext('The entrance could not be updated. What you see may be out of date.');
        this.problem.replaceChildren(problemBox(title, error));
      }
    } finally {
      this.isBusy = false;
    }
  }

  async load() {
    const { examId } = this;
    const entrance = await get(entranceUrl(examId));
    if (examId === this.examId) {
      this.waiting.element.hidden = !entrance.has_rules;
      this.waiting.show(entrance);
      this.showTroubles(entrance.problems);
      this.showEvents(entrance.events);
      if (this.stored?.exam_id === examId && this.stored.released_at !== entrance.released_at) {
        this.showRules({ ...this.stored, released_at: entrance.released_at });
      }
    }
  }

  showRules(rules) {
    this.stored = rules;
    const texts = ruleTexts(rules);
    const shown = texts.length > 0 ? texts : [gettext('Everybody who may take the exam can start it.')];
    this.rules.replaceChildren(...shown.map((textContent) => make('li', { textContent })));
    this.removal.hidden = !rules.has_rules;
    this.file.hidden = !rules.needs_seb;
    this.showTroubles(rules.problems);
  }

  showTroubles(problems) {
    const state = JSON.stringify(problems);
    if (state === this.troublesShown) {
      return;
    }
    this.troublesShown = state;
    const texts = problems.map(({ detail }) => make('p', { textContent: detail }));
    const box = [make('p', { className: 'problem-title', textContent: gettext('Something is wrong with the rules') })];
    this.troubles.replaceChildren(
      ...(texts.length > 0
        ? [make('div', { className: 'proctoring-problem', role: 'alert' }, [...box, ...texts])]
        : []),
    );
  }

  showEvents(events) {
    const state = JSON.stringify(events);
    if (state === this.eventsShown) {
      return;
    }
    this.eventsShown = state;
    const items = events.map(({ at, username, detail, who, address }) =>
      make('li', {}, [
        make('time', { dateTime: at, textContent: dateText(at, { dateStyle: 'short', timeStyle: 'medium' }) }),
        ' ',
        make('bdi', { textContent: username ?? gettext('A forgotten learner') }),
        ` – ${detail}`,
        ...[who, address].filter(Boolean).map((text) => ` (${text})`),
      ]),
    );
    const nothing = make('li', { textContent: gettext('Nothing yet.') });
    this.events.replaceChildren(...(items.length > 0 ? items : [nothing]));
  }

  openForm() {
    new EntranceRulesForm({
      rules: this.stored,
      examName: this.exam.selectedOptions[0].textContent,
      onSaved: (rules) => this.takeRules(rules, gettext('The rules were saved.')),
    });
  }

  openFile() {
    new EntranceSebFile({
      rules: this.stored,
      examName: this.exam.selectedOptions[0].textContent,
      onSaved: (rules) => this.showRules(rules),
    });
  }

  async removeRules() {
    const question = gettext('Everybody who may take the exam can start it, at any time and anywhere.');
    const words = { yes: gettext('Remove'), no: gettext('Cancel') };
    if (!(await confirmed(gettext('Remove the rules?'), question, words))) {
      return;
    }
    try {
      this.takeRules(await remove(entryRulesUrl(this.examId)), gettext('The rules were removed.'));
      this.edit.focus();
    } catch (error) {
      this.problem.replaceChildren(problemBox(gettext('The rules could not be removed.'), error));
    }
  }

  takeRules(rules, news) {
    this.showRules(rules);
    announce(news);
    this.refresh();
  }
}
