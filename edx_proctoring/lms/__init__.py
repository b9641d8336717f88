"""What this app asks of the learning management system around it, one module per subject.

Every function here works without the service or package that it asks; its docstring says what is then true. Services
are looked up at each call, because hosts register them while they start, in no particular order. Courses, contents and
answers are text, numbers, dates and the small protocols declared here: no type of the host goes further in.
"""

from edx_proctoring.runtime import get_runtime_service

# A name that hosts reach through edx_proctoring.api. Inside the app, ask the module of the subject.
__all__ = ('get_runtime_service',)
