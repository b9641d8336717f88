// The published model of an exam under way, for hosts that read or set it.

import { Model } from '../common/model.js';
import { formatTime, timeState } from './countdown.js';

const API = '/api/edx_proctoring/v1';

export class ProctoredExamModel extends Model {
  url = `${API}/proctored_exam/attempt`;

  constructor(attributes = {}) {
    super({
      in_timed_exam: false,
      attempt_id: 0,
      attempt_status: 'started',
      taking_as_proctored: false,
      exam_display_name: '',
      exam_url_path: '',
      accessibility_time_string: '',
      time_remaining_seconds: 0,
      low_threshold_sec: 0,
      critically_low_threshold_sec: 0,
      course_id: null,
      lastFetched: new Date(),
      ...attributes,
    });
  }

  /** Seconds as `h:mm:ss`. */
  getFormattedRemainingTime(seconds) {
    return formatTime(seconds);
  }

  /** null, 'warning' or 'critical'. */
  getRemainingTimeState(seconds) {
    return timeState(seconds, this.attributes);
  }
}

export class LearnerOnboardingModel extends Model {
  url = `${API}/user_onboarding/status`;
}
