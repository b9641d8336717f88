"""The onboarding profiles of a course's learners as the provider lists them."""

from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext_noop as _

from edx_proctoring import provider_gateway
from edx_proctoring.exceptions import BackendProviderOnboardingProfilesException
from edx_proctoring.models import ProctoredExam
from edx_proctoring.statuses import VerificientOnboardingProfileStatus as ProfileStatus

MOST_PAGES = 1000


def list_profiles(exam: ProctoredExam, statuses: Collection[str] | None) -> list[dict[str, Any]]:
    """All profiles in one of these instructor statuses (None: any), page after page (deviation R17).

    Statuses that the provider does not have are left out (deviation R16). Raises
    :class:`BackendProviderOnboardingProfilesException` when the provider keeps no profiles or answers with something
    else, and what the gateway raises.
    """
    wanted = sorted(filter(None, map(ProfileStatus.get_profile_status_from_filter, statuses or ())))
    if statuses is not None and not wanted:
        return []
    query = {'status': ','.join(wanted)}
    profiles: list[dict[str, Any]] = []
    for _page in range(MOST_PAGES):
        answer = provider_gateway.onboarding_profiles(exam, **query)
        results = answer.get('results') if isinstance(answer, dict) else None
        if not isinstance(results, list):
            raise BackendProviderOnboardingProfilesException(_('The provider sent no list of profiles.'), 502)
        profiles += [profile for profile in results if isinstance(profile, dict)]
        following = dict(parse_qsl(urlsplit(str(answer.get('next') or '')).query)) if isinstance(answer, dict) else {}
        if not following or following == query:
            break
        query = following
    return profiles
