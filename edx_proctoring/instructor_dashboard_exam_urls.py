"""The one address that Studio needs too: the provider's dashboard for an exam.

Hosts include this module in Studio's URLs under the namespace ``edx_proctoring``; ``urls`` adds it to the LMS's.
"""

from django.urls import re_path

from edx_proctoring.conf import conf
from edx_proctoring.views.dashboard import InstructorDashboard

app_name = 'instructor'

urlpatterns = [
    re_path(
        rf'^edx_proctoring/v1/instructor/{conf.course_id_pattern}/(?P<exam_id>\d+)$',
        InstructorDashboard.as_view(),
        name='instructor_dashboard_exam',
    ),
]
