"""Published import path of the signal receivers; they live in ``receivers``.

Hosts that save many rows at once disconnect some of them by name.
"""

from edx_proctoring.receivers.archives import archive_before_save as on_allowance_changed
from edx_proctoring.receivers.archives import archive_before_save as on_review_changed
from edx_proctoring.receivers.archives import archive_before_save as on_review_policy_changed
from edx_proctoring.receivers.archives import mark_review_of_deleted_attempt as finish_attempt_flow
from edx_proctoring.receivers.saved_rows import complete_in_the_lms as on_attempt_changed
from edx_proctoring.receivers.saved_rows import judge_a_saved_review as finish_review_workflow
from edx_proctoring.receivers.saved_rows import note_the_end_of_proctoring as check_for_category_switch
from edx_proctoring.receivers.saved_rows import tell_of_a_saved_exam as save_exam_on_backend

__all__ = (
    'check_for_category_switch',
    'finish_attempt_flow',
    'finish_review_workflow',
    'on_allowance_changed',
    'on_attempt_changed',
    'on_review_changed',
    'on_review_policy_changed',
    'save_exam_on_backend',
)
