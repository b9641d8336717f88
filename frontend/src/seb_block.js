// Safe Exam Browser on the entrance of an exam: opening the configuration, and having the browser checked.

import { startBlock } from './seb/block.js';

startBlock(document.querySelector('[data-seb]'));
