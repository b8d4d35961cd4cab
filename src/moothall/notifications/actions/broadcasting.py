"""News to everybody who subscribed to a topic: drafted, looked at, sent page by page."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require
from moothall.notifications import policies, tasks
from moothall.notifications.actions.telling import PAGE, tell_subscribers
from moothall.notifications.broadcasts import news_of
from moothall.notifications.models import Broadcast, Topic


@transaction.atomic
def write_broadcast(
    *,
    actor: Actor,
    council_id: int,
    broadcast_id: UUID,
    seen: int,
    topic: str,
    words: Mapping[str, str],
    now: datetime,
) -> Broadcast:
    """
    Save a draft; `seen` is the revision that was on the writer's screen, 0 of a new one.

    The id comes from the writer's page, so that a page which is sent twice makes one draft.

    :raises NotFound: if the council has no such draft, or offers no such topic to subscribe to
    :raises Conflict: if somebody else has changed it meanwhile
    :raises TransitionNotAllowed: if it is on its way
    """
    require(policies.can_send_news(actor, council_id))
    about = Topic.objects.filter(
        council_id=council_id, key=topic, is_necessary=False, is_offered=True
    ).first()
    if about is None:
        raise NotFound("This council has no such topic to subscribe to.")
    broadcast = Broadcast(council_id=council_id, id=broadcast_id, topic=about, changed_at=now)
    broadcast.word(topic=about, words=words, at=now)
    if not seen and insert_once(broadcast, unique=("id",)):
        audit.record(actor=actor, verb="broadcast.written", subject=broadcast, now=now)
        return broadcast
    known = _locked(broadcast_id)
    if known.council_id != council_id:
        raise NotFound("There is no such news.")
    if _says_the_same(known, broadcast):
        return known
    if known.revision != seen:
        raise Conflict("Somebody else has changed it meanwhile.")
    known.word(topic=about, words=words, at=now)
    known.revision += 1
    known.save()
    detail = {"revision": known.revision}
    audit.record(actor=actor, verb="broadcast.changed", subject=known, now=now, detail=detail)
    return known


@transaction.atomic
def discard_broadcast(*, actor: Actor, broadcast_id: UUID, now: datetime) -> None:
    """
    Throw a draft away; doing so twice changes nothing.

    :raises Conflict: if it is on its way
    """
    known = Broadcast.objects.select_for_update().filter(pk=broadcast_id).first()
    if known is None:
        return
    require(policies.can_send_news(actor, known.council_id))
    if not known.is_draft:
        raise Conflict("What was sent is kept.")
    audit.record(actor=actor, verb="broadcast.discarded", subject=known, now=now)
    known.delete()


@transaction.atomic
def send_broadcast(*, actor: Actor, broadcast_id: UUID, revision: int, now: datetime) -> Broadcast:
    """
    Put the revision that was looked at on its way; workers do the rest. Twice is once.

    :raises NotFound: if the councils in force have none of this id
    :raises Conflict: if it is not what was looked at, or lacks a language that the council speaks
    """
    known = _locked(broadcast_id)
    require(policies.can_send_news(actor, known.council_id))
    if not known.is_draft:
        return known
    if known.revision != revision:
        raise Conflict("Somebody else has changed it meanwhile.")
    if missing := set(council_by_id(known.council_id).languages) - set(news_of(known)):
        raise Conflict(f"It is not written in {', '.join(sorted(missing))}.")
    known.begin(by=actor.name, at=now)
    known.save(update_fields=["state", "sent_by", "sent_at"])
    detail = {"revision": revision, "topic": str(known.topic_id)}
    audit.record(actor=actor, verb="broadcast.sent", subject=known, now=now, detail=detail)
    tasks.tell_page.defer(council_id=known.council_id, broadcast_id=known.pk)
    return known


@transaction.atomic
def tell_next_page(
    *, actor: Actor, broadcast_id: UUID, now: datetime, limit: int = PAGE
) -> Broadcast:
    """
    Write to the next page of subscribers and leave the one after to a worker.

    How far it has come is saved with the messages, so that nobody is counted twice; run again when
    all is done it changes nothing.

    :raises NotFound: if the councils in force have none of this id
    """
    known = _locked(broadcast_id)
    require(policies.can_send_news(actor, known.council_id))
    if known.is_draft or known.finished_at is not None:
        return known
    told = tell_subscribers(
        actor=actor,
        council_id=known.council_id,
        topic=known.topic.key,
        event=str(known.pk),
        news=news_of(known),
        after=known.told_up_to,
        limit=limit,
        now=now,
    )
    known.count(told.by_channel, up_to=told.after, at=now)
    known.save(update_fields=["state", "told", "told_up_to", "finished_at"])
    if told.after is None:
        detail = dict(known.told)
        audit.record(actor=actor, verb="broadcast.finished", subject=known, now=now, detail=detail)
    else:
        tasks.tell_page.defer(council_id=known.council_id, broadcast_id=known.pk)
    return known


def _says_the_same(known: Broadcast, given: Broadcast) -> bool:
    said = ("topic_id", "title", "text", "title_cy", "text_cy")
    return all(getattr(known, name) == getattr(given, name) for name in said)


def _locked(broadcast_id: UUID) -> Broadcast:
    found = Broadcast.objects.select_for_update().filter(pk=broadcast_id).first()
    if found is None:
        raise NotFound("There is no such news.")
    return found
