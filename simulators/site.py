"""The pages of a simulator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.template import Context, Engine

from simulators.reviews import LmsAnswer
from simulators.switches import MAX_DELAY_SECONDS, Switches

PAGES = Path(__file__).parent / 'pages'
STYLE = (PAGES / 'style.css').read_bytes()
SCRIPT = (PAGES / 'local_times.js').read_bytes()

# An engine of its own: a simulator is a process without Django settings. Texts alone go into a context, since
# numbers would be formatted by those settings.
_ENGINE = Engine(dirs=[str(PAGES)], autoescape=True)


@dataclass(frozen=True)
class SwitchGroup:
    """Faults that belong together; ``labels`` by the names of the switches."""

    legend: str
    labels: dict[str, str]


@dataclass(frozen=True)
class Site:
    """What the pages of one simulator share: its name, the links at the top, the faults that it knows."""

    product: str
    links: dict[str, str]
    faults: tuple[SwitchGroup, ...]

    def render(self, template: str, *, page: str = '', **variables: object) -> str:
        """Return a page; ``page`` is the name of its link at the top."""
        shared = {
            'product': self.product,
            'name': self.product.removesuffix(' simulator'),
            'links': self.links,
            'page': page,
        }
        return _ENGINE.get_template(template).render(Context(shared | variables))

    def message_page(self, heading: str) -> str:
        """Return a page that says one thing."""
        return self.render('message.html', heading=heading)

    def control_page(self, switches: Switches, *, notice: str = '', error: str = '') -> str:
        """Return the faults that the simulator has been told to have."""
        groups = [
            {
                'legend': group.legend,
                'switches': [
                    {'name': name, 'id': name.replace('_', '-'), 'label': label, 'is_on': getattr(switches, name)}
                    for name, label in group.labels.items()
                ],
            }
            for group in self.faults
        ]
        return self.render(
            'control.html',
            page='control',
            delay_seconds=f'{switches.delay_seconds:g}',
            max_delay=str(MAX_DELAY_SECONDS),
            groups=groups,
            notice=notice,
            error=error,
        )


def shown_time(moment: str) -> dict[str, str]:
    """Return an ISO 8601 time for ``time.html``: as it is, and to read. A script shows the reader's local time."""
    return {'moment': moment, 'text': f'{datetime.fromisoformat(moment):%Y-%m-%d %H:%M} UTC' if moment else ''}


def shown_answers(answers: Sequence[LmsAnswer]) -> list[dict[str, str]]:
    """Return what the LMS said, for a page."""
    return [
        {
            'status': str(answer.status or 'No answer'),
            'text': answer.text,
            'meaning': 'accepted'
            if answer.status and answer.status < 300
            else 'refused'
            if answer.status
            else 'failed',
        }
        for answer in answers
    ]
