import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import globals from 'globals';

// What the reader sees or hears has to come from the catalogues.
const WORDS = '[value=/\\p{L}{2}/u]';
const TEXT_PROPERTIES = '/^(textContent|innerText|title|placeholder|alt|label|caption|summary|message|yes|no|done)$/';
const VISIBLE_TEXTS = [
  `Property[key.name=${TEXT_PROPERTIES}] > Literal.value${WORDS}`,
  `Property[key.name=${TEXT_PROPERTIES}] > TemplateLiteral.value > TemplateElement[value.raw=/\\p{L}{2}/u]`,
  `Property[key.value=/^aria-(label|description|valuetext|roledescription)$/] > Literal.value${WORDS}`,
  `AssignmentExpression[left.property.name=${TEXT_PROPERTIES}] > Literal.right${WORDS}`,
  `CallExpression[callee.property.name='setAttribute'][arguments.0.value=/^(aria-label|title|alt)$/] > Literal:nth-child(2)${WORDS}`,
  `CallExpression[callee.name=/^(announce|problemBox|showProblem|disabledAction|field|formatNodes|format)$/] > Literal:first-child${WORDS}`,
  `CallExpression[callee.property.name=/^(announce|append|replaceChildren|tell|showNotice|showProblem)$/] > Literal${WORDS}`,
  `CallExpression[callee.name='make'] > ArrayExpression > Literal${WORDS}`,
  `NewExpression[callee.name='ApiError'] > Literal:first-child${WORDS}`,
];

export default [
  js.configs.recommended,
  prettier,
  {
    files: ['frontend/**/*.js', 'demo/static/**/*.js', 'simulators/*/*.js'],
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
    files: ['frontend/src/**/*.js'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...VISIBLE_TEXTS.map((selector) => ({ selector, message: 'Put the text into gettext().' })),
        {
          // Collected texts are those that stand there in full; a long one may be joined with +.
          selector: 'CallExpression[callee.name=/^n?gettext$/] > :not(Literal, BinaryExpression):first-child.arguments',
          message: 'gettext() needs the text itself, to be found by make translations.',
        },
      ],
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
