// Comma-separated values, for spreadsheets.

// With anything before the sign that spreadsheets skip: blanks, line ends, characters that are not seen.
const FORMULA = /^([\t\r\n]|[\s\p{C}]*[=+\-@])/u;

/**
 * Rows of values as CSV (RFC 4180), with a mark at the beginning by which spreadsheets know that it is UTF-8.
 *
 * What a spreadsheet would take for a formula, and run when the file is opened, begins with an apostrophe; signs of full
 * width count, which some spreadsheets read as the others. Numbers are none, so they stay.
 */
export function csvText(rows) {
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(value) {
  if (typeof value === 'number') {
    return String(value);
  }
  const text = String(value ?? '');
  const safe = FORMULA.test(text.normalize('NFKC')) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Have the browser save the rows in a file of this name. */
export function saveCsv(name, rows) {
  const url = URL.createObjectURL(new Blob([csvText(rows)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has begun to read by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
