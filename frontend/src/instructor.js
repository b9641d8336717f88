// What an instructor dashboard needs: the panels for special exams, which the host builds by their published names.

import { publish } from './instructor/namespace.js';

publish();
