"""What people chose to hear of and how: read by their account, by staff and before each message."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Value

from moothall.notifications.channels import Channel
from moothall.notifications.models import ContactChoice, ContactMode, Subscription, Topic

#: The topic of everything about somebody's own requests; a council may word it.
OWN_REQUESTS = "requests"


@dataclass(frozen=True)
class TopicRow:
    """A topic as it is offered, with the live channels of one person."""

    id: UUID
    key: str
    name: str
    summary: str
    wording: str
    is_necessary: bool
    channels: tuple[str, ...]
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgreedRow:
    """One thing that a person agreed to, with the words and moments: their consent history."""

    id: UUID
    topic: str
    topic_key: str
    channel: str
    wording: str
    language: str
    agreed_at: datetime
    given_by: str
    ended_at: datetime | None
    ended_by: str


def topics_for(council_id: int, person_id: UUID, *, language: str) -> list[TopicRow]:
    """Return a council's topics in a language, with what one person chose; two queries."""
    chosen = defaultdict(list)
    live = Subscription.objects.filter(person_id=person_id, ended_at__isnull=True)
    for topic_id, channel in live.values_list("topic_id", "channel"):
        chosen[topic_id].append(channel)
    rows = Topic.objects.filter(council_id=council_id, is_offered=True).order_by("position", "key")
    return [
        TopicRow(
            id=row.pk,
            key=row.key,
            name=_in(language, row.name, row.name_cy),
            summary=_in(language, row.summary, row.summary_cy),
            wording=_in(language, row.wording, row.wording_cy),
            is_necessary=row.is_necessary,
            channels=_in_order(row.channels),
            chosen=_in_order(chosen[row.pk]),
        )
        for row in rows
    ]


def agreed_by(person_id: UUID) -> list[AgreedRow]:
    """Return everything that a person ever agreed to hear of, newest first; one query."""
    rows = Subscription.objects.filter(person_id=person_id).select_related("topic")
    return [
        AgreedRow(
            id=row.pk,
            topic=row.topic.name,
            topic_key=row.topic.key,
            channel=row.channel,
            wording=row.wording,
            language=row.language,
            agreed_at=row.agreed_at,
            given_by=row.given_by,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
        )
        for row in rows.order_by("-agreed_at", "-id")
    ]


def contact_mode_of(person_id: UUID) -> str:
    """Return whether a person wants to hear digitally only or by post; empty if they chose not."""
    row = ContactChoice.objects.filter(person_id=person_id).first()
    return "" if row is None else str(row.mode)


def channels_in_order(person_id: UUID, topic: str) -> list[Channel]:
    """
    Return the ways to tell a person something that they must be told, the preferred one first.

    A letter is written only to those who asked for letters. One query.
    """
    modes = (
        ContactChoice.objects.filter(person_id=person_id)
        .annotate(what=Value("mode"))
        .values_list("what", "mode")
    )
    channels = (
        Subscription.objects.filter(
            person_id=person_id, ended_at__isnull=True, topic__key=topic, topic__is_necessary=True
        )
        .annotate(what=Value("channel"))
        .values_list("what", "channel")
    )
    chosen = list(modes.union(channels, all=True))
    usual = [Channel.EMAIL, Channel.TEXT]
    if ("mode", ContactMode.POST) in chosen:
        usual.insert(0, Channel.POST)
    preferred = (Channel(one) for what, one in chosen if what == "channel")
    return list(dict.fromkeys([*preferred, *usual]))


def _in(language: str, english: str, welsh: str) -> str:
    return (welsh if language == "cy" else "") or english


def _in_order(channels: Collection[str]) -> tuple[str, ...]:
    return tuple(one for one in Channel.values if one in channels)
