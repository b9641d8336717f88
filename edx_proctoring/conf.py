"""The settings of this app, one typed property each, read when it is asked for.

``PROCTORING_SETTINGS`` is a dict; its keys that have no plain setting of their own are documented at the properties
here. Values that hosts expect to be read at import are in ``constants``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

DeliveryMode = Literal['inline', 'celery']
VideoLinkCipher = Literal['cbc', 'gcm']

DELIVERY_MODES: tuple[DeliveryMode, ...] = ('inline', 'celery')
VIDEO_LINK_CIPHERS: tuple[VideoLinkCipher, ...] = ('cbc', 'gcm')


class Configuration:
    """Reads Django's settings on every access, so that ``override_settings`` and plugin settings take effect."""

    # -- the two dicts ------------------------------------------------------------------------------------------

    @property
    def proctoring_settings(self) -> dict[str, Any]:
        """``PROCTORING_SETTINGS``, empty when the site has none."""
        return cast('dict[str, Any]', getattr(settings, 'PROCTORING_SETTINGS', None) or {})

    @property
    def backends(self) -> dict[str, Any]:
        """``PROCTORING_BACKENDS``: options by backend name, and the name of the default under ``DEFAULT``."""
        return cast('dict[str, Any]', getattr(settings, 'PROCTORING_BACKENDS', None) or {})

    @property
    def default_backend_name(self) -> str | None:
        """The backend of exams that name none."""
        return cast('str | None', self.backends.get('DEFAULT'))

    def options_of(self, name: str) -> dict[str, Any]:
        """Return all options of a backend, also those that only the host reads; empty for unknown names."""
        options = self.backends.get(name)
        return options if isinstance(options, dict) else {}

    # -- the site -----------------------------------------------------------------------------------------------

    @property
    def platform_name(self) -> str:
        """Name of the learning platform; may be a lazily translated string."""
        return cast('str', self._required('PLATFORM_NAME'))

    @property
    def site_name(self) -> str:
        """Host name of the site, with the port where it needs one."""
        return cast('str', self._required('SITE_NAME'))

    @property
    def contact_email(self) -> str:
        """Address that learners may write to."""
        return cast('str', self._required('CONTACT_EMAIL'))

    @property
    def tech_support_email(self) -> str:
        """Address for technical trouble with an exam."""
        return cast('str', self._required('TECH_SUPPORT_EMAIL'))

    @property
    def obfuscation_key(self) -> str:
        """Secret that turns user ids into the ids that providers know learners by. It must never change."""
        return cast('str', self._required('PROCTORING_USER_OBFUSCATION_KEY'))

    @property
    def url_scheme(self) -> Literal['http', 'https']:
        """Scheme of absolute URLs of this site."""
        return 'https' if getattr(settings, 'HTTPS', 'on') == 'on' else 'http'

    @property
    def lms_root_url(self) -> str | None:
        """URL of the LMS without a trailing slash."""
        return cast('str | None', getattr(settings, 'LMS_ROOT_URL', None))

    @property
    def learning_mfe_url(self) -> str:
        """URL of the learning micro-frontend, without a trailing slash."""
        return cast('str', self._required('LEARNING_MICROFRONTEND_URL'))

    @property
    def course_id_pattern(self) -> str:
        """Regular expression with the group ``course_id``, used in URL patterns."""
        return cast('str', self._required('COURSE_ID_PATTERN'))

    @property
    def language_code(self) -> str:
        """The site's language."""
        return settings.LANGUAGE_CODE

    @property
    def env_root(self) -> str | None:
        """Directory that the host's build reads ``workers.json`` from; ``None`` = not written."""
        return self._path('ENV_ROOT')

    @property
    def node_modules_root(self) -> str | None:
        """Directory of the installed npm packages."""
        return self._path('NODE_MODULES_ROOT')

    @property
    def link_urls(self) -> dict[str, str]:
        """``LINK_URLS``: ``faq``, ``contact_us``, ``online_proctoring_rules``, ``tech_requirements``; each optional."""
        return cast('dict[str, str]', self.proctoring_settings.get('LINK_URLS') or {})

    # -- behaviour ----------------------------------------------------------------------------------------------

    @property
    def allow_timed_out_state(self) -> bool:
        """``ALLOW_TIMED_OUT_STATE``: keep ``timed_out`` instead of submitting an attempt whose time ran out."""
        return self._flag('ALLOW_TIMED_OUT_STATE', default=False)

    @property
    def allow_callback_simulation(self) -> bool:
        """``ALLOW_CALLBACK_SIMULATION``: accept reviews whose record locator is wrong. Never in production."""
        return self._flag('ALLOW_CALLBACK_SIMULATION', default=False)

    @property
    def low_threshold_fraction(self) -> float:
        """``low_threshold_pct``: below this fraction of the time the timer warns."""
        return float(self.proctoring_settings.get('low_threshold_pct', 0.2))

    @property
    def critically_low_threshold_fraction(self) -> float:
        """``critically_low_threshold_pct``: below this fraction of the time the timer warns urgently."""
        return float(self.proctoring_settings.get('critically_low_threshold_pct', 0.05))

    @property
    def require_provider_ready(self) -> bool:
        """``REQUIRE_PROVIDER_READY``: a proctored attempt starts only after its provider said that it is ready.

        Providers with ``has_ready_callback = False`` are exempt. False restores the published behaviour.
        """
        return self._flag('REQUIRE_PROVIDER_READY', default=True)

    @property
    def decline_cascades_from_proctored_only(self) -> bool:
        """``DECLINE_CASCADES_FROM_PROCTORED_ONLY``: declining a timed or practice exam declines nothing else.

        False restores the published behaviour.
        """
        return self._flag('DECLINE_CASCADES_FROM_PROCTORED_ONLY', default=True)

    @property
    def check_exam_access(self) -> bool:
        """``CHECK_EXAM_ACCESS``: attempts need an active exam and, if proctored, the host's permission.

        False restores the published behaviour.
        """
        return self._flag('CHECK_EXAM_ACCESS', default=True)

    @property
    def viewable_past_due(self) -> bool:
        """``PROCTORED_EXAM_VIEWABLE_PAST_DUE``: learners see the content of a finished exam after its due date."""
        return bool(getattr(settings, 'PROCTORED_EXAM_VIEWABLE_PAST_DUE', False))

    @property
    def delivery_mode(self) -> DeliveryMode:
        """``DELIVERY``: who carries out pending deliveries, the process that wrote them or a Celery worker."""
        mode = self.proctoring_settings.get('DELIVERY', 'inline')
        if mode not in DELIVERY_MODES:
            raise ImproperlyConfigured(
                f"PROCTORING_SETTINGS['DELIVERY'] must be one of {DELIVERY_MODES}, not {mode!r}."
            )
        return cast('DeliveryMode', mode)

    @property
    def video_link_cipher(self) -> VideoLinkCipher:
        """``VIDEO_LINK_CIPHER``: how new video links are stored.

        ``'cbc'`` is the published format, readable after a roll-back; ``'gcm'`` detects tampering and does not show
        that two links are equal. Both are read at any time.
        """
        cipher = self.proctoring_settings.get('VIDEO_LINK_CIPHER', 'cbc')
        if cipher not in VIDEO_LINK_CIPHERS:
            raise ImproperlyConfigured(
                f"PROCTORING_SETTINGS['VIDEO_LINK_CIPHER'] must be one of {VIDEO_LINK_CIPHERS}, not {cipher!r}."
            )
        return cast('VideoLinkCipher', cipher)

    @property
    def review_callback_secret(self) -> str | None:
        """``REVIEW_CALLBACK_SECRET``: text that the anonymous review callback must present; ``None`` = not asked."""
        return cast('str | None', self.proctoring_settings.get('REVIEW_CALLBACK_SECRET'))

    @property
    def review_callback_networks(self) -> Sequence[str]:
        """``REVIEW_CALLBACK_NETWORKS``: networks (CIDR) that may post anonymous reviews; empty = all."""
        return tuple(self.proctoring_settings.get('REVIEW_CALLBACK_NETWORKS') or ())

    # -- reading ------------------------------------------------------------------------------------------------

    def _required(self, name: str) -> Any:
        if not hasattr(settings, name):
            raise ImproperlyConfigured(f"edx_proctoring needs the setting {name}. Add {name} = '...' to the settings.")
        return getattr(settings, name)

    def _path(self, name: str) -> str | None:
        path = getattr(settings, name, None)
        return str(path) if path else None

    def _flag(self, key: str, *, default: bool) -> bool:
        return bool(self.proctoring_settings.get(key, default))


conf = Configuration()
