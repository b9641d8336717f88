// The page on which a browser is checked: what Safe Exam Browser's JavaScript API says is sent to the server, once.

import { checkBrowser } from './seb/check.js';

checkBrowser(document.querySelector('[data-seb-check]'));
