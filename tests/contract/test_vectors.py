"""Every recorded byte of the SoftwareSecure protocol, of stored video links and of obscured ids comes out again."""

from __future__ import annotations

import json
from typing import Any

import pytest
import responses
from pytest_django import Settings
from time_machine import travel

from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider, canonical_form
from edx_proctoring.security.crypto import decode_and_decrypt, encrypt_and_encode, generate_aes_iv, obscured_user_id
from tests.contract.recorded import read

VECTORS = read('vectors.json')


def titled(section: str) -> pytest.MarkDecorator:
    """Parametrize a test over the cases of a section that have titles."""
    return pytest.mark.parametrize('case', VECTORS[section], ids=[case['title'] for case in VECTORS[section]])


@titled('registrations')
def test_registration(case: dict[str, Any], settings: Settings) -> None:
    settings.SITE_NAME = 'lms.example.com'
    settings.HTTPS = 'on'
    provider = SoftwareSecureBackendProvider(**case['backend'])
    with travel(case['now'].removesuffix(' UTC'), tick=False), responses.RequestsMock() as network:
        network.post(case['url'], json={'ssiRecordLocator': 'LOCATOR'})
        assert provider.register_exam_attempt(case['exam'], case['context']) == case['returns']
        request: Any = network.calls[0].request
    assert {name: request.headers[name] for name in case['headers']} == case['headers']
    assert request.body == json.dumps(case['body'])
    assert request.req_kwargs['timeout'] == case['timeout']
    assert canonical_form(json.loads(request.body)) == case['canonical']
    assert json.loads(request.body)['examPassword'] == case['password']


@titled('bodies')
def test_signature(case: dict[str, Any]) -> None:
    provider = SoftwareSecureBackendProvider(**VECTORS['registrations'][0]['backend'])
    assert canonical_form(case['body']) == case['canonical']
    assert provider.sign(case['body'], 'DATE') == case['signature']


@pytest.mark.parametrize('case', VECTORS['video_links'], ids=lambda case: case['url'])
def test_video_link(case: dict[str, Any]) -> None:
    key = bytes.fromhex(case['key_hex'])
    assert generate_aes_iv(key) == case['iv'].encode('ascii')
    assert encrypt_and_encode(case['url'].encode('utf-8'), key) == case['stored'].encode('ascii')
    assert decode_and_decrypt(case['stored'], key).decode('utf-8') == case['url']


@pytest.mark.parametrize('case', VECTORS['obscured_user_ids'], ids=lambda case: str(case['args']))
def test_obscured_user_id(case: dict[str, Any], settings: Settings) -> None:
    settings.PROCTORING_USER_OBFUSCATION_KEY = case['key']
    assert obscured_user_id(*case['args']) == case['result']
