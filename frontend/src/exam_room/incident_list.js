// The incidents that were recorded, and taking back what they led to.

import { get, remove } from '../common/api.js';
import { make } from '../common/elements.js';
import { format, gettext } from '../common/texts.js';
import { incidentsUrl, incidentUrl } from '../instructor/addresses.js';
import { PagedList } from '../instructor/paged_list.js';
import { actInRow } from '../instructor/row_action.js';
import { body, row, table } from '../instructor/table.js';
import { dateText, EMPTY } from '../instructor/words.js';
import { applyAll } from './incident_applying.js';
import { causeWord, outcomeText, spanText } from './incident_words.js';

const columns = () => [
  // Translators: From when to when something was down.
  gettext('When'),
  gettext('What was down'),
  gettext('Exam'),
  gettext('Result'),
  gettext('Recorded'),
  gettext('Actions'),
];

/** The list of the course; `show()` reads it. */
export class IncidentList {
  constructor(courseId) {
    this.courseId = courseId;
    this.list = new PagedList({ label: gettext('Incidents so far'), read: (page) => this.readPage(page) });
    this.element = make('div', { className: 'incident-list' }, [
      make('h3', { textContent: gettext('Incidents so far') }),
      this.list.element,
    ]);
  }

  show(page = 1) {
    return this.list.show(page);
  }

  async readPage(page) {
    const { incidents, pagination_info: info } = await get(incidentsUrl(this.courseId), { page });
    return {
      page: info.current_page,
      pages: info.total_pages,
      url: incidentsUrl(this.courseId),
      content:
        incidents.length > 0
          ? this.table(incidents)
          : make('p', { className: 'no-results', textContent: gettext('No incident was recorded in this course.') }),
      announcement: incidents.length > 0 ? undefined : '',
    };
  }

  table(incidents) {
    const names = columns();
    const rows = incidents.map((incident) =>
      row(names, [
        [spanText(incident)],
        [causeWord(incident.cause), ...reason(incident)],
        [incident.exam_id === null ? gettext('All exams') : (incident.exam_name ?? EMPTY)],
        [make('span', { className: 'incident-outcome', textContent: resultText(incident) })],
        [recordedText(incident)],
        this.actions(incident),
      ]),
    );
    return table({ className: 'incidents-table', caption: gettext('Incidents so far'), columns: names }, [body(rows)]);
  }

  actions(incident) {
    const { helped, pending, reverted_at: revertedAt } = incident;
    const span = spanText(incident);
    const buttons = [
      ...(pending > 0
        ? [
            button('continue-incident', gettext('Continue'), {
              name: format(gettext('Continue with the incident of {span}'), { span }),
              onClick: (made) => this.goOn(made, incident),
            }),
          ]
        : []),
      ...(helped.extend + helped.reopen > 0
        ? [
            button('revert-incident', gettext('Revert'), {
              name: format(gettext('Revert the incident of {span}'), { span }),
              onClick: (made) => this.revert(made, incident),
            }),
          ]
        : []),
    ];
    return revertedAt === null && buttons.length > 0 ? [make('div', { className: 'row-actions' }, buttons)] : [EMPTY];
  }

  /** Help those who are left since the work was broken off. What was chosen for them is stored. */
  goOn(made, incident) {
    const { batch, cause, began_at, ended_at } = incident;
    return actInRow(made, {
      question: {
        title: gettext('Help those who are left?'),
        message: gettext('They get what was chosen for them when the incident was recorded.'),
        yes: gettext('Continue'),
      },
      work: () => applyAll(this.courseId, { batch, cause, began_at, ended_at, attempts: [] }),
      done: gettext('Done.'),
      after: () => made.remove(),
    });
  }

  revert(made, incident) {
    return actInRow(made, {
      question: {
        title: gettext('Revert this incident?'),
        message: gettext(
          'Everyone loses the time that it gave them, and reopened attempts are closed again. ' +
            'Attempts that were reset stay so. If someone has used their time, nothing is changed.',
        ),
        yes: gettext('Revert'),
      },
      work: () => remove(incidentUrl(incident.id)),
      done: gettext('Reverted.'),
      after: () => made.closest('.row-actions').remove(),
    });
  }
}

function button(className, textContent, { name, onClick }) {
  const made = make('button', { type: 'button', className: `btn ${className}`, textContent, 'aria-label': name });
  made.addEventListener('click', () => onClick(made));
  return made;
}

function reason({ reason: text }) {
  return text === '' ? [] : [make('span', { className: 'incident-reason', textContent: text })];
}

function resultText(incident) {
  const text = outcomeText(incident);
  if (incident.reverted_at === null) {
    return text;
  }
  const by = incident.reverted_by ?? EMPTY;
  const values = { date: dateText(incident.reverted_at), by };
  return `${text} ${format(gettext('Reverted: {date}, {by}.'), values)}`;
}

function recordedText({ recorded_at: at, recorded_by: by }) {
  return by === null ? dateText(at) : format(gettext('{date}, {by}'), { date: dateText(at), by });
}
