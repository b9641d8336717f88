"""The directive ``lifecycle-table``: the table of moves as it stands in the code, one row per target status."""

from docutils import nodes
from rst_tables import table
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from edx_proctoring.domain.attempt_lifecycle import EVERY_KIND, MOVES, Move

HEADER = (
    'Status',
    'Sets',
    'Credit requirement',
    'Grade',
    'Email',
    'Provider call',
    'Can be resumed',
    'Declines others',
)
RESUMABLE = {None: 'as before', True: 'yes', False: 'no'}


def effects(move: Move) -> tuple[str, ...]:
    """Return the cells of a move's row."""
    return (
        move.status,
        move.stamps or '',
        move.credit or '',
        move.grade or '',
        'yes' if move.emails else '',
        move.provider_call or '',
        RESUMABLE[move.resumable],
        'yes' if move.declines_others else '',
    )


def sources(statuses: frozenset[str] | None, default: str) -> str:
    """Return statuses as text, in the order of the table of moves."""
    if statuses is None:
        return default
    return ', '.join(status for status in MOVES if status in statuses) or 'never'


def kinds(move: Move) -> str:
    """Return the kinds of exams in which a learner has the move."""
    if not move.learner_from:
        return ''
    return 'all exams' if move.learner_kinds == EVERY_KIND else ', '.join(sorted(move.learner_kinds))


class LifecycleTable(SphinxDirective):
    """What becoming each status entails."""

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        return [table(HEADER, map(effects, MOVES.values()), widths=(3, 2, 2, 1, 1, 3, 1, 1))]


class SourcesTable(SphinxDirective):
    """Who may bring an attempt to each status, and from where."""

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        rows = [
            (
                move.status,
                sources(move.learner_from, 'never'),
                sources(move.supervised_from, 'the same'),
                sources(move.provider_from, 'never'),
                kinds(move),
            )
            for move in MOVES.values()
        ]
        header = (
            'Status',
            'A learner, from',
            '... where the provider is awaited',
            'The provider, from',
            'Learners, at',
        )
        return [table(header, rows, widths=(2, 4, 3, 3, 2))]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    app.add_directive('lifecycle-table', LifecycleTable)
    app.add_directive('lifecycle-sources', SourcesTable)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
