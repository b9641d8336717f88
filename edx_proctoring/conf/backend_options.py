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
    'base_url': Option(ROOT_URL, 'Where a REST provider has its service.'),
    'client_id': Option(TEXT, 'OAuth client of a REST provider.'),
    'client_secret': Option(TEXT, 'Its secret; it also signs links into the dashboard.', secret=True),
    'crypto_key': Option(KEY, "PSI's key for triple DES: 16 or 24 characters.", secret=True),
    'default_rules': Option(DICT, 'Rules that a REST provider is sent with exams that have none.'),
    'exam_register_endpoint': Option(URL, 'Where attempts are registered with PSI.'),
    'exam_sponsor': Option(TEXT, 'The name under which PSI knows the site.'),
    'has_dashboard': Option(FLAG, 'Whether instructors get a link to the dashboard of the provider.'),
    'help_center_article_url': Option(TEXT, 'An article about the provider for learners.'),
    'integration_specific_email': Option(TEXT, "Contact for trouble with this provider; else the site's."),
    'learner_notification_from_email': Option(TEXT, "The sender of the provider's mails."),
    'needs_oauth': Option(FLAG, 'Not read by the app; plug-ins set it.'),
    'organization': Option(TEXT, "The site's organization at PSI."),
    'passing_statuses': Option(TEXTS, 'Stored review statuses with which an attempt is verified.'),
    'ping_interval': Option(COUNT, 'Seconds between two pings to the JavaScript worker.'),
    'secret_key': Option(TEXT, "PSI's key for signatures.", secret=True),
    'secret_key_id': Option(TEXT, 'The id of that key.'),
    'send_email': Option(FLAG, "Whether PSI is told the learner's email address."),
    'software_download_url': Option(URL, "Where learners get PSI's program."),
    'supports_onboarding': Option(FLAG, 'Whether practice exams are onboarding exams.'),
    'tech_support_email': Option(TEXT, "Where learners get help with the provider's software."),
    'tech_support_phone': Option(TEXT, 'The same by telephone.'),
    'timeout': Option(TIMEOUT, 'Time that a call may take.'),
    'token_expiration_time': Option(COUNT, 'Seconds for which a link into the dashboard of a REST provider works.'),
    'verbose_name': Option(NAME, 'Name of the provider, shown to learners.'),
    'video_review_aes_key': Option(
        KEYS,
        'Key for stored video links: 32, 48 or 64 hex digits. While it is exchanged, a list: the first writes, '
        'each reads.',
        secret=True,
    ),
    'LINK_URLS': Option(LINKS, '``contact``: where mails about this provider send learners with questions.'),
    'allow_honor_mode': Option(FLAG, 'Read by the platform only.'),
    'requires_escalation_email': Option(FLAG, 'Read by the platform only.'),
    'show_review_rules': Option(FLAG, 'Read by the platform only.'),
}
HOST_OPTIONS: Final = frozenset({'LINK_URLS', 'allow_honor_mode', 'requires_escalation_email', 'show_review_rules'})
