"""The LMS and Studio start with the built wheel, though they load plug-ins while their settings are being made."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from tests.openedx_host import databases
from tests.openedx_host.campus import SERVICES, WORKER, Campus
from tests.openedx_host.conftest import MakeCampus
from tests.openedx_host.environments import PYTHONS

pytestmark = pytest.mark.openedx

TELL_SETTINGS = """
    import json, sys
    from django.conf import settings
    settings.INSTALLED_APPS
    early = sorted(name for name in sys.modules if name.startswith('edx_proctoring'))
    import django
    django.setup()
    from django.apps import apps
    import edx_proctoring
    print(json.dumps({
        'installed': 'edx_proctoring.apps.EdxProctoringConfig' in settings.INSTALLED_APPS,
        'place': edx_proctoring.__file__,
        'early': early,
        'providers': sorted(apps.get_app_config('edx_proctoring').backends),
        'python': '%d.%d' % sys.version_info[:2],
        'script': settings.PIPELINE['JAVASCRIPT']['proctoring']['output_filename'],
    }))
"""
TELL_CONSTANTS = """
    import json
    from unittest import mock
    import django
    django.setup()
    from django.test import override_settings
    from edx_proctoring import constants
    from edx_proctoring.conf import conf

    def tell():
        return [constants.SITE_NAME, constants.PLATFORM_NAME, constants.CONTENT_VIEWABLE_PAST_DUE_DATE]

    told = {'site': tell()}
    with override_settings(
        SITE_NAME='renamed.example.com', PLATFORM_NAME='Renamed', PROCTORED_EXAM_VIEWABLE_PAST_DUE=True
    ):
        told['overridden'] = tell()
        told['conf'] = [conf.site_name, conf.platform_name, conf.viewable_past_due]
    with mock.patch('edx_proctoring.constants.SITE_NAME', 'patched.example.com'):
        told['patched'] = tell()
    told['afterwards'] = tell()
    print(json.dumps(told))
"""


@pytest.fixture(params=PYTHONS)
def campus(request: pytest.FixtureRequest, make_campus: MakeCampus, tmp_path: Path) -> Campus:
    """A site on SQLite."""
    campus = make_campus(request.param)
    campus.configure(
        DATABASES={'default': databases.sqlite(tmp_path)},
        PROCTORING_BACKENDS={
            'DEFAULT': 'rest_proctor',
            'rest_proctor': {'base_url': 'https://proctor.example.com', 'client_id': 'a', 'client_secret': 'b'},
            'null': {},
        },
    )
    return campus


def test_both_services_start_and_have_the_app_from_the_wheel(campus: Campus) -> None:
    for service in SERVICES:
        told = json.loads(campus.program(service, textwrap.dedent(TELL_SETTINGS)))
        assert told['installed'] is True
        assert f'/{told["python"]}/lib/' in told['place']
        assert told['providers'] == ['null', 'rest_proctor']
        assert told['script'] == 'js/lms-proctoring.js'
        assert 'edx_proctoring.apps' in told['early']
        assert not [name for name in told['early'] if name.startswith('edx_proctoring.models')]


def test_the_build_of_scripts_is_told_the_workers_of_providers(campus: Campus) -> None:
    campus.program('lms', 'import django; django.setup()')
    told = json.loads((campus.folder / 'env_root' / 'workers.json').read_text(encoding='utf-8'))
    assert list(told) == [WORKER]
    assert told[WORKER][1] == str(campus.folder / 'node_modules' / WORKER / 'index.js')


def test_constants_follow_the_settings_of_the_host(campus: Campus) -> None:
    told = json.loads(campus.program('lms', textwrap.dedent(TELL_CONSTANTS)))
    name = campus.url('lms').removeprefix('http://')
    assert told['site'] == told['afterwards'] == [name, 'Campus', False]
    assert told['overridden'] == told['conf'] == ['renamed.example.com', 'Renamed', True]
    assert told['patched'] == ['patched.example.com', 'Campus', False]
