"""What people choose to hear of, and in which way."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.notifications import policies
from moothall.notifications.models import (
    Channel,
    ContactChoice,
    ContactMode,
    EndedBy,
    Subscription,
    Topic,
)
from moothall.people.models import Person


@transaction.atomic
def choose_topics(
    *,
    actor: Actor,
    person_id: UUID,
    chosen: Mapping[str, Collection[str]],
    language: str,
    now: datetime,
) -> None:
    """
    Let a person hear of these topics in these channels; what is named differently is ended.

    Topics that are not named stay as they are. `language` is that of the words which were on the
    page: they are kept with the moment, as what the person agreed to. A necessary topic has one
    channel or, where none is named, the usual ones: it cannot be switched off.

    :raises NotFound: if the councils in force have no such person, or theirs no such topic
    :raises NotPermitted: if the actor is neither staff who may, nor the person or their delegate
    :raises ValueError: if a topic is not sent in a channel, or a necessary one by several
    """
    person = _locked(actor, person_id)
    offered = {topic.key: topic for topic in Topic.objects.filter(is_offered=True)}
    began: list[str] = []
    ended: list[str] = []
    for key, named in chosen.items():
        if key not in offered:
            raise NotFound("This council writes of no such thing.")
        topic, wanted = offered[key], _wanted(offered[key], named)
        live = {
            row.channel: row
            for row in Subscription.objects.filter(
                person_id=person.pk, topic_id=topic.pk, ended_at__isnull=True
            )
        }
        stopped, new = sorted(live.keys() - wanted), sorted(wanted - live.keys())
        ended += [_ended(live[channel], _by(actor), now) for channel in stopped]
        began += [
            _begun(actor, person, topic, channel=channel, language=language, now=now)
            for channel in new
        ]
    if began or ended:
        audit.record(
            actor=actor,
            verb="person.topics-chosen",
            subject=person,
            now=now,
            detail={"began": began, "ended": ended},
        )


@transaction.atomic
def choose_contact_mode(
    *, actor: Actor, person_id: UUID, mode: ContactMode, now: datetime
) -> ContactChoice:
    """
    Keep whether a person wants to hear by e-mail and text only, or by post.

    :raises NotFound: if the councils in force have no such person
    :raises NotPermitted: if the actor is neither staff who may, nor the person or their delegate
    """
    person = _locked(actor, person_id)
    choice, _ = ContactChoice.objects.update_or_create(
        council_id=person.council_id,
        person_id=person.pk,
        defaults={"mode": ContactMode(mode), "chosen_at": now},
    )
    audit.record(
        actor=actor,
        verb="person.contact-chosen",
        subject=person,
        now=now,
        detail={"mode": choice.mode},
    )
    return choice


@transaction.atomic
def unsubscribe(*, council_id: int, subscription_id: UUID, now: datetime) -> None:
    """
    End a subscription by the link in a message; ending one that is over changes nothing.

    :raises NotFound: if the council has no such subscription, or it is of a necessary topic
    """
    row = (
        Subscription.objects.select_for_update(of=("self",))
        .filter(council_id=council_id, pk=subscription_id, topic__is_necessary=False)
        .first()
    )
    if row is None:
        raise NotFound("There is no such subscription.")
    if row.ended_at is not None:
        return
    _ended(row, EndedBy.LINK, now)
    audit.record(
        actor=system("notifications.unsubscribe"),
        verb="person.unsubscribed",
        subject=Person.objects.get(pk=row.person_id),
        now=now,
        detail={"ended": [str(row.pk)]},
    )


def _locked(actor: Actor, person_id: UUID) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    require(policies.can_choose_topics(actor, person))
    return person


def _wanted(topic: Topic, named: Collection[str]) -> set[str]:
    wanted = {Channel(one).value for one in named}
    if unknown := sorted(wanted - set(topic.channels)):
        raise ValueError(f"{topic.key} is not sent by {', '.join(unknown)}")
    if topic.is_necessary and len(wanted) > 1:
        raise ValueError(f"{topic.key} is sent in one way")
    return wanted


def _by(actor: Actor) -> EndedBy:
    return EndedBy.STAFF if actor.kind is ActorKind.STAFF else EndedBy.PERSON


def _begun(
    actor: Actor, person: Person, topic: Topic, *, channel: str, language: str, now: datetime
) -> str:
    wording = (topic.wording_cy if language == "cy" else "") or topic.wording
    row = Subscription.objects.create(
        council_id=person.council_id,
        person_id=person.pk,
        topic_id=topic.pk,
        channel=channel,
        wording=wording,
        language=language,
        agreed_at=now,
        given_by=actor.kind.value,
    )
    return str(row.pk)


def _ended(row: Subscription, by: EndedBy, now: datetime) -> str:
    row.ended_at, row.ended_by = now, by
    row.save(update_fields=["ended_at", "ended_by"])
    return str(row.pk)
