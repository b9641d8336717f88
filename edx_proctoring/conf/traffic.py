"""The settings of what providers send and are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edx_proctoring.conf import kinds
from edx_proctoring.conf.conversions import by_name, limits
from edx_proctoring.conf.setting import Setting, flag, keys, number, several


class TrafficSettings:
    """Part of ``conf.Configuration``."""

    # -- what platforms and their tests know as ``edx_proctoring.constants`` --------------------------------------

    ping_interval = number(
        'DESKTOP_APPLICATION_PING_INTERVAL_SECONDS',
        plain='DESKTOP_APPLICATION_PING_INTERVAL_SECONDS',
        constant='DEFAULT_DESKTOP_APPLICATION_PING_INTERVAL_SECONDS',
        check='W145',
        default=60,
        meaning="Seconds between pings to a provider's JavaScript worker if the provider has no ``ping_interval``.",
    )
    default_review_policy = Setting[str](
        'DEFAULT_REVIEW_POLICY',
        kinds.TEXT,
        own=True,
        plain='DEFAULT_REVIEW_POLICY',
        constant='DEFAULT_SOFTWARE_SECURE_REVIEW_POLICY',
        check='W143',
        default='Closed Book',
        example="'Closed Book'",
        meaning="The policy for SoftwareSecure's reviewers if the exam has no review policy.",
    )
    allow_review_updates = flag(
        'ALLOW_REVIEW_UPDATES',
        plain='ALLOW_REVIEW_UPDATES',
        constant='ALLOW_REVIEW_UPDATES',
        check='W142',
        default=True,
        meaning='Whether a later review of an attempt replaces an earlier one.',
    )
    require_failure_second_reviews = flag(
        'REQUIRE_FAILURE_SECOND_REVIEWS',
        plain='REQUIRE_FAILURE_SECOND_REVIEWS',
        constant='REQUIRE_FAILURE_SECOND_REVIEWS',
        check='W144',
        default=True,
        meaning="Whether a person must confirm a provider's negative verdict before the attempt is rejected.",
    )
    use_onboarding_profile_api = flag(
        'USE_ONBOARDING_PROFILE_API',
        plain='USE_ONBOARDING_PROFILE_API',
        constant='ONBOARDING_PROFILE_API',
        check='W146',
        default=False,
        meaning="Whether to request a learner's onboarding status from the provider.",
    )
    software_secure_client_timeout = number(
        'SOFTWARE_SECURE_CLIENT_TIMEOUT',
        plain='SOFTWARE_SECURE_CLIENT_TIMEOUT',
        constant='SOFTWARE_SECURE_CLIENT_TIMEOUT',
        check='W026',
        default=30,
        meaning='Not used; kept because platforms set and import it.',
    )
    software_secure_shut_down_graceperiod = number(
        'SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
        plain='SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
        constant='SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
        check='W027',
        default=10,
        meaning='Not used; kept because platforms set and import it.',
    )

    # -- requests to providers ----------------------------------------------------------------------------------

    provider_networks = several(
        'PROVIDER_NETWORKS',
        kinds.NETWORKS,
        check='W151',
        example="['10.0.7.0/24']",
        meaning='Private networks that requests to providers may go to; if empty, only public addresses. '
        "A development platform needs ``['127.0.0.0/8', '::1/128', '172.16.0.0/12']``.",
    )
    redirect_hosts = several(
        'REDIRECT_HOSTS',
        kinds.HOSTS,
        check='W158',
        convert=limits,
        example="['dashboard.example.com']",
        meaning="Hosts to which links to a provider's dashboard or recording may redirect; ``'.example.com'`` includes "
        "subdomains. If empty, any http or https URL is allowed. The site's own pages are always allowed.",
    )
    provider_most_seconds: Setting[float] = number(
        'PROVIDER_MOST_SECONDS',
        default=60,
        check='W152',
        meaning='Maximum total time of a request to a provider in seconds, including redirects.',
    )
    provider_most_bytes = number(
        'PROVIDER_MOST_BYTES',
        default=10 * 1024 * 1024,
        check='W153',
        meaning="Maximum size of a provider's response in bytes, after decompression.",
    )

    request_most_bytes = number(
        'REQUEST_MOST_BYTES',
        default=2621440,
        check='W179',
        meaning='Maximum size of a request body in bytes; for reviews, ``REVIEW_MOST_BYTES``. '
        'JSON bodies can have up to 250,000 values, which cannot be configured.',
    )
    practice_attempts_per_day: Setting[int | None] = number(
        'PRACTICE_ATTEMPTS_PER_DAY',
        kind=kinds.optional(kinds.COUNT),
        default=24,
        check='W172',
        meaning='Maximum number of attempts per learner at one practice or onboarding exam in 24 hours; each is '
        'registered with its provider. None: no limit.',
    )
    signed_launch_links = flag(
        'SIGNED_LAUNCH_LINKS',
        default=True,
        check='W173',
        meaning='Whether providers whose browser opens a launch link get a signed link for each new attempt; the '
        "attempt's code alone then no longer opens it. False restores the published URL.",
    )
    launch_link_days: Setting[float | None] = number(
        'LAUNCH_LINK_DAYS',
        kind=kinds.optional(kinds.DAYS),
        default=7,
        check='W174',
        meaning="Number of days after registration for which an attempt's signed launch link works. None: forever.",
    )

    # -- reviews that come without a login ----------------------------------------------------------------------

    allow_callback_simulation = flag(
        'ALLOW_CALLBACK_SIMULATION',
        default=False,
        check='W132',
        meaning='Whether to accept reviews with a wrong record locator. Never turn it on in production.',
    )
    review_callback_secrets = keys(
        'REVIEW_CALLBACK_SECRET',
        check='W139',
        meaning='Secret that anonymous review callbacks must send in the header ``X-Proctoring-Secret`` or the '
        'parameter ``secret``; without it, none is required. To rotate it, use a list: each one is accepted.',
    )
    review_signature_keys = keys(
        'REVIEW_SIGNATURE_KEYS',
        check='W154',
        meaning='Key with which anonymous reviews must be signed, in the header ``X-Proctoring-Signature``; without '
        'it, no signature is required. To rotate it, use a list: each one is accepted.',
    )
    review_signature_seconds: Setting[float] = number(
        'REVIEW_SIGNATURE_SECONDS',
        default=300,
        check='W155',
        meaning="How far the time in a signature may differ from the server's, in seconds.",
    )
    review_callback_rate = Setting[str | None](
        'REVIEW_CALLBACK_RATE',
        kinds.optional(kinds.RATE),
        own=True,
        check='W156',
        default='6000/minute',
        example="'6000/minute'",
        meaning='Maximum number of anonymous reviews from one address per ``second``, ``minute``, ``hour``, or '
        '``day``. None: no limit.',
    )
    review_most_bytes = number(
        'REVIEW_MOST_BYTES',
        default=10 * 1024 * 1024,
        check='W157',
        meaning='Maximum size of a posted review in bytes.',
    )
    review_callback_networks = several(
        'REVIEW_CALLBACK_NETWORKS',
        kinds.NETWORKS,
        check='W109',
        convert=limits,
        example="['203.0.113.0/24']",
        meaning='Networks that can post anonymous reviews; if empty, all can.',
    )
    received_review_days: Setting[float | None] = number(
        'RECEIVED_REVIEW_DAYS',
        kind=kinds.optional(kinds.DAYS),
        default=400,
        check='W150',
        meaning='Number of days for which a posted review that could not be processed is kept; then '
        '``manage.py process_reviews`` deletes its payload. None: forever. The digest that identifies repetitions is '
        'never deleted.',
    )

    # -- reviews that name a person -----------------------------------------------------------------------------

    reviewers = Setting[Mapping[str, Any]](
        'REVIEWERS',
        kinds.REVIEWERS,
        own=True,
        check='W163',
        default={},
        convert=by_name,
        example="{'acme': ['ada@example.com']}",
        meaning="People whose name in a provider's review (``reviewed_by``) makes it a person's verdict, which needs "
        "no second review: for each provider name, email addresses of site or course staff, or ``'*'`` for all. "
        'Without an entry, only those who post the review with their own login count.',
    )
