"""Who does the work of each kind of job (see ``edx_proctoring.outbox``).

Everything that a job is about may be gone by the time it is run: a handler then does nothing, and the job is done.
"""

from typing import Final

from edx_proctoring.job_handlers import learner_record, messages, other_attempts, provider_calls
from edx_proctoring.outbox.handler import Handler
from edx_proctoring.outbox.payloads import Kind

HANDLERS: Final[dict[Kind, Handler]] = {
    # In the LMS, in the learner's record.
    Kind.COMPLETE_IN_LMS: Handler(learner_record.complete),
    Kind.SET_CREDIT: Handler(learner_record.set_credit),
    Kind.ZERO_GRADE: Handler(learner_record.zero_grade),
    Kind.RESTORE_GRADE: Handler(learner_record.restore_grade),
    Kind.DELETE_IN_LMS: Handler(learner_record.delete),
    Kind.UNDO_GRADE_OVERRIDE: Handler(learner_record.undo_grade_override),
    Kind.REMOVE_CREDIT: Handler(learner_record.remove_credit),
    # The learner's other attempts.
    Kind.DECLINE_OTHERS: Handler(other_attempts.decline),
    Kind.CLEAR_ONBOARDING_ERRORS: Handler(other_attempts.clear_onboarding_errors),
    # People.
    Kind.SEND_STATUS_EMAIL: Handler(messages.send_status_email),
    Kind.NOTIFY_SUPPORT: Handler(messages.notify_support),
    # The provider.
    Kind.START_AT_PROVIDER: Handler(provider_calls.start),
    Kind.STOP_AT_PROVIDER: Handler(provider_calls.stop),
    Kind.MARK_ERROR_AT_PROVIDER: Handler(provider_calls.mark_error),
    Kind.REMOVE_AT_PROVIDER: Handler(provider_calls.remove),
    Kind.SAVE_EXAM_AT_PROVIDER: Handler(provider_calls.save_exam, finish=provider_calls.keep_external_ids),
}
