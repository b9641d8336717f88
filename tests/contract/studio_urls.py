"""URLs as Studio has them."""

from django.urls import include, path

urlpatterns = [
    path('api/', include('edx_proctoring.instructor_dashboard_exam_urls', namespace='edx_proctoring')),
]
