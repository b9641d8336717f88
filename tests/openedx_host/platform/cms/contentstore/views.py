"""The API of the authoring front end."""

from opaque_keys.edx.keys import CourseKey
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from openedx.content import modulestore


class CourseView(APIView):
    """A course."""

    permission_classes = (IsAdminUser,)

    def put(self, request: Request, course_key_string: str) -> Response:
        """Save a draft."""
        modulestore.save_draft(CourseKey.from_string(course_key_string), request.data, user_id=request.user.pk)
        return Response({'saved': True})

    def post(self, request: Request, course_key_string: str) -> Response:
        """Publish the draft."""
        modulestore.publish(CourseKey.from_string(course_key_string))
        return Response({'published': True})
