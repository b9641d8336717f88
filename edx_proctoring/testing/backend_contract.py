"""The tests that every proctoring provider passes; a plug-in's own test suite inherits them.

    class TestAcme(BackendContract):
        review_payload = {'status': 'passed', 'comments': []}

        def make_provider(self):
            return AcmeProvider(client_id='id', client_secret='secret')

        @contextmanager
        def service_available(self):
            with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
                network.post('https://acme.example.com/attempts', json={'id': 'acme-attempt'})
                ...
                yield

        @contextmanager
        def service_down(self):
            with responses.RequestsMock():  # nothing is registered, so every call fails
                yield

It runs with pytest; no test touches the database or the network. ``make_provider`` must be given; the two context
managers are needed by providers that use the network, ``review_payload`` by those that deliver reviews.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

import pytest
import requests

from edx_proctoring.backends.backend import JSONObject, ProctoringBackendProvider
from edx_proctoring.backends.review import review_from_callback
from edx_proctoring.exceptions import ProctoredBaseException
from edx_proctoring.statuses import SoftwareSecureReviewStatus

COURSE_ID = 'course-v1:Org+Num+Run'
ATTEMPT_CODE = '0F3A2B1C-1111-4222-8333-444455556666'
EXAM: JSONObject = {
    'id': 7,
    'course_id': COURSE_ID,
    'content_id': 'block-v1:Org+Num+Run+type@sequential+block@midterm',
    'external_id': 'exam-at-provider',
    'exam_name': 'Midterm',
    'time_limit_mins': 90,
    'is_proctored': True,
    'is_practice_exam': False,
    'is_active': True,
    'due_date': None,
    'hide_after_due': False,
    'backend': 'acme',
}
ATTEMPT: JSONObject = {
    'id': 3,
    'attempt_code': ATTEMPT_CODE,
    'external_id': 'attempt-at-provider',
    'status': 'created',
    'is_sample_attempt': False,
    'taking_as_proctored': True,
    'proctored_exam': EXAM,
}
CONTEXT: JSONObject = {
    'attempt_code': ATTEMPT_CODE,
    'time_limit_mins': 90,
    'is_sample_attempt': False,
    'user_id': '0fc013d566a2195ec27c2c9a4303cd561370ebc6',
    'full_name': 'Ada Lovelace',
    'email': 'ada@example.com',
    'lms_host': 'https://lms.example.com',
}
USER: JSONObject = {'id': CONTEXT['user_id'], 'full_name': 'Ada Lovelace', 'email': 'ada@example.com'}
KNOWN_FAILURES = (requests.RequestException, ProctoredBaseException)
_AES_KEY_HEX_LENGTHS = (32, 48, 64)


class BackendContract:
    """What the LMS relies on, whatever the provider. Inherit it in a class whose name begins with ``Test``."""

    review_payload: JSONObject | None = None
    """A review of ``ATTEMPT`` as the service posts it; None if the service delivers none."""

    def make_provider(self) -> ProctoringBackendProvider:
        """Return a new provider, created with the minimum of options."""
        raise NotImplementedError

    def service_available(self) -> AbstractContextManager[Any]:
        """Return a context in which the service responds to every call with success."""
        return nullcontext()

    def service_down(self) -> AbstractContextManager[Any]:
        """Return a context in which the service cannot be reached."""
        return nullcontext()

    @pytest.fixture
    def provider(self) -> ProctoringBackendProvider:
        """Return the provider under test."""
        return self.make_provider()

    @pytest.fixture
    def available(self) -> Iterator[None]:
        """Run the test while the service responds."""
        with self.service_available():
            yield

    # -- the class ------------------------------------------------------------------------------------------------

    def test_is_a_provider(self, provider: ProctoringBackendProvider) -> None:
        """The base class gives hosts the defaults of methods that are added later."""
        assert isinstance(provider, ProctoringBackendProvider)

    def test_attributes_have_their_types(self, provider: ProctoringBackendProvider) -> None:
        """Pages show the texts and decide by the flags."""
        assert provider.verbose_name
        assert provider.ping_interval > 0
        for name in ('tech_support_email', 'tech_support_phone', 'learner_notification_from_email'):
            assert isinstance(getattr(provider, name), str), name
        for name in ('has_dashboard', 'supports_onboarding', 'has_ready_callback'):
            assert isinstance(getattr(provider, name), bool), name

    def test_passing_statuses_are_stored_ones(self, provider: ProctoringBackendProvider) -> None:
        """They are compared with ``review_status``, not with the words of the service."""
        for status in getattr(provider, 'passing_statuses', None) or ():
            assert SoftwareSecureReviewStatus.validate(status)

    def test_methods_accept_what_the_lms_passes(self, provider: ProctoringBackendProvider) -> None:
        """Every parameter of the base class can be given, by the same name, and nothing more is asked for."""
        for name, published in inspect.getmembers(ProctoringBackendProvider, inspect.isfunction):
            if name.startswith('_'):
                continue
            ours = inspect.signature(getattr(provider, name))
            requested = [p for p in inspect.signature(published).parameters.values() if p.name != 'self']
            positional = [p for p in requested if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
            optional = {p.name: None for p in requested if p.default is not p.empty}
            ours.bind(*[None for _ in positional])
            ours.bind(*[None for _ in positional], **optional)

    # -- life of an attempt ---------------------------------------------------------------------------------------

    @pytest.mark.usefixtures('available')
    def test_registers_an_attempt(self, provider: ProctoringBackendProvider) -> None:
        """The id is text that fits the column; the exam stays as it was."""
        exam = copy.deepcopy(EXAM)
        external_id: object = provider.register_exam_attempt(exam, copy.deepcopy(CONTEXT))
        assert external_id is None or (isinstance(external_id, str) and 0 < len(external_id) <= 255)
        assert exam == EXAM

    @pytest.mark.usefixtures('available')
    @pytest.mark.parametrize('method', ['start_exam_attempt', 'stop_exam_attempt', 'mark_erroneous_exam_attempt'])
    @pytest.mark.parametrize('attempt_id', ['attempt-at-provider', None], ids=['registered', 'unregistered'])
    def test_hears_of_an_attempt(
        self, provider: ProctoringBackendProvider, method: str, attempt_id: str | None
    ) -> None:
        """An attempt that has no id at the service is no reason to fail."""
        for _ in range(2):  # calls are repeated after failures
            getattr(provider, method)('exam-at-provider', attempt_id)

    @pytest.mark.usefixtures('available')
    def test_confirms_a_removal(self, provider: ProctoringBackendProvider) -> None:
        """Only True lets the attempt be deleted."""
        assert provider.remove_exam_attempt('exam-at-provider', 'attempt-at-provider') is True

    # -- exams ----------------------------------------------------------------------------------------------------

    @pytest.mark.usefixtures('available')
    @pytest.mark.parametrize('external_id', ['exam-at-provider', None], ids=['known', 'new'])
    def test_hears_of_an_exam(self, provider: ProctoringBackendProvider, external_id: str | None) -> None:
        """The id is text that fits the column; the exam stays as it was."""
        exam = {**EXAM, 'external_id': external_id}
        answer: object = provider.on_exam_saved(exam)
        assert answer is None or (isinstance(answer, str) and 0 < len(answer) <= 255)
        assert exam == {**EXAM, 'external_id': external_id}

    @pytest.mark.usefixtures('available')
    def test_hears_that_an_exam_is_no_longer_proctored(self, provider: ProctoringBackendProvider) -> None:
        """It is told once more, as an inactive exam."""
        provider.on_exam_saved({**EXAM, 'is_active': False, 'rule_summary': 'Closed book'})

    @pytest.mark.usefixtures('available')
    def test_describes_an_exam(self, provider: ProctoringBackendProvider) -> None:
        """The result is an object."""
        assert isinstance(provider.get_exam(copy.deepcopy(EXAM)), dict)

    # -- reviews --------------------------------------------------------------------------------------------------

    def test_translates_a_review(self, provider: ProctoringBackendProvider) -> None:
        """The result can be stored, and the payload stays as it came."""
        payload = copy.deepcopy(self.review_payload)
        result = provider.on_review_callback({**ATTEMPT, 'is_archived': False}, payload or {})
        if self.review_payload is None:
            assert not result
            return
        review = review_from_callback(result, self.review_payload)
        assert SoftwareSecureReviewStatus.validate(review.status)
        assert 'videoReviewLink' not in review.raw_data
        assert payload == self.review_payload

    # -- what learners and staff see ------------------------------------------------------------------------------

    @pytest.mark.usefixtures('available')
    def test_tells_where_the_software_is(self, provider: ProctoringBackendProvider) -> None:
        """Text, or None."""
        url = provider.get_software_download_url()
        assert url is None or isinstance(url, str)

    @pytest.mark.usefixtures('available')
    @pytest.mark.parametrize('external_id', ['attempt-at-provider', None], ids=['registered', 'unregistered'])
    def test_tells_how_to_set_up_an_attempt(self, provider: ProctoringBackendProvider, external_id: str | None) -> None:
        """Instructions, if any, are a list of texts."""
        answer = provider.get_attempt({**copy.deepcopy(ATTEMPT), 'external_id': external_id})
        instructions = answer.get('instructions', [])
        assert isinstance(instructions, list)
        assert all(isinstance(instruction, str) for instruction in instructions)

    @pytest.mark.usefixtures('available')
    def test_describes_itself(self, provider: ProctoringBackendProvider) -> None:
        """An object, or None."""
        config = provider.get_proctoring_config()
        assert config is None or isinstance(config, dict)

    def test_worker_url_is_absolute(self, provider: ProctoringBackendProvider) -> None:
        """Pages load it from inside a Blob, where relative URLs lead nowhere."""
        url = provider.get_javascript()
        assert url == '' or url.startswith(('http://', 'https://'))

    def test_answers_outside_a_request(self, provider: ProctoringBackendProvider) -> None:
        """Commands and tasks ask, too."""
        assert isinstance(provider.should_block_access_to_exam_material(), bool)
        assert isinstance(provider.blocks_access_to_attempt(copy.deepcopy(ATTEMPT)), bool)

    @pytest.mark.parametrize(
        'options',
        [
            {},
            {'exam_id': 'exam-at-provider'},
            {'exam_id': 'exam-at-provider', 'attempt_id': 'attempt-at-provider'},
            {'exam_id': 'exam-at-provider', 'show_configuration_dashboard': True},
            {'exam_id': None, 'attempt_id': None, 'encrypted_video_review_url': b'not a link'},
        ],
        ids=['course', 'exam', 'attempt', 'configuration', 'broken video link'],
    )
    def test_leads_instructors_to_its_dashboard(
        self, provider: ProctoringBackendProvider, options: dict[str, Any]
    ) -> None:
        """A URL, a path of the site itself, or None; what it was given stays as it was."""
        user = copy.deepcopy(USER)
        url = provider.get_instructor_url(COURSE_ID, user, **options)
        assert url is None or url.startswith(('http://', 'https://', '/'))
        assert user == USER

    def test_video_key_is_a_key(self, provider: ProctoringBackendProvider) -> None:
        """Hex text of 16, 24 or 32 bytes, or None."""
        key = provider.get_video_review_aes_key()
        assert key is None or (len(key) in _AES_KEY_HEX_LENGTHS and bytes.fromhex(key))

    # -- profiles and privacy -------------------------------------------------------------------------------------

    @pytest.mark.usefixtures('available')
    def test_retires_a_learner(self, provider: ProctoringBackendProvider) -> None:
        """True, False, or None for nothing to do; nothing else that is merely truthy."""
        assert provider.retire_user(USER['id']) in (True, False, None)

    @pytest.mark.usefixtures('available')
    @pytest.mark.parametrize('query', [{}, {'status': 'rejected,expired'}, {'user_id': USER['id']}], ids=str)
    def test_lists_onboarding_profiles(self, provider: ProctoringBackendProvider, query: dict[str, str]) -> None:
        """An object, or None."""
        profiles = provider.get_onboarding_profile_info(COURSE_ID, **query)
        assert profiles is None or isinstance(profiles, dict)

    # -- when the service is down ---------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ('method', 'arguments'),
        [
            ('register_exam_attempt', (EXAM, CONTEXT)),
            ('start_exam_attempt', ('exam-at-provider', 'attempt-at-provider')),
            ('stop_exam_attempt', ('exam-at-provider', 'attempt-at-provider')),
            ('mark_erroneous_exam_attempt', ('exam-at-provider', 'attempt-at-provider')),
            ('remove_exam_attempt', ('exam-at-provider', 'attempt-at-provider')),
            ('on_exam_saved', (EXAM,)),
            ('get_software_download_url', ()),
            ('get_attempt', (ATTEMPT,)),
            ('get_proctoring_config', ()),
            ('get_onboarding_profile_info', (COURSE_ID,)),
            ('retire_user', (USER['id'],)),
        ],
        ids=lambda value: value if isinstance(value, str) else '',
    )
    def test_says_so_when_the_service_is_down(
        self, provider: ProctoringBackendProvider, method: str, arguments: tuple[Any, ...]
    ) -> None:
        """Failures are network errors or this app's exceptions; the callers know how to treat both."""
        with self.service_down(), suppress(*KNOWN_FAILURES):
            getattr(provider, method)(*copy.deepcopy(arguments))

    def test_registers_nothing_when_the_service_is_down(self, provider: ProctoringBackendProvider) -> None:
        """Or the learner would take an exam that nobody watches."""
        if type(self).service_down is BackendContract.service_down:
            return  # this provider needs no service
        with self.service_down(), pytest.raises(KNOWN_FAILURES):
            provider.register_exam_attempt(copy.deepcopy(EXAM), copy.deepcopy(CONTEXT))

    def test_worker_is_found_without_the_service(self, provider: ProctoringBackendProvider) -> None:
        """The timer of a running exam asks for it."""
        with self.service_down():
            assert isinstance(provider.get_javascript(), str)
