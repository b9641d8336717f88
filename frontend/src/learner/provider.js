// Which proctoring provider's script belongs to the page.

/** The names that hosts, and templates of theirs, set and read. */
export function names() {
  window.edx ??= {};
  window.edx.courseware ??= {};
  window.edx.courseware.proctored_exam ??= {};
  return window.edx.courseware.proctored_exam;
}

/** Take over what the page that is shown says about its provider. */
export function readPageSettings() {
  const data = document.querySelector('.proctored-exam-data')?.dataset ?? {};
  if (data.workerUrl) {
    names().configuredWorkerURL = data.workerUrl;
  }
  if (data.pingInterval) {
    names().ProctoringAppPingInterval = Number(data.pingInterval);
  }
}

/** The absolute address of the provider's worker script; null without one, or in a browser without workers. */
export function workerUrl() {
  readPageSettings();
  const url = names().configuredWorkerURL;
  return url && window.Worker ? new URL(url, document.baseURI).href : null;
}

/** Seconds between two pings, or undefined. */
export function pingInterval() {
  readPageSettings();
  return names().ProctoringAppPingInterval;
}
