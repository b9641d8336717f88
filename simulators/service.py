"""What every simulator does: finds what an address is for, fails where it was told to, is told to fail."""

import re
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Generic
from urllib.parse import unquote

from simulators.http_messages import BadRequestError, Request, Response, html, json_answer, redirect
from simulators.site import SCRIPT, STYLE, Site
from simulators.switches import SwitchesType, read_switches

Route = Callable[..., Response | None]
NOTHING_HERE = 'There is nothing at this address'


class SimulatorService(Generic[SwitchesType]):
    """Routes, faults and the page for them. Safe to use from several threads.

    A route is given the request and the named parts of the address; where it returns None, the connection is closed
    without an answer.
    """

    def __init__(self, *, site: Site, switches: SwitchesType, lms_url: str) -> None:
        self.site = site
        self.lms_url = lms_url
        self.switches = switches
        self._stopping = threading.Event()
        self._routes: list[tuple[str, re.Pattern[str], Route]] = []
        self.add_route('GET', '/style.css', lambda request: Response(200, STYLE, 'text/css; charset=utf-8'))
        self.add_route(
            'GET', '/local_times.js', lambda request: Response(200, SCRIPT, 'text/javascript; charset=utf-8')
        )
        self.add_route('GET', '/lms', lambda request: redirect(self.lms_url))
        self.add_route('GET', '/favicon.ico', lambda request: Response(204))
        self.add_route('GET', '/control', lambda request: html(self.site.control_page(self.switches)))
        self.add_route('POST', '/control', self._set_switches_by_form)
        self.add_route('POST', '/api/switches', self._set_switches)

    def add_route(self, method: str, address: str, route: Route) -> None:
        """``{name}`` in an address stands for one part of it, ``{name:path}`` for several."""
        pattern = re.sub(r'\\{(\w+)\\}', r'(?P<\1>[^/]+)', re.escape(address))
        pattern = re.sub(r'\\{(\w+):path\\}', r'(?P<\1>.+)', pattern)
        self._routes.append((method, re.compile(pattern), route))

    def answer(self, request: Request) -> Response | None:
        """Return the response to a request; None: close the connection without one."""
        for method, pattern, route in self._routes:
            found = pattern.fullmatch(request.path) if method == request.method else None
            if found:
                parts = {name: unquote(part) for name, part in found.groupdict().items()}
                try:
                    return route(request, **parts)
                except BadRequestError as error:
                    return json_answer({'error': str(error)}, status=400)
        if request.path.startswith('/api/'):
            return json_answer({'error': f'{NOTHING_HERE}.'}, status=404)
        return html(self.site.message_page(NOTHING_HERE), status=404)

    def failing(self, route: Route) -> Route:
        """Return the route, with the faults that are switched on when it is asked."""

        def failing_route(request: Request, **parts: str) -> Response | None:
            switches = self.switches
            if switches.delay_seconds:
                self._stopping.wait(switches.delay_seconds)
            if switches.drop_connection:
                return None
            if switches.answer_500:
                return json_answer({'error': 'Internal error, as told.'}, status=500)
            return route(request, **parts)

        return failing_route

    def stop(self) -> None:
        """End every wait that is going on: the process is about to end."""
        self._stopping.set()

    def _set_switches(self, request: Request) -> Response:
        try:
            self.switches = read_switches(type(self.switches), request.json_object())
        except ValueError as error:
            raise BadRequestError(str(error)) from None
        return json_answer(asdict(self.switches))

    def _set_switches_by_form(self, request: Request) -> Response:
        form = request.form()
        values: dict[str, Any] = {name: True for name, value in form.items() if value == 'on'}
        try:
            values['delay_seconds'] = float(form.get('delay_seconds', '0'))
            self.switches = read_switches(type(self.switches), values)
        except ValueError as error:
            return html(self.site.control_page(self.switches, error=str(error)), status=400)
        return html(self.site.control_page(self.switches, notice='The faults are set.'))
