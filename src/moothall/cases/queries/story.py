"""What happened between one person and the council, for the story on their page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.cases.channels import Channel
from moothall.cases.models import Interaction, TimelineEntry
from moothall.cases.models.timeline import EntryKind
from moothall.people import protection
from moothall.people.models import Person

#: These are told as the interaction or message that they came with.
_TOLD_OTHERWISE = (EntryKind.ATTACHMENT,)


@dataclass(frozen=True)
class StoryRow:
    """
    One thing that happened: to a case, or a time that somebody was in touch.

    `id` is the interaction's or the entry's; of an entry `is_words` says that it is nothing else.
    """

    id: UUID
    at: datetime
    what: str
    text: str
    by: str
    reference: str
    channel: str = ""
    is_words: bool = False


def case_events_of(
    person_id: UUID, *, council_id: int, before: datetime, limit: int
) -> list[StoryRow]:
    """Return what happened to a person's cases, newest first; one query."""
    rows = TimelineEntry.objects.filter(
        council_id=council_id, case__person_id=person_id, happened_at__lt=before
    ).exclude(kind__in=_TOLD_OTHERWISE)
    found = rows.select_related("case", "case__person").order_by("-happened_at", "-id")[:limit]
    return [
        StoryRow(
            id=one.pk,
            at=one.happened_at,
            what=str(one.get_kind_display()),
            text=_shown(one.text, one.case.person),
            by=one.actor_name,
            reference=str(one.case.reference),
            is_words=one.kind == EntryKind.MESSAGE,
        )
        for one in found
    ]


def touches_of(person_id: UUID, *, council_id: int, before: datetime, limit: int) -> list[StoryRow]:
    """Return when a person was in touch, newest first; one query."""
    rows = Interaction.objects.filter(
        council_id=council_id, person_id=person_id, happened_at__lt=before
    )
    found = rows.select_related("case", "person").order_by("-happened_at", "-id")[:limit]
    return [
        StoryRow(
            id=one.pk,
            at=one.happened_at,
            what=str(Channel(one.channel).label),
            text=_shown(one.summary, one.person),
            by=one.logged_by_name,
            reference=str(one.case.reference) if one.case is not None else "",
            channel=one.channel,
        )
        for one in found
    ]


def _shown(text: str, person: Person | None) -> str:
    if person is None or not text:
        return text
    is_withheld = protection.is_withheld(person.pk, is_protected=person.is_protected)
    return str(protection.HIDDEN) if is_withheld else text
