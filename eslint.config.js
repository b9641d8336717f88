import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import globals from 'globals';

export default [
  js.configs.recommended,
  prettier,
  {
    files: ['frontend/**/*.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'module', globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      complexity: ['error', 9],
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Build elements; set textContent.' },
        { property: 'outerHTML', message: 'Build elements; set textContent.' },
        { property: 'insertAdjacentHTML', message: 'Build elements; set textContent.' },
        { object: 'document', property: 'write', message: 'Build elements; set textContent.' },
      ],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    // Runs inside a provider's web worker.
    files: ['edx_proctoring/static/index.js', 'docs/examples/worker.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'module', globals: globals.worker },
  },
  {
    // A test's describe() is one function that holds many.
    files: ['frontend/**/*.test.js', 'frontend/test/**'],
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.config.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'module', globals: globals.node },
  },
];
