// The published names of the instructor dashboard.

import { fillAllowances } from './allowances_panel.js';
import { fillAttempts } from './attempts_panel.js';
import { AddBulkAllowanceView } from './bulk_allowance_form.js';
import { DashboardView } from './dashboard_view.js';
import { EditAllowanceView } from './edit_allowance_form.js';
import { bindToggleButtons, toggleExamAttemptActionDropdownMenu } from './menu.js';
import * as models from './models.js';
import { fillOnboarding } from './onboarding_panel.js';
import { fillProviderDashboard } from './provider_dashboard.js';

class ProctoredExamAllowanceView extends DashboardView {
  constructor(section) {
    super(section, '.special-allowance-container', fillAllowances);
  }
}

class ProctoredExamAttemptView extends DashboardView {
  constructor(section) {
    super(section, '.student-proctored-exam-container', fillAttempts);
  }
}

class ProctoredExamOnboardingView extends DashboardView {
  constructor(section) {
    super(section, '.student-onboarding-status-container', fillOnboarding);
  }
}

class ProctoredExamDashboardView extends DashboardView {
  constructor(section) {
    super(section, '.student-review-dashboard-container', fillProviderDashboard);
  }
}

/** Set the names; what a page has there already stays. */
export function publish() {
  window.edx ??= {};
  window.edx.instructor_dashboard ??= {};
  window.edx.instructor_dashboard.proctoring ??= {};
  Object.assign(window.edx.instructor_dashboard.proctoring, models, {
    ProctoredExamAllowanceView,
    ProctoredExamAttemptView,
    ProctoredExamOnboardingView,
    ProctoredExamDashboardView,
    AddBulkAllowanceView,
    EditAllowanceView,
  });
  window.edx.dashboard ??= {};
  window.edx.dashboard.dropdown ??= {};
  Object.assign(window.edx.dashboard.dropdown, { toggleExamAttemptActionDropdownMenu, bindToggleButtons });
}
