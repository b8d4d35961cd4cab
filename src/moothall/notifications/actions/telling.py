"""Telling those who subscribed to a topic, each once."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.notifications import policies
from moothall.notifications.actions.queueing import send_message
from moothall.notifications.broadcasts import NEWS, News
from moothall.notifications.models import Channel, Message, Subscription, Topic
from moothall.notifications.reaching import language_for, way_by
from moothall.notifications.unsubscribing import unsubscribe_link
from moothall.people.needs import needs_of
from moothall.people.queries import contact_points_of, person_detail

ABOUT_TOPIC = "notifications.topic"
PAGE = 200


@dataclass(frozen=True)
class Told:
    """How many persons were written to in each channel, and after whom the next page begins."""

    by_channel: Mapping[str, int]
    after: UUID | None


@transaction.atomic
def tell_subscribers(
    *,
    actor: Actor,
    council_id: int,
    topic: str,
    event: str,
    news: Mapping[str, News],
    after: UUID | None = None,
    limit: int = PAGE,
    now: datetime,
) -> Told:
    """
    Tell the next page of a topic's subscribers, and return how many and where the next begins.

    `event` names what happened: nobody is told of it twice, in whichever channel and however often
    this is asked. Who chose several channels is told by the first that reaches them. `news` is by
    language; who reads one that is missing gets English.

    :raises NotFound: if the council has no such topic, or it is necessary: nobody subscribes to it
    :raises NotPermitted: if the actor may not send messages in this council
    """
    require(policies.can_send_message(actor, council_id))
    about = Topic.objects.filter(council_id=council_id, key=topic, is_necessary=False).first()
    if about is None:
        raise NotFound("This council has no such topic to subscribe to.")
    live = Subscription.objects.filter(topic_id=about.pk, ended_at__isnull=True)
    if after is not None:
        live = live.filter(person_id__gt=after)
    persons = list(
        live.order_by("person_id").values_list("person_id", flat=True).distinct()[: limit + 1]
    )
    page = persons[:limit]
    by_person: defaultdict[UUID, dict[str, UUID]] = defaultdict(dict)
    for row in live.filter(person_id__in=page):
        by_person[row.person_id][row.channel] = row.pk
    told: Counter[str] = Counter()
    for person_id in page:
        message = _tell(
            person_id,
            by_person[person_id],
            actor=actor,
            topic=about,
            event=event,
            news=news,
            now=now,
        )
        if message is not None:
            told[message.channel] += 1
    return Told(told, page[-1] if len(persons) > limit else None)


def _tell(
    person_id: UUID,
    subscriptions: Mapping[str, UUID],
    *,
    actor: Actor,
    topic: Topic,
    event: str,
    news: Mapping[str, News],
    now: datetime,
) -> Message | None:
    """Send one person the news by the first channel, of those they chose, that reaches them."""
    points, needs = contact_points_of(person_id), needs_of(person_id)
    council = council_by_id(topic.council_id)
    language = language_for(council, needs, person_detail(person_id).language)
    language = language if language in news else "en"
    for channel in Channel:
        if channel.value not in subscriptions:
            continue
        to = way_by(council.id, person_id, channel, points)
        if not to:
            continue
        subscription_id = subscriptions[channel.value]
        return send_message(
            actor=actor,
            council_id=council.id,
            template=NEWS,
            channel=channel.value,
            to=to,
            language=language,
            context={
                "title": news[language].title,
                "text": news[language].text,
                "unsubscribe": unsubscribe_link(council, subscription_id, language),
            },
            dedupe_key=f"news:{topic.key}:{event}:{person_id}",
            about_type=ABOUT_TOPIC,
            about_id=topic.pk,
            now=now,
            person_id=person_id,
            needs=needs,
            subscription_id=subscription_id,
        )
    return None
