"""What staff see of news to subscribers: drafts, how they will look, whom they reach, what went."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound
from moothall.notifications.broadcast_workflow import BroadcastState
from moothall.notifications.channels import Channel
from moothall.notifications.models import Broadcast, Subscription, Topic
from moothall.notifications.queries import can_reach_by
from moothall.notifications.wording import words_of
from moothall.people.queries import kinds_of_ways, uprns_for_letters
from moothall.places.queries import addresses

#: The message that carries news of any topic.
NEWS = "notifications.news"
MOST_SHOWN = 100


@dataclass(frozen=True)
class News:
    """What is new, in one language."""

    title: str
    text: str


@dataclass(frozen=True)
class BroadcastRow:
    """A piece of news as staff see it; `told` has how many were written to in each channel."""

    id: UUID
    council_id: int
    topic_key: str
    topic: str
    channels: tuple[str, ...]
    news: Mapping[str, News]
    revision: int
    state: str
    state_label: str
    changed_at: datetime
    sent_by: str
    sent_at: datetime | None
    finished_at: datetime | None
    told: Mapping[str, int]

    @property
    def is_draft(self) -> bool:
        """Tell whether it can still be changed."""
        return self.state == BroadcastState.DRAFT

    @property
    def title(self) -> str:
        """Return the English title, by which staff know it."""
        return self.news["en"].title


@dataclass(frozen=True)
class Look:
    """How one language of it looks in one channel."""

    language: str
    channel: str
    subject: str
    body: str


@dataclass(frozen=True)
class TopicChoice:
    """A topic that people may subscribe to, in a list to choose from."""

    council_id: int
    key: str
    name: str


@dataclass(frozen=True)
class Audience:
    """How many persons will be written to in each channel, and how many cannot be reached."""

    by_channel: Mapping[str, int] = field(default_factory=dict)
    unreached: int = 0

    @property
    def total(self) -> int:
        """Return how many will be written to."""
        return sum(self.by_channel.values())


def broadcasts_of(council_ids: Sequence[int], *, limit: int = MOST_SHOWN) -> list[BroadcastRow]:
    """Return drafts and what was sent, the last changed first; one query."""
    rows = Broadcast.objects.filter(council_id__in=council_ids).select_related("topic")
    return [_row(one) for one in rows.order_by("-changed_at", "-id")[:limit]]


def broadcast(broadcast_id: UUID) -> BroadcastRow:
    """
    Return one piece of news; one query.

    :raises NotFound: if the councils in force have none of this id
    """
    found = Broadcast.objects.filter(pk=broadcast_id).select_related("topic").first()
    if found is None:
        raise NotFound("There is no such news.")
    return _row(found)


def topics_to_write_about(council_ids: Sequence[int]) -> list[TopicChoice]:
    """Return the topics that people may subscribe to, in each council's order; one query."""
    rows = Topic.objects.filter(council_id__in=council_ids, is_necessary=False, is_offered=True)
    return [
        TopicChoice(row.council_id, row.key, row.name)
        for row in rows.order_by("council_id", "position", "key")
    ]


def news_of(known: Broadcast) -> dict[str, News]:
    """Return what is new by language, of those in which it is written."""
    news = {"en": News(known.title, known.text)}
    if known.title_cy and known.text_cy:
        news["cy"] = News(known.title_cy, known.text_cy)
    return news


def looks_of(row: BroadcastRow) -> list[Look]:
    """Return how it will look, by language and channel, with words where each reader's link is."""
    council = council_by_id(row.council_id)
    looks = []
    for language in council.languages:
        news = row.news.get(language)
        if news is None:
            continue
        with translation.override(language):
            link = _("[each reader’s own link]")
        for channel in row.channels:
            words = words_of(
                council,
                NEWS,
                Channel(channel),
                language,
                {"title": news.title, "text": news.text, "unsubscribe": link},
            )
            subject = "" if channel == Channel.TEXT else words.subject
            looks.append(Look(language, channel, subject, words.body))
    return looks


def audience_of(row: BroadcastRow) -> Audience:
    """Return whom it would reach if it were sent now; five queries, however many there are."""
    chosen: defaultdict[UUID, set[str]] = defaultdict(set)
    live = Subscription.objects.filter(
        council_id=row.council_id, topic__key=row.topic_key, ended_at__isnull=True
    )
    for person_id, channel in live.values_list("person_id", "channel"):
        chosen[person_id].add(channel)
    ways = _ways(row.council_id, chosen)
    firsts = Counter(
        next((one for one in Channel.values if one in channels & ways[person_id]), "")
        for person_id, channels in chosen.items()
    )
    unreached = firsts.pop("", 0)
    return Audience({one: firsts[one] for one in Channel.values if one in firsts}, unreached)


def _ways(council_id: int, persons: Mapping[UUID, object]) -> Mapping[UUID, set[str]]:
    """Return the channels that reach each person, by the rules of `reaching.way_by`."""
    ways: defaultdict[UUID, set[str]] = defaultdict(set)
    takes_texts = can_reach_by(council_id, Channel.TEXT)
    channel_of = {"email": Channel.EMAIL, "phone": Channel.TEXT, "post": Channel.POST}
    for person_id, kind in kinds_of_ways(list(persons)):
        if kind != "phone" or takes_texts:
            ways[person_id].add(channel_of[kind].value)
    homes = uprns_for_letters(list(persons))
    known = addresses(set(homes.values()))
    for person_id, uprn in homes.items():
        if uprn in known:
            ways[person_id].add(Channel.POST.value)
    return ways


def _row(known: Broadcast) -> BroadcastRow:
    return BroadcastRow(
        id=known.pk,
        council_id=known.council_id,
        topic_key=known.topic.key,
        topic=known.topic.name,
        channels=tuple(one for one in Channel.values if one in known.topic.channels),
        news=news_of(known),
        revision=known.revision,
        state=known.state,
        state_label=str(BroadcastState(known.state).label),
        changed_at=known.changed_at,
        sent_by=known.sent_by,
        sent_at=known.sent_at,
        finished_at=known.finished_at,
        told=known.told,
    )
