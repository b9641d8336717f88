// Shows times as the reader's clock has them.

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

for (const element of document.querySelectorAll('time[datetime]')) {
  element.title = element.textContent;
  element.textContent = format.format(new Date(element.dateTime));
}
