"""The settings of the site, its pages, and what is stricter than in the published package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from django.conf import settings

from edx_proctoring.conf import kinds
from edx_proctoring.conf.conversions import as_dict, by_name, days_by_kind, function
from edx_proctoring.conf.setting import REQUIRED, Derived, Setting, flag, number, one_of, several

DeliveryMode = Literal['inline', 'celery']
VideoLinkCipher = Literal['cbc', 'gcm']

DELIVERY_MODES: tuple[DeliveryMode, ...] = ('inline', 'celery')
VIDEO_LINK_CIPHERS: tuple[VideoLinkCipher, ...] = ('cbc', 'gcm')


def _host_name() -> Any:
    """Return the first complete host name that Django serves; with ``DEBUG`` and without any, that of ``runserver``.

    ``REQUIRED`` if there is none.
    """
    hosts = [host for host in settings.ALLOWED_HOSTS if not host.startswith(('*', '.'))]
    if not settings.ALLOWED_HOSTS and settings.DEBUG:
        return 'localhost:8000'
    return hosts[0] if hosts else REQUIRED


def _path_text(value: Any) -> str | None:
    return str(value) if value else None


class SiteSettings:
    """Part of ``conf.Configuration``."""

    # -- the two dicts ------------------------------------------------------------------------------------------

    proctoring_settings = Setting[dict[str, Any]](
        'PROCTORING_SETTINGS',
        kinds.optional(kinds.DICT),
        check='W120',
        default={},
        convert=as_dict,
        secret=True,
        example='{}',
        meaning='A dict of settings, by key.',
    )
    backends = Setting[dict[str, Any]](
        'PROCTORING_BACKENDS',
        kinds.optional(kinds.DICT),
        check='W121',
        default={},
        convert=by_name,
        secret=True,
        example="{'DEFAULT': 'null', 'null': {}}",
        meaning='A dict of options for each provider, and the name of the default provider under ``DEFAULT``.',
    )

    @property
    def default_backend_name(self) -> str | None:
        """The backend of exams that don't name one."""
        name = self.backends.get('DEFAULT')
        return name if isinstance(name, str) else None

    def options_of(self, name: str) -> dict[str, Any]:
        """Return all options of a backend, including those that only the host reads; empty for unknown names."""
        options = self.backends.get(name)
        return options if isinstance(options, dict) else {}

    # -- the site -----------------------------------------------------------------------------------------------

    site_name = Setting[str](
        'SITE_NAME',
        kinds.HOST,
        own=True,
        plain='SITE_NAME',
        constant='SITE_NAME',
        check='W123',
        missing='E001',
        default=Derived(_host_name, 'the first host in ``ALLOWED_HOSTS``, with ``DEBUG`` ``localhost:8000``'),
        example="'lms.example.com'",
        meaning='Host name of the site, with the port if it needs one.',
    )
    platform_name = Setting[str](
        'PLATFORM_NAME',
        kinds.NAME,
        own=True,
        plain='PLATFORM_NAME',
        fallback=site_name,
        constant='PLATFORM_NAME',
        check='W122',
        missing='E001',
        example="'Your Campus'",
        meaning='Name of the learning platform; may be a lazily translated string. By default, the name of the host.',
    )
    from_email = Setting[str](
        'STATUS_EMAIL_FROM_ADDRESS',
        kinds.EMAIL,
        own=True,
        plain='DEFAULT_FROM_EMAIL',
        constant='FROM_EMAIL',
        check='W024',
        example="'exams@lms.example.com'",
        meaning='Sender of emails about attempts.',
    )
    course_id_pattern = Setting[str](
        'COURSE_ID_PATTERN',
        kinds.COURSE_PATTERN,
        check='E024',
        default=r'(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)',
        example=r"r'(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)'",
        meaning='Regular expression with the group ``course_id``, used in URL patterns.',
    )
    obfuscation_key = Setting[str](
        'PROCTORING_USER_OBFUSCATION_KEY',
        kinds.ASCII,
        check='W125',
        missing='W102',
        secret=True,
        example="'<long random text>'",
        meaning='Secret that derives the user ids sent to providers. It must never change.',
    )
    contact_email = Setting[str](
        'CONTACT_EMAIL',
        kinds.EMAIL,
        own=True,
        plain='CONTACT_EMAIL',
        fallback=from_email,
        constant='DEFAULT_CONTACT_EMAIL',
        check='W020',
        example="'info@lms.example.com'",
        meaning='Contact address shown to learners, also for providers without an address of their own; by default the '
        'sender of emails.',
    )
    tech_support_email = Setting[str](
        'TECH_SUPPORT_EMAIL',
        kinds.EMAIL,
        check='W021',
        missing='W001',
        example="'technical@lms.example.com'",
        meaning='Email address for technical problems with an exam.',
    )
    learning_mfe_url = Setting[str](
        'LEARNING_MICROFRONTEND_URL',
        kinds.ROOT_URL,
        check='W022',
        missing='W001',
        example="'https://apps.lms.example.com/learning'",
        meaning='URL of the learning micro-frontend, without a trailing slash.',
    )
    lms_root_url = Setting[str | None](
        'LMS_ROOT_URL',
        kinds.optional(kinds.ROOT_URL),
        check='W023',
        default=None,
        example="'https://lms.example.com'",
        meaning='URL of the LMS, without a trailing slash, from which JavaScript workers are loaded.',
    )
    url_scheme = Setting[Literal['http', 'https']](
        'HTTPS',
        kinds.choice('on', 'off'),
        check='W126',
        default='on',
        convert=lambda value: 'https' if value == 'on' else 'http',
        example="'on'",
        meaning="Scheme of absolute URLs of this site: ``'on'`` for https.",
    )
    language_code = Setting[str](
        'LANGUAGE_CODE',
        kinds.NAME,
        check='translation.E001',  # Django's own
        default='en-us',
        example="'en'",
        meaning="The site's language, sent to providers after the learner's own.",
    )
    language_of_user = Setting[Callable[[Any], str | None] | None](
        'LANGUAGE_OF_USER',
        kinds.optional(kinds.FUNCTION),
        own=True,
        check='W030',
        default=None,
        convert=function,
        example="'yourcampus.languages.language_of'",
        meaning="A function, or its dotted path, that takes a user and returns the language code for the user's "
        "emails, or None for the site's language. By default, the user's language preference in Open edX.",
    )
    env_root = Setting[str | None](
        'ENV_ROOT',
        kinds.optional(kinds.PATH),
        check='W127',
        default=None,
        convert=_path_text,
        example="'<directory of the JavaScript build>'",
        meaning="Directory where the platform's JavaScript build reads ``workers.json``; without it, none is written.",
    )
    node_modules_root = Setting[str | None](
        'NODE_MODULES_ROOT',
        kinds.optional(kinds.PATH),
        check='W128',
        default=None,
        convert=_path_text,
        example="'<directory>/node_modules'",
        meaning="Directory of the installed npm packages, which contain the providers' workers.",
    )
    viewable_past_due = flag(
        'PROCTORED_EXAM_VIEWABLE_PAST_DUE',
        own=False,
        constant='CONTENT_VIEWABLE_PAST_DUE_DATE',
        default=False,
        check='W129',
        meaning='Whether learners can view the content of a finished exam after its due date.',
    )

    # -- pages --------------------------------------------------------------------------------------------------

    link_urls = Setting[dict[str, str]](
        'LINK_URLS',
        kinds.optional(kinds.LINKS),
        own=True,
        check='W130',
        default={},
        convert=as_dict,
        example="{'faq': 'https://...'}",
        meaning='``faq``, ``contact_us``, ``online_proctoring_rules``, ``tech_requirements``, for learners; '
        '``staff_guide``, for course staff, to which the pages of the exam room link. Each is optional.',
    )
    appeal_days: Setting[float | None] = number(
        'APPEAL_DAYS',
        kind=kinds.optional(kinds.DAYS),
        default=None,
        check='W183',
        meaning='Number of days after the decision in which learners can appeal a rejection, as their page and email '
        'say. None: neither names a deadline.',
    )
    low_threshold_fraction = number(
        'low_threshold_pct',
        kind=kinds.FRACTION,
        check='W133',
        default=0.2,
        meaning='Fraction of the time limit: with less time left, the timer shows a warning.',
    )
    critically_low_threshold_fraction = number(
        'critically_low_threshold_pct',
        kind=kinds.FRACTION,
        check='W134',
        default=0.05,
        meaning='Fraction of the time limit: with less time left, the timer shows an urgent warning.',
    )

    exam_room_tab = flag(
        'EXAM_ROOM_TAB',
        default=True,
        check='W080',
        meaning='Whether the Open edX instructor dashboard has a tab for the exam room.',
    )
    special_exams = flag(
        'ENABLE_SPECIAL_EXAMS',
        own=False,
        default=True,
        check='W081',
        meaning='Whether the platform has special exams; if False, there is no tab. ``FEATURES`` takes precedence.',
    )

    # -- behavior ----------------------------------------------------------------------------------------------

    allow_timed_out_state = flag(
        'ALLOW_TIMED_OUT_STATE',
        default=False,
        check='W131',
        meaning='Whether an attempt that runs out of time becomes ``timed_out`` instead of being submitted.',
    )
    require_provider_ready = flag(
        'REQUIRE_PROVIDER_READY',
        default=True,
        check='W135',
        meaning='Whether a proctored attempt can only start after its provider has reported it ready. Providers with '
        '``has_ready_callback = False`` are exempt. False restores the published behavior.',
    )
    decline_cascades_from_proctored_only = flag(
        'DECLINE_CASCADES_FROM_PROCTORED_ONLY',
        default=True,
        check='W136',
        meaning='Whether declining a timed or practice exam leaves other exams alone. False restores the published '
        'behavior.',
    )
    practice_counts_for_nothing = flag(
        'PRACTICE_COUNTS_FOR_NOTHING',
        default=True,
        check='W171',
        meaning='Whether practice and onboarding attempts never affect credit, grades, or certificates. False restores '
        'the published behavior.',
    )
    allowances_reach_running_attempts = flag(
        'ALLOWANCES_REACH_RUNNING_ATTEMPTS',
        default=True,
        check='W181',
        meaning='Whether additional time that is granted while an attempt is running extends that attempt at once. It '
        'is never shortened. False restores the published behavior.',
    )
    check_exam_access = flag(
        'CHECK_EXAM_ACCESS',
        default=True,
        check='W137',
        meaning="Whether attempts require an active exam and, if proctored, the platform's permission. False restores "
        'the published behavior.',
    )
    minimum_time_to_start: Setting[float] = number(
        'MINIMUM_TIME_TO_START',
        kind=kinds.SECONDS,
        default=60,
        check='W164',
        meaning='Minimum number of seconds before the due date at which a learner can still start an exam. '
        '0: one second is enough.',
    )
    delivery_mode: Setting[DeliveryMode] = one_of(
        'DELIVERY',
        *DELIVERY_MODES,
        check='W106',
        meaning='What delivers the effects of a change outside the LMS: the same process, or a Celery worker.',
    )
    video_link_cipher: Setting[VideoLinkCipher] = one_of(
        'VIDEO_LINK_CIPHER',
        *VIDEO_LINK_CIPHERS,
        check='W112',
        meaning="How new video links are encrypted. ``'cbc'`` is the published format, which older versions can read; "
        "``'gcm'`` detects tampering and does not reveal equal links. Both can always be read.",
    )

    bulk_allowance_most_pairs = number(
        'BULK_ALLOWANCE_MOST_PAIRS',
        default=10_000,
        check='W168',
        meaning='Maximum number of exam and learner pairs in one bulk allowance request. Larger requests are refused '
        'as a whole.',
    )
    upkeep_after_requests = flag(
        'UPKEEP_AFTER_REQUESTS',
        default=True,
        check='W162',
        meaning='Whether an LMS process, once a minute after it has served a request, does some pending work: '
        'deliveries, received reviews, attempts whose time is over. Sites with a schedule can turn it off.',
    )

    retention = Setting[Mapping[kinds.RetentionKind, float]](
        'RETENTION',
        kinds.RETENTION,
        own=True,
        check='W184',
        default={},
        convert=days_by_kind,
        example="{'raw_reviews': 365}",
        meaning='For each kind of data, the number of days after which ``manage.py proctoring_retention --apply`` '
        'empties it. None, or no entry: never.',
    )

    # -- operators ----------------------------------------------------------------------------------------------

    operations_token = Setting[str | None](
        'OPERATIONS_TOKEN',
        kinds.optional(kinds.ASCII),
        own=True,
        check='W160',
        default=None,
        secret=True,
        example="'<long random text>'",
        meaning='Token with which a program can read the metrics and the details of the health check, sent as '
        '``Authorization: Bearer ...``; without it, only site staff and ``OPERATIONS_NETWORKS`` can.',
    )
    operations_networks = several(
        'OPERATIONS_NETWORKS',
        kinds.NETWORKS,
        check='W161',
        example="['10.20.0.0/16']",
        meaning='Networks from which anyone can read them. They are compared with ``REMOTE_ADDR``: behind a proxy, '
        "never add the proxy's network.",
    )
