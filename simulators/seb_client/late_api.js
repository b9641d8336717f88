// As on Windows: the object appears some time after the page has begun, complete, with the address of that time.
(function lateApi(sha256, { version, keys, address, firstDigit, delay }) {
  const hashed = address ?? location.href.split('#')[0];
  const valueOf = (key) => sha256(hashed + key).slice(firstDigit);
  const security = {
    configKey: valueOf(keys.config),
    browserExamKey: valueOf(keys.exam),
    updateKeys: (callback) => callback(),
  };

  setTimeout(() => {
    window.SafeExamBrowser = { version, security };
  }, delay);
});
