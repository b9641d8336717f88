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
        meaning="Seconds between two pings to a provider's JavaScript worker that has no ``ping_interval`` of its own.",
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
        meaning='Whether a second review of the same attempt replaces the first one.',
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
        meaning='Not used; platforms still set and import it.',
    )
    software_secure_shut_down_graceperiod = number(
        'SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
        plain='SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
        constant='SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
        check='W027',
        default=10,
        meaning='Not used; platforms still set and import it.',
    )

    # -- requests to providers ----------------------------------------------------------------------------------

    provider_networks = several(
        'PROVIDER_NETWORKS',
        kinds.NETWORKS,
        check='W151',
        example="['10.0.7.0/24']",
        meaning='Private networks that requests to providers may go to; without any, to public addresses only. '
        "A platform for development needs ``['127.0.0.0/8', '::1/128', '172.16.0.0/12']``.",
    )
    redirect_hosts = several(
        'REDIRECT_HOSTS',
        kinds.HOSTS,
        check='W158',
        convert=limits,
        example="['dashboard.example.com']",
        meaning="Hosts that the way to a provider's dashboard or recording may lead to, ``'.example.com'`` with all "
        'below it; without any, wherever the provider says, by http or https. Pages of the site itself always may.',
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
        meaning='How many bytes the body of a request may have; for reviews it is ``REVIEW_MOST_BYTES``. '
        'In JSON, both may have 250,000 values, which is no setting.',
    )
    practice_attempts_per_day: Setting[int | None] = number(
        'PRACTICE_ATTEMPTS_PER_DAY',
        kind=kinds.optional(kinds.COUNT),
        default=24,
        check='W172',
        meaning='How many attempts a learner may make at one practice or onboarding exam in 24 hours; each is '
        'registered with its provider. None: any number.',
    )
    signed_launch_links = flag(
        'SIGNED_LAUNCH_LINKS',
        default=True,
        check='W173',
        meaning='Providers whose browser opens a launch link are given a signed one for each new attempt, and the '
        "attempt's code alone no longer opens it. False restores the published URL.",
    )
    launch_link_days: Setting[float | None] = number(
        'LAUNCH_LINK_DAYS',
        kind=kinds.optional(kinds.DAYS),
        default=7,
        check='W174',
        meaning="For how many days after registration an attempt's signed launch link works; None: forever.",
    )

    # -- reviews that come without a login ----------------------------------------------------------------------

    allow_callback_simulation = flag(
        'ALLOW_CALLBACK_SIMULATION',
        default=False,
        check='W132',
        meaning='Accept reviews whose record locator is wrong. Never in production.',
    )
    review_callback_secrets = keys(
        'REVIEW_CALLBACK_SECRET',
        check='W139',
        meaning='Text that the anonymous review callback must present, in the header ``X-Proctoring-Secret`` or the '
        'parameter ``secret``; without it, none is asked for. While it is exchanged, a list: each is accepted.',
    )
    review_signature_keys = keys(
        'REVIEW_SIGNATURE_KEYS',
        check='W154',
        meaning='Key with which anonymous reviews must be signed, in the header ``X-Proctoring-Signature``; without '
        'it, no signature is asked for. While it is exchanged, a list: each is accepted.',
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
        meaning='How many anonymous reviews are taken from one address in a ``second``, ``minute``, ``hour`` or '
        '``day``; None: any number.',
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
        meaning='Networks that may post anonymous reviews; if empty, all may.',
    )
    received_review_days: Setting[float | None] = number(
        'RECEIVED_REVIEW_DAYS',
        kind=kinds.optional(kinds.DAYS),
        default=400,
        check='W150',
        meaning='For how many days a posted review that nothing could become of is kept for a person; '
        '``manage.py process_reviews`` then empties it. None keeps it forever. The digest by which a repetition is '
        'known is never deleted.',
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
        meaning="Whose name in a provider's review (``reviewed_by``) makes it a person's verdict, which needs no "
        "second review: by the provider's name, email addresses of staff of the site or course, or ``'*'`` for all "
        'of them. Without an entry only those who post the review with their own login.',
    )
