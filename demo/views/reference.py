"""The HTTP interface of the app: its OpenAPI document is at ``/api/schema/``, and this page shows it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from demo.openapi_reading import sections, shapes


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Render all operations, then the objects in their requests and responses; open to everybody."""
    document = SchemaGenerator().get_schema(public=True)
    context = {'info': document['info'], 'sections': sections(document), 'shapes': shapes(document)}
    return render(request, 'demo/reference.html', context)
