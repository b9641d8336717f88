"""What a learner must have done before a proctored exam, sorted out of the credit requirements of the course."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Annotated, Any, TypedDict

from edx_proctoring.shapes import Named

Requirement = Mapping[str, Any]
RequirementDicts = list[
    Annotated[
        dict[str, Any], Named('CreditRequirement'), 'A credit requirement of the course, as the LMS describes it.'
    ]
]

# Grades are only known at the end of the course, so they can't be a condition of an exam in it.
IGNORED_NAMESPACES = frozenset({'grade'})


class PrerequisiteStatusDict(TypedDict):
    """The credit requirements before a proctored exam. (The misspelled key is part of the API.)"""

    are_prerequisites_satisifed: bool
    satisfied_prerequisites: RequirementDicts
    failed_prerequisites: RequirementDicts
    pending_prerequisites: RequirementDicts
    declined_prerequisites: RequirementDicts


@dataclass(frozen=True, kw_only=True)
class Prerequisites:
    """The requirements that come before one exam, by the learner's standing, each group in ascending order."""

    satisfied: tuple[Requirement, ...] = ()
    failed: tuple[Requirement, ...] = ()
    pending: tuple[Requirement, ...] = ()
    declined: tuple[Requirement, ...] = ()

    @property
    def are_satisfied(self) -> bool:
        """Whether no requirement is failed, pending, or declined."""
        return not (self.failed or self.pending or self.declined)

    @property
    def in_the_way(self) -> tuple[Requirement, ...]:
        """The requirements to show to the learner: the failed ones, or else those that are still pending."""
        return self.failed or self.pending

    def as_dict(self) -> PrerequisiteStatusDict:
        """Return the published ``prerequisite_status``; clients may change the copies in it."""
        return {
            'are_prerequisites_satisifed': self.are_satisfied,
            'satisfied_prerequisites': [dict(requirement) for requirement in self.satisfied],
            'failed_prerequisites': [dict(requirement) for requirement in self.failed],
            'pending_prerequisites': [dict(requirement) for requirement in self.pending],
            'declined_prerequisites': [dict(requirement) for requirement in self.declined],
        }


def sort_requirements(requirements: Iterable[Requirement], before_name: str) -> Prerequisites:
    """Sort the requirements that come before the one named ``before_name``; all of them if none is named so.

    A requirement is a dict with ``namespace``, ``name``, ``order`` and ``status``. ``status`` is ``satisfied``,
    ``failed`` or ``declined``; anything else, None included, counts as pending.
    """
    relevant = sorted(
        (requirement for requirement in requirements if requirement.get('namespace') not in IGNORED_NAMESPACES),
        key=lambda requirement: requirement.get('order') or 0,
    )
    groups: dict[str, list[Requirement]] = {'satisfied': [], 'failed': [], 'pending': [], 'declined': []}
    for requirement in takewhile(lambda candidate: candidate.get('name') != before_name, relevant):
        status = requirement.get('status')
        groups[status if isinstance(status, str) and status in groups else 'pending'].append(requirement)
    return Prerequisites(**{name: tuple(group) for name, group in groups.items()})
