"""The tables of this app that take part when two records of one person are made one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from moothall.notifications.channels import Channel
from moothall.notifications.models import ContactChoice, EndedBy, Message, Subscription
from moothall.people.merging.disputes import Dispute, Word, disputes_among
from moothall.people.merging.ports import MovedTable, Rival, moved_tables
from moothall.people.personal_data import PERSON


def _mode(row: ContactChoice) -> str:
    return str(row.get_mode_display())


def _ended(now: datetime) -> dict[str, Any]:
    return {"ended_at": now, "ended_by": EndedBy.STAFF}


def _disputes(kept_id: UUID, gone_id: UUID) -> list[Dispute]:
    """Return the topics that one record subscribed to and the other, later, ended; two queries."""
    rows = Subscription.objects.filter(
        Q(person_id=kept_id) | Q(person_id=gone_id), topic__is_necessary=False
    ).select_related("topic")
    topics = {str(row.topic_id): row.topic for row in rows}
    words = [
        Word(
            row_id=row.pk,
            person_id=row.person_id,
            matter=f"{row.topic_id}.{row.channel}",
            given_at=row.agreed_at,
            ended_at=row.ended_at,
        )
        for row in rows
    ]

    def title(matter: str) -> str:
        topic_id, _dot, channel = matter.partition(".")
        topic = topics[topic_id]
        name = topic.name_cy if get_language() == "cy" and topic.name_cy else topic.name
        how = str(Channel(channel).label)
        return _now("News: %(topic)s (%(channel)s)") % {"topic": name, "channel": how}

    return disputes_among(words, kept_id, gone_id, prefix="news", title=title)


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
        model=Subscription,
        words=_("News they subscribed to"),
        rival=Rival.END,
        ended=_ended,
        disputes=_disputes,
        overruled=_ended,
    ),
    MovedTable(model=ContactChoice, words=_("By email or by post"), rival=Rival.CHOOSE, say=_mode),
)


def register() -> None:
    """Let this app's tables take part."""
    for table in TABLES:
        moved_tables.register(table)
