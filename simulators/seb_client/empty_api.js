// As on macOS and iOS: the object is there at once, with empty texts. The app fills them, and then calls a function of
// the page by its name: it cannot call a function without one.
(function emptyApi(sha256, { version, keys, address, firstDigit, delay, presetInMainFrame }) {
  const security = { configKey: '', browserExamKey: '', appVersion: version };

  function fill() {
    const hashed = address ?? location.href.replace(/#.+$/s, '');
    security.configKey = sha256(hashed + keys.config).slice(firstDigit);
    security.browserExamKey = sha256(hashed + keys.exam).slice(firstDigit);
  }

  security.updateKeys = (callback) => {
    const { name } = callback;
    setTimeout(() => {
      fill();
      window[name]?.();
    }, delay);
  };

  window.SafeExamBrowser = { version, security };
  if (presetInMainFrame && window === window.top) setTimeout(fill, delay);
});
