"""The settings of entry rules: where requests come from, and where Safe Exam Browser is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from edx_proctoring.conf import kinds
from edx_proctoring.conf.conversions import as_dict
from edx_proctoring.conf.setting import Derived, Setting, number, several


def _lms_root() -> Any:
    return getattr(settings, 'LMS_ROOT_URL', None)


class EntrySettings:
    """Part of ``conf.Configuration``."""

    trusted_proxies = several(
        'TRUSTED_PROXIES',
        kinds.NETWORKS,
        check='W186',
        example="['10.20.0.0/16']",
        meaning="Networks of the site's own proxies. Only from these is ``X-Forwarded-For`` believed, for entry rules "
        'that look at addresses. Without any, a client has the address ``REMOTE_ADDR``.',
    )
    exam_networks = Setting[Mapping[str, Any]](
        'EXAM_NETWORKS',
        kinds.NAMED_NETWORKS,
        own=True,
        check='W187',
        default={},
        convert=as_dict,
        example="{'Exam center': ['203.0.113.0/24', '2001:db8::/32']}",
        meaning='Named networks that course staff can choose for entry rules: a dict of lists of networks.',
    )
    wrong_codes_per_learner = number(
        'WRONG_CODES_PER_LEARNER',
        default=10,
        check='W188',
        meaning='Number of wrong access codes within 10 minutes after which a learner has to wait.',
    )
    wrong_codes_per_address = number(
        'WRONG_CODES_PER_ADDRESS',
        default=200,
        check='W189',
        meaning='Number of wrong access codes within 10 minutes after which all learners at the same address have to '
        'wait. A whole exam room may have one address.',
    )
    seb_base_url = Setting[str | None](
        'SEB_BASE_URL',
        kinds.optional(kinds.ROOT_URL),
        own=True,
        check='W190',
        default=Derived(_lms_root, 'the setting ``LMS_ROOT_URL``'),
        example="'https://lms.example.com'",
        meaning='URL of the LMS as browsers open it, without a trailing slash, at which Safe Exam Browser is checked. '
        'ASCII letters, digits, hyphens, and dots only.',
    )
