"""The tables of this app that take part when two records of one person are made one."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from moothall.people.merging.ports import MovedTable, Rival, moved_tables
from moothall.verticals.schools.models import ActivityPlace, Guardian
from moothall.verticals.schools.models.pupil import GuardianState


def _ended(now: datetime) -> dict[str, Any]:
    return {"state": GuardianState.ENDED, "decided_at": now}


TABLES = (
    MovedTable(
        model=Guardian,
        words=_("Children they look after"),
        permission="school.work",
        rival=Rival.END,
        ended=_ended,
    ),
    MovedTable(model=ActivityPlace, words=_("Places on trips"), permission="school.work"),
)


def register() -> None:
    """Let this app's tables take part."""
    for table in TABLES:
        moved_tables.register(table)
