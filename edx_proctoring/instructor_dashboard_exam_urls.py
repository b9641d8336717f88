"""The one address that Studio needs too: the provider's dashboard for an exam.

Hosts include this module in Studio's URLs under the namespace ``edx_proctoring``; ``urls`` adds it to the LMS's.
"""

from django.urls import re_path

from edx_proctoring.views.course_address import course_address
from edx_proctoring.views.dashboard import InstructorDashboard

app_name = 'instructor'

urlpatterns = [
    re_path(
        course_address('edx_proctoring/v1/instructor/', r'/(?P<exam_id>\d+)'),
        InstructorDashboard.as_view(),
        name='instructor_dashboard_exam',
    ),
]
