"""Published import path of small functions that hosts and plug-ins use. Nothing is defined here."""

from edx_proctoring.api.dict_forms import (
    categorize_inaccessible_exams_by_date,
    get_exam_due_date,
    get_exam_type,
    get_exam_url,
    get_time_remaining_for_attempt,
    get_user_course_outline_details,
    has_due_date_passed,
    has_end_date_passed,
    is_reattempting_exam,
    verify_and_add_wait_deadline,
)
from edx_proctoring.events import emit_event
from edx_proctoring.learner_pages.wording import humanized_time
from edx_proctoring.lms.dates import course_end_date as get_course_end_date
from edx_proctoring.lms.links import course_home_url as get_course_home_url
from edx_proctoring.lms.links import learning_mfe_exam_url as resolve_exam_url_for_learning_mfe
from edx_proctoring.lms.outline import visibility_date as get_visibility_check_date
from edx_proctoring.queries.attempts import locate_attempt_by_code
from edx_proctoring.security.crypto import (
    AES_BLOCK_SIZE_BYTES,
    aes_decrypt,
    aes_encrypt,
    decode_and_decrypt,
    encrypt_and_encode,
    generate_aes_iv,
    obscured_user_id,
    pad,
    unpad,
)
from edx_proctoring.views.base import AuthenticatedAPIView

__all__ = (
    'AES_BLOCK_SIZE_BYTES',
    'AuthenticatedAPIView',
    'aes_decrypt',
    'aes_encrypt',
    'categorize_inaccessible_exams_by_date',
    'decode_and_decrypt',
    'emit_event',
    'encrypt_and_encode',
    'generate_aes_iv',
    'get_course_end_date',
    'get_course_home_url',
    'get_exam_due_date',
    'get_exam_type',
    'get_exam_url',
    'get_time_remaining_for_attempt',
    'get_user_course_outline_details',
    'get_visibility_check_date',
    'has_due_date_passed',
    'has_end_date_passed',
    'humanized_time',
    'is_reattempting_exam',
    'locate_attempt_by_attempt_code',
    'obscured_user_id',
    'pad',
    'resolve_exam_url_for_learning_mfe',
    'unpad',
    'verify_and_add_wait_deadline',
)


locate_attempt_by_attempt_code = locate_attempt_by_code
