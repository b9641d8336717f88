"""The options of providers in ``PROCTORING_BACKENDS``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from edx_proctoring.conf.kinds import (
    COUNT,
    DICT,
    FLAG,
    KEY,
    KEYS,
    LINKS,
    NAME,
    ROOT_URL,
    TEXT,
    TEXTS,
    TIMEOUT,
    URL,
    Kind,
    choice,
    is_number,
)


class Option(NamedTuple):
    """An option of a provider in ``PROCTORING_BACKENDS``."""

    kind: Kind
    meaning: str
    secret: bool = False

    def read(self, value: Any) -> Any:
        """Return the value as the provider gets it: YAML turns unquoted ids into numbers."""
        if self.kind is ROOT_URL and isinstance(value, str):
            return value.rstrip('/')
        return str(value) if self.kind in (TEXT, NAME, KEY) and is_number(value) else value

    def is_left_out(self, value: Any) -> bool:
        """Return whether the provider's own default applies, because the value is no number; a check reports that."""
        return self.kind in (COUNT, TIMEOUT) and not self.kind.accepts(value)


BACKEND_OPTIONS: Final[Mapping[str, Option]] = {
    'after_submission': Option(
        choice('submitted', 'verified'),
        'For Safe Exam Browser: whether submitted attempts stay so, or are verified at once.',
    ),
    'base_url': Option(ROOT_URL, 'Base URL of the service of a REST provider.'),
    'client_id': Option(TEXT, 'OAuth client id at a REST provider.'),
    'client_secret': Option(
        TEXT, 'OAuth client secret at a REST provider; it also signs links to its dashboard.', secret=True
    ),
    'crypto_key': Option(KEY, "PSI's key for triple DES: 16 or 24 characters.", secret=True),
    'default_rules': Option(DICT, 'Rules that are sent to a REST provider with exams that have none.'),
    'exam_register_endpoint': Option(URL, 'URL at which attempts are registered with PSI.'),
    'exam_sponsor': Option(TEXT, 'Name of the site at PSI.'),
    'has_dashboard': Option(FLAG, "Whether instructors get a link to the provider's dashboard."),
    'help_center_article_url': Option(TEXT, 'URL of a help article about the provider, for learners.'),
    'integration_specific_email': Option(
        TEXT, "Contact address for problems with this provider; by default the site's."
    ),
    'learner_notification_from_email': Option(TEXT, "Sender of the provider's emails."),
    'needs_oauth': Option(FLAG, 'Not used by the app; plug-ins set it.'),
    'organization': Option(TEXT, "The site's organization at PSI."),
    'passing_statuses': Option(TEXTS, 'Stored review statuses that make an attempt verified.'),
    'ping_interval': Option(COUNT, 'Seconds between pings to the JavaScript worker.'),
    'secret_key': Option(TEXT, "PSI's signing key.", secret=True),
    'secret_key_id': Option(TEXT, "Id of PSI's signing key."),
    'send_email': Option(FLAG, "Whether to send the learner's email address to PSI."),
    'software_download_url': Option(URL, "URL from which learners download PSI's software."),
    'supports_onboarding': Option(FLAG, 'Whether practice exams are onboarding exams.'),
    'tech_support_email': Option(TEXT, "Email address where learners get help with the provider's software."),
    'tech_support_phone': Option(TEXT, "Telephone number where learners get help with the provider's software."),
    'timeout': Option(TIMEOUT, 'Maximum time of a call.'),
    'token_expiration_time': Option(COUNT, 'Seconds for which a link to the dashboard of a REST provider works.'),
    'verbose_name': Option(NAME, 'Name of the provider, shown to learners.'),
    'video_review_aes_key': Option(
        KEYS,
        'Key for stored video links: 32, 48, or 64 hex digits. To rotate it, use a list: the first one encrypts, '
        'each one decrypts.',
        secret=True,
    ),
    'LINK_URLS': Option(LINKS, '``contact``: the contact URL in emails about this provider.'),
    'allow_honor_mode': Option(FLAG, 'Used by the platform only.'),
    'requires_escalation_email': Option(FLAG, 'Used by the platform only.'),
    'show_review_rules': Option(FLAG, 'Used by the platform only.'),
}
HOST_OPTIONS: Final = frozenset({'LINK_URLS', 'allow_honor_mode', 'requires_escalation_email', 'show_review_rules'})
