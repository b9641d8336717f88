"""What watches the site asks this: a load balancer for the health, Prometheus for its numbers."""

from typing import Annotated, Any, Final, NotRequired, TypedDict

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from rest_framework import status
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.conf import conf
from edx_proctoring.diagnosis import figures, health
from edx_proctoring.domain.networks import is_in
from edx_proctoring.exceptions import ObjectNotFoundException
from edx_proctoring.shapes import Named
from edx_proctoring.telemetry import metrics
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views.authentication import AUTHENTICATION_CLASSES
from edx_proctoring.views.base import BaseAPIView
from edx_proctoring.views.descriptions import ANYONE, Answer, Operation, refusal
from edx_proctoring.views.permissions import require_staff
from edx_proctoring.views.provider_callbacks import IgnoreClientContentNegotiation

SCHEME = 'Bearer '

_HOW: Final = "The site's token is sent as `Authorization: Bearer <token>`."


class HealthDict(TypedDict):
    """Everything but the status is for operators. `degraded`: a configured provider could not be constructed
    (`backends` says which); `failing`: the database does not answer."""

    status: Annotated[health.Status, Named('HealthStatus')]
    database: NotRequired[Annotated[bool, 'Whether it answers.']]
    backends: NotRequired[Annotated[dict[str, bool], Named('ConfiguredBackends')]]


def is_trusted_program(request: Request) -> bool:
    """Return whether the request has the site's token for operators, or comes from one of their networks."""
    if is_in(conf.operations_networks, request.META.get('REMOTE_ADDR', '')):
        return True
    token, presented = conf.operations_token, request.headers.get('Authorization', '')
    return bool(token) and constant_time_compare(presented, f'{SCHEME}{token}')


class IsTrustedProgramOrLoggedIn(BasePermission):
    """Everybody else gets 403. A logged-in caller who isn't staff is refused in the method, so that 405 comes first."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the request may go on."""
        return is_trusted_program(request) or bool(request.user.is_authenticated)


class OperationsView(BaseAPIView):
    """A view for machines: no throttling, one format, and nobody is looked up in the database unasked."""

    authentication_classes = AUTHENTICATION_CLASSES
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = IgnoreClientContentNegotiation

    def perform_authentication(self, request: Request) -> None:
        """Look up the user only when needed: the database may be down."""


class HealthView(OperationsView):
    """Return whether this process can work. Open to all; not published."""

    permission_classes = (AllowAny,)

    @Operation(
        'Operations',
        'get_health',
        'Check whether this process works',
        ANYONE,
        {
            200: Answer('It works, possibly without some providers.', HealthDict),
            403: refusal('The token or session is invalid.'),
            503: Answer('The database does not respond.', HealthDict),
        },
        notes=f'Operators see what is wrong. {_HOW}',
    )
    def get(self, request: Request) -> Response:
        """503 where the database does not answer; what exactly is wrong, for staff and trusted programs."""
        found = health.examine()
        answer: HealthDict = {'status': found.status}
        if is_trusted_program(request) or (found.database and request.user.is_staff):
            answer['database'] = found.database
            answer['backends'] = found.backends
        return Response(
            answer,
            status=status.HTTP_200_OK if found.database else status.HTTP_503_SERVICE_UNAVAILABLE,
            headers={'Cache-Control': 'no-store'},
        )


class MetricsView(OperationsView):
    """Numbers for Prometheus, for staff and trusted programs; not published."""

    permission_classes = (IsTrustedProgramOrLoggedIn,)

    @Operation(
        'Operations',
        'get_metrics',
        'Get the metrics for Prometheus',
        "For staff of the site, programs with the site's token for operators, and the operators' networks.",
        {
            200: Answer('The metrics; in the OpenMetrics format if the client accepts it.', str, 'text/plain'),
            404: refusal('The extra `metrics` is not installed.'),
        },
        notes=_HOW,
    )
    def get(self, request: Request) -> HttpResponseBase:
        """All numbers, as text. 404 where Prometheus' client is not installed."""
        if not is_trusted_program(request):
            require_staff(request.user)
        if not metrics.IS_INSTALLED:
            raise ObjectNotFoundException(
                _('No metrics are available because the package prometheus-client is not installed.')
            )
        accept = request.headers.get('Accept', '')
        text, content_type = metrics.exposition(figures.gauges(now=timezone.now()), accept=accept)
        return HttpResponse(text, content_type=content_type, headers={'Cache-Control': 'no-store'})
