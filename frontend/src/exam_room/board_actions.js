// What can be done with attempts that are selected on the board, and with which of them.

import { format, gettext, ngettext } from '../common/texts.js';
import { numberText } from '../instructor/words.js';

/** In the order of their buttons; each is for attempts of one kind, or for those that are bound to a computer. */
export const boardActions = () => [
  { name: 'give', className: 'btn-primary give-time', kind: 'in_progress', label: gettext('Give more time') },
  { name: 'message', className: 'send-message', kind: 'in_progress', label: gettext('Send a message') },
  // Translators: Let learners go on with an attempt that an error has stopped.
  { name: 'resume', className: 'let-resume', kind: 'resumable', label: gettext('Let learners resume') },
  // Translators: Let learners go on with an exam at another computer.
  { name: 'move', className: 'let-move', kind: 'bound', label: gettext('Let them move to another computer') },
  { name: 'end', className: 'end-attempts', kind: 'in_progress', label: gettext('End exam') },
];

/** How many of the selected attempts an action is for. */
export function actionText({ label }, count) {
  // Translators: {action} is a button's text, such as "Give more time", {count} the number of learners that it is for.
  return format(gettext('{action} ({count})'), { action: label, count: numberText(count) });
}

/** How many are selected. */
export function selectedText(count) {
  return format(ngettext('{count} selected', '{count} selected', count), { count: numberText(count) });
}

/** Why an action does nothing: nobody is selected, or none of the selected attempts is of its kind. */
export function refusalText({ kind }, countOfSelected) {
  if (countOfSelected === 0) {
    return gettext('Select at least one learner.');
  }
  if (kind === 'bound') {
    return gettext('None of the selected attempts is bound to a computer.');
  }
  return kind === 'resumable'
    ? gettext('None of the selected attempts can be resumed.')
    : gettext('None of the selected attempts is in progress.');
}
