// What a course page needs while a learner takes exams: the buttons of the pages before and after, and the timer.

import { publish } from './learner/namespace.js';
import { start } from './learner/start.js';

publish();
start();
