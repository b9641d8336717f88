"""The onboarding profiles of a course's learners as the provider lists them."""

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from edx_proctoring import provider_gateway
from edx_proctoring.backends.http.deadline import one_deadline
from edx_proctoring.exceptions import BackendProviderOnboardingProfilesException
from edx_proctoring.models import ProctoredExam
from edx_proctoring.statuses import VerificientOnboardingProfileStatus as ProfileStatus
from edx_proctoring.texts import gettext_noop as _

MOST_PAGES: Final = 100
MOST_PROFILES: Final = 100_000
LONGEST_FACT: Final = 255  # characters


class Profile(NamedTuple):
    """What a provider says of one learner; None for what it does not say, or not in a short text."""

    user_id: str | None = None
    status: str | None = None
    expiration_date: str | None = None

    @classmethod
    def of(cls, answer: object) -> 'Profile':
        """Read it from an object of the provider's."""
        fields = answer if isinstance(answer, Mapping) else {}
        return cls(**{name: _short_text(fields.get(name)) for name in cls._fields})


def list_profiles(exam: ProctoredExam, statuses: Collection[str] | None) -> list[Profile]:
    """All profiles in one of these instructor statuses (None: any), page after page (deviation R17).

    Statuses that the provider does not have are left out (deviation R16). All pages together have the time of one
    request, and there are ``MOST_PAGES`` and ``MOST_PROFILES`` at most: a list that has no end is none.

    Raises :class:`BackendProviderOnboardingProfilesException` when the provider keeps no profiles, answers with
    something else or does not come to an end, and what the gateway raises.
    """
    requested = sorted(filter(None, map(ProfileStatus.get_profile_status_from_filter, statuses or ())))
    if statuses is not None and not requested:
        return []
    query = {'status': ','.join(requested)}
    asked: list[dict[str, str]] = []
    profiles: list[Profile] = []
    with one_deadline():
        while query and query not in asked:
            if len(asked) == MOST_PAGES or len(profiles) > MOST_PROFILES:
                raise BackendProviderOnboardingProfilesException(_("The provider's list of profiles has no end."), 502)
            asked.append(query)
            answer = provider_gateway.onboarding_profiles(exam, **query)
            results = answer.get('results') if isinstance(answer, dict) else None
            if not isinstance(results, list):
                raise BackendProviderOnboardingProfilesException(_('The provider sent no list of profiles.'), 502)
            profiles += [profile for profile in map(Profile.of, results) if profile.user_id]
            query = _query_of(answer.get('next')) if isinstance(answer, dict) else {}
    return profiles


def _query_of(following: object) -> dict[str, str]:
    """Return the query of the next page's address; an empty one if there is none."""
    if not isinstance(following, str):
        return {}
    try:
        query = dict(parse_qsl(urlsplit(following).query, max_num_fields=20))
    except ValueError as error:
        raise BackendProviderOnboardingProfilesException(_('The provider sent no list of profiles.'), 502) from error
    query.pop('course_id', None)  # that is in the path
    return query


def _short_text(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= LONGEST_FACT else None
