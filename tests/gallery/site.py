"""The site that the pictures are taken of: ``python -m tests.gallery.site <port> [full]``, until it is interrupted.

``full`` fills the course with 2,000 attempts, for the instructor's pages. The environment names the settings and the
demo's folder; see :mod:`tests.gallery.running`.
"""

from __future__ import annotations

import sys
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command

from demo.server import StopSignal, lms_server


def main(port: int, *, is_full: bool) -> None:
    stop = StopSignal()
    django.setup()
    from demo import places  # noqa: PLC0415 - Django has to be set up first
    from demo.loading import load_courses  # noqa: PLC0415
    from demo.wsgi import application  # noqa: PLC0415
    from edx_proctoring.backends.seb import SebBackendProvider  # noqa: PLC0415
    from edx_proctoring.testing.provider import RecordingProvider  # noqa: PLC0415
    from tests.browser.full_course import fill  # noqa: PLC0415
    from tests.gallery.room import let_rest  # noqa: PLC0415

    places.VAR.mkdir(parents=True, exist_ok=True)
    call_command('migrate', verbosity=0)
    load_courses(None)
    if is_full:
        fill()
        let_rest()
    config: Any = apps.get_app_config('edx_proctoring')
    config.backends |= providers(RecordingProvider) | {'seb': SebBackendProvider()}
    with lms_server(application, host='127.0.0.1', port=port):
        stop.wait_while_running(())


def providers(provider_class: Any) -> dict[str, Any]:
    """One that lists what to do, one that asks for an exam code, one with a secure browser, one with onboarding."""
    texts = {
        'verbose_name': 'REST Proctor',
        'tech_support_email': 'help@proctor.example.com',
        'tech_support_phone': '+1 555 0101',
        'learner_notification_from_email': 'no-reply@proctor.example.com',
        'integration_specific_email': 'proctoring@demo-campus.example.com',
    }
    steps = [
        'Start the system check. The proctoring app opens in a new window.',
        'Show your <b>photo ID</b> and your room to the camera.',
        'Leave the app running, and come back to this page.',
    ]
    named = {name: provider_class(**texts) for name in ('app', 'code', 'browser')}
    named['onboarding'] = provider_class(**texts, supports_onboarding=True)
    for name in ('app', 'onboarding'):
        named[name].answers['get_attempt'] = {'instructions': steps, 'download_url': 'https://proctor.example.com/app'}
    named['code'].answers['get_attempt'] = {}
    named['browser'].answers['should_block_access_to_exam_material'] = True
    return named


if __name__ == '__main__':
    main(int(sys.argv[1]), is_full='full' in sys.argv[2:])
