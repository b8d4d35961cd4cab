"""The tables of this app that take part when two records of one person are made one."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.notifications.models import ContactChoice, EndedBy, Message, Subscription
from moothall.people.merging.ports import MovedTable, Rival, moved_tables
from moothall.people.personal_data import PERSON


def _mode(row: ContactChoice) -> str:
    return str(row.get_mode_display())


def _ended(now: datetime) -> dict[str, Any]:
    return {"ended_at": now, "ended_by": EndedBy.STAFF}


TABLES = (
    MovedTable(model=Message, words=_("Messages"), permission="person.view"),
    MovedTable(
        model=Message,
        column="about_id",
        only=Q(about_type=PERSON),
        words=_("Messages about them"),
        is_quiet=True,
    ),
    MovedTable(
        model=Subscription, words=_("News they subscribed to"), rival=Rival.END, ended=_ended
    ),
    MovedTable(model=ContactChoice, words=_("By email or by post"), rival=Rival.CHOOSE, say=_mode),
)


def register() -> None:
    """Let this app's tables take part."""
    for table in TABLES:
        moved_tables.register(table)
