"""The published functions: ids and plain values in, dicts out. Each is a thin door to an action or a query.

Course and content ids may be text or opaque keys, ids anything the database takes for an integer. What is raised
derives from :class:`edx_proctoring.exceptions.ProctoredBaseException`.
"""

from inspect import isfunction

from edx_proctoring.api import (
    accommodations,
    allowances,
    attempts,
    dict_forms,
    entrance,
    exams,
    extra_time,
    incidents,
    learner_view,
    onboarding,
    reopening,
    reports,
    review_policies,
    selected_attempts,
)
from edx_proctoring.api.accommodations import *  # noqa: F403
from edx_proctoring.api.allowances import *  # noqa: F403
from edx_proctoring.api.attempts import *  # noqa: F403
from edx_proctoring.api.dict_forms import *  # noqa: F403
from edx_proctoring.api.entrance import *  # noqa: F403
from edx_proctoring.api.exams import *  # noqa: F403
from edx_proctoring.api.extra_time import *  # noqa: F403
from edx_proctoring.api.incidents import *  # noqa: F403
from edx_proctoring.api.learner_view import *  # noqa: F403
from edx_proctoring.api.onboarding import *  # noqa: F403
from edx_proctoring.api.reopening import *  # noqa: F403
from edx_proctoring.api.reports import *  # noqa: F403
from edx_proctoring.api.review_policies import *  # noqa: F403
from edx_proctoring.api.selected_attempts import *  # noqa: F403
from edx_proctoring.backends import get_backend_provider
from edx_proctoring.events import emit_event
from edx_proctoring.learner_pages.outline_summary import (
    PRACTICE_STATUS_SUMMARY_MAP,
    STATUS_SUMMARY_MAP,
    TIMED_EXAM_STATUS_SUMMARY_MAP,
)
from edx_proctoring.learner_pages.wording import humanized_time
from edx_proctoring.lms import get_runtime_service
from edx_proctoring.lms.links import course_home_url as get_course_home_url
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.signals import exam_attempt_status_signal

# Published constants.
APPROVED_STATUS = 'approved'
JUMPTO_SUPPORTED_NAMESPACES = ['proctored_exam']
REJECTED_GRADE_OVERRIDE_EARNED = 0.0
SHOW_EXPIRY_MESSAGE_DURATION = 60

__all__ = (  # noqa: PLE0604
    *accommodations.__all__,
    *allowances.__all__,
    *attempts.__all__,
    *dict_forms.__all__,
    *entrance.__all__,
    *exams.__all__,
    *extra_time.__all__,
    *incidents.__all__,
    *learner_view.__all__,
    *onboarding.__all__,
    *reopening.__all__,
    *reports.__all__,
    *review_policies.__all__,
    *selected_attempts.__all__,
    'APPROVED_STATUS',
    'JUMPTO_SUPPORTED_NAMESPACES',
    'PRACTICE_STATUS_SUMMARY_MAP',
    'REJECTED_GRADE_OVERRIDE_EARNED',
    'SHOW_EXPIRY_MESSAGE_DURATION',
    'STATUS_SUMMARY_MAP',
    'TIMED_EXAM_STATUS_SUMMARY_MAP',
    # What hosts and XBlocks also reach by this path or through ProctoringService.
    'emit_event',
    'exam_attempt_status_signal',
    'get_backend_provider',
    'get_course_home_url',
    'get_runtime_service',
    'humanized_time',
    'obscured_user_id',
)

# This is their published home: hosts patch them here, and it is the path that documentation shows.
for _name in __all__:
    _function = globals()[_name]
    if isfunction(_function) and _function.__module__.startswith(f'{__name__}.'):
        _function.__module__ = __name__
