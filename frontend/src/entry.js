// The page at which learners meet the entry rules of an exam.

import { EntryPage } from './entry/page.js';

const element = document.querySelector('.entry');
if (element !== null) {
  new EntryPage(element).run();
}
