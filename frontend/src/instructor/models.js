// The published models and collections of the instructor dashboard: where the LMS keeps what, and reading it.

import { Model } from '../common/model.js';
import {
  allowanceUrl,
  attemptUrl,
  bulkAllowanceUrl,
  examsUrl,
  groupedAllowancesUrl,
  groupedAttemptsUrl,
  onboardingUrl,
} from './addresses.js';

export class ProctoredExamAllowanceModel extends Model {
  url = allowanceUrl();
}

export class ProctoredExamBulkAllowanceModel extends Model {
  url = bulkAllowanceUrl();
}

export class ProctoredExamAttemptModel extends Model {
  url = attemptUrl('');
}

/** What belongs to the course `courseId` or, where a host sets it, is found at `url`. */
class CourseCollection extends Model {
  constructor(courseId, url = () => '') {
    super();
    this.url = typeof courseId === 'string' ? url(courseId) : '';
  }
}

export class ProctoredExamAllowanceCollection extends CourseCollection {
  constructor(courseId) {
    super(courseId, groupedAllowancesUrl);
  }
}

export class ProctoredExamAttemptGroupedCollection extends CourseCollection {
  constructor(courseId) {
    super(courseId, groupedAttemptsUrl);
  }
}

export class ProctoredExamCollection extends CourseCollection {
  constructor(courseId) {
    super(courseId, examsUrl);
  }
}

export class ProctoredExamOnboardingCollection extends CourseCollection {
  constructor(courseId) {
    super(courseId, onboardingUrl);
  }
}
