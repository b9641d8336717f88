"""What this app asks of the learning management system around it, one module per subject.

Every function here works without the service or package that it asks; its docstring says what is then true. Services
are looked up at each call, because hosts register them while they start, in no particular order. Courses, contents and
answers are text, numbers, dates and the small protocols declared here: no type of the host goes further in.
"""

from typing import Literal

from edx_proctoring.lms.links import has_learner_addresses
from edx_proctoring.runtime import get_runtime_service

ServiceName = Literal['certificates', 'credit', 'grades', 'instructor']

# A name that hosts reach through edx_proctoring.api. Inside the app, ask the module of the subject.
__all__ = ('ServiceName', 'get_runtime_service', 'is_here', 'is_offered', 'is_registered')


def is_here() -> bool:
    """Return whether this process serves learners; Studio, its commands, and its workers do not."""
    return has_learner_addresses()


def is_registered(service: ServiceName) -> bool:
    """Return whether this process has the service: the LMS registers it, Studio does not."""
    return get_runtime_service(service) is not None


def is_offered(service: ServiceName) -> bool:
    """Return whether to record work that needs the service. Studio, which cannot know, leaves that to the LMS."""
    return is_registered(service) or not is_here()
