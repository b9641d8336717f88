// Technical failures: whom one has hit, what is done for them in one go, and those so far.

import { announce } from '../common/announcer.js';
import { get } from '../common/api.js';
import { confirmed } from '../common/dialog.js';
import { make, newId } from '../common/elements.js';
import { format, gettext, ngettext } from '../common/texts.js';
import { incidentPreviewUrl } from '../instructor/addresses.js';
import { field } from '../instructor/fields.js';
import { problemBox } from '../instructor/problem_box.js';
import { body, row, table } from '../instructor/table.js';
import { numberText } from '../instructor/words.js';
import { applyAll } from './incident_applying.js';
import { IncidentForm } from './incident_form.js';
import { IncidentHits } from './incident_hits.js';
import { IncidentList } from './incident_list.js';
import { outcomeText, remedyWord } from './incident_words.js';
import { randomUuid } from './random_uuid.js';

const MOST_ROWS = 100;

/** Fills the container with the form, and with the incidents of the course. */
export class Incidents {
  constructor(container, courseId) {
    this.courseId = courseId;
    this.form = new IncidentForm({ courseId, onSearch: (incident) => this.search(incident) });
    this.found = make('div', { className: 'incident-found', tabIndex: -1 });
    this.list = new IncidentList(courseId);
    container.classList.add('proctoring-panel');
    container.replaceChildren(
      make('p', {
        textContent: gettext(
          'If something was down during an exam, help everyone whom it hit in one go. Nothing is changed before you apply it.',
        ),
      }),
      this.form.element,
      this.found,
      this.list.element,
    );
    this.list.show();
  }

  async search(incident) {
    this.form.setBusy(true);
    try {
      const { attempts, has_more: hasMore } = await get(incidentPreviewUrl(this.courseId), incident);
      this.showHits(incident, attempts, hasMore);
    } catch (error) {
      this.found.replaceChildren(problemBox(gettext('It could not be found out whom it hit.'), error));
    } finally {
      this.form.setBusy(false);
    }
  }

  showHits(incident, attempts, hasMore) {
    const count = hitText(attempts.length);
    const heading = make('h3', { tabIndex: -1, textContent: count });
    this.found.replaceChildren(heading);
    if (attempts.length > 0) {
      this.hits = new IncidentHits({ attempts, onChange: () => this.showCount() });
      this.makeControls({ ...incident, batch: randomUuid() });
      this.found.append(
        ...(hasMore ? [moreNote(attempts.length)] : []),
        this.hits.element,
        field(gettext('Reason'), this.reason, { hint: gettext('For the course staff; learners do not see it.') }),
        make('div', { className: 'extra-time-choice' }, [this.beyond, this.beyondLabel]),
        this.problem,
        make('div', { className: 'row-actions' }, [this.apply]),
        this.progress,
      );
      this.showCount();
    }
    heading.focus();
    announce(count);
  }

  makeControls(incident) {
    this.reason = make('textarea', { rows: 2, className: 'incident-text' });
    this.beyond = make('input', { type: 'checkbox', id: newId('beyond-due-date') });
    this.beyondLabel = make('label', {
      htmlFor: this.beyond.id,
      textContent: gettext('Extend beyond the due date where an attempt would end after it'),
    });
    this.apply = make('button', { type: 'button', className: 'btn btn-primary apply-incident' });
    this.apply.addEventListener('click', () => this.save(incident));
    this.progress = make('p', { className: 'incident-progress', role: 'status' });
    this.problem = make('div', { className: 'incident-problem' });
  }

  showCount() {
    const count = this.hits.remedies.length;
    const text = ngettext('Apply to {count} attempt', 'Apply to {count} attempts', count);
    this.apply.textContent = format(text, { count: numberText(count) });
  }

  async save(incident) {
    const { remedies } = this.hits;
    if (this.apply.getAttribute('aria-busy') === 'true' || this.hits.refuse()) {
      return;
    }
    if (remedies.length === 0) {
      this.problem.replaceChildren(
        make('p', { className: 'field-error', role: 'alert', textContent: gettext('Select at least one learner.') }),
      );
      return;
    }
    this.problem.replaceChildren();
    const question = gettext('The time can be taken back until someone has used it. A reset cannot be undone.');
    const words = { yes: gettext('Apply'), no: gettext('Cancel') };
    if (await confirmed(this.apply.textContent, question, words)) {
      await this.send({
        ...incident,
        reason: this.reason.value.trim(),
        beyond_due_date: this.beyond.checked,
        attempts: remedies,
      });
    }
  }

  /** After a failure, the same again goes on with what is left. */
  async send(values) {
    this.apply.setAttribute('aria-busy', 'true');
    this.progress.textContent = gettext('Working…');
    try {
      this.showResult(await applyAll(this.courseId, values, (text) => (this.progress.textContent = text)));
      this.list.show();
    } catch (error) {
      const title = error.isPassing
        ? gettext('It is not certain that everyone was helped. Try again: nobody is helped twice.')
        : gettext('Nobody else was helped.');
      this.problem.replaceChildren(problemBox(title, error, error.isPassing ? () => this.send(values) : undefined));
    } finally {
      this.apply.removeAttribute('aria-busy');
      this.progress.textContent = '';
    }
  }

  showResult(answer) {
    const text = outcomeText(answer);
    const state = answer.refused > 0 ? 'proctoring-problem' : 'proctoring-success';
    this.found.replaceChildren(
      make('div', { className: `incident-result ${state}` }, [
        make('p', { className: 'problem-title', textContent: text }),
        ...notable(answer.results, (id) => this.hits.nameOf(id)),
      ]),
    );
    this.found.focus();
    announce(text);
  }
}

function hitText(count) {
  if (count === 0) {
    return gettext('It hit nobody.');
  }
  return format(ngettext('It hit {count} attempt', 'It hit {count} attempts', count), { count: numberText(count) });
}

function moreNote(count) {
  const text = gettext('It hit more than these {count}. Choose an exam or a shorter time to see the others.');
  return make('p', { className: 'board-note', textContent: format(text, { count: numberText(count) }) });
}

/** A table of those for whom not all could be done, if there are any. */
function notable(results, namesOf) {
  const less = results.filter(({ detail }) => detail !== '');
  if (less.length === 0) {
    return [];
  }
  const columns = [gettext('Learner'), gettext('Exam'), gettext('What to do'), gettext('Result')];
  const rows = less.slice(0, MOST_ROWS).map(({ attempt_id: id, remedy, detail }) => {
    const { learner, exam } = namesOf(id);
    return row(columns, [[learner], [exam], [remedyWord(remedy)], [detail]]);
  });
  const count = less.length - MOST_ROWS;
  const more = format(ngettext('and {count} more', 'and {count} more', count), { count: numberText(count) });
  return [
    table({ className: 'incident-results', caption: gettext('Results'), columns }, [body(rows)]),
    ...(count > 0 ? [make('p', { textContent: more })] : []),
  ];
}
