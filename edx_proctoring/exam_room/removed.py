"""What a page says in the place of data that was emptied because it was old."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import ngettext

from edx_proctoring.conf import conf
from edx_proctoring.conf.kinds import RetentionKind
from edx_proctoring.domain.retention import kept_from


def removed_sentence(kind: RetentionKind, since: datetime, *, now: datetime) -> str:
    """Return when this site removes that kind of data; '' if it is kept, or is not that old yet."""
    days = conf.retention.get(kind)
    if days is None or since >= kept_from(now, days):
        return ''
    whole = int(days) if days == int(days) else 2  # a part of a day is told in the plural
    text = ngettext('Removed after {days} day.', 'Removed after {days} days.', whole)
    return text.format(days=number_format(round(days, 2)))
