// What one page of an exam leaves for the next one in the same tab.

export function remember(name, value) {
  try {
    sessionStorage.setItem(name, String(value));
  } catch {
    // A browser that keeps nothing: the next page begins as the first one did.
  }
}

/** The text that an earlier page left under this name; null where there is none. */
export function recall(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}
