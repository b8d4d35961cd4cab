"""What a form hands over besides the back office: one delivery for each destination it chose."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.connectors.events import DeliveryGaveUp
from moothall.connectors.models import Delivery, System
from moothall.connectors.routing import NoRoute
from moothall.connectors.tasks import deliver
from moothall.connectors.workflow import DeliveryState
from moothall.councils.queries import teams
from moothall.eforms.definition import Destination
from moothall.eforms.handing_over import destinations_of
from moothall.eforms.queries import definition_of, submission_by_id
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor


@transaction.atomic
def queue_destinations(*, actor: Actor, submission_id: UUID, now: datetime) -> list[Delivery]:
    """
    Queue one delivery for each destination that the answers chose; idempotent.

    The lock on the submission lets one who is told twice at the same moment find the first's.

    A webhook that is not set up any more gets one that waits for a person. Of what was removed
    meanwhile there is nothing to send.
    """
    submission = submission_by_id(submission_id, lock=True)
    if submission.removed_at is not None:
        return []
    definition = definition_of(submission.version_id)
    chosen = destinations_of(definition, submission.answers)
    known = set(
        Delivery.objects.filter(submission_id=submission_id).values_list("destination", flat=True)
    )
    wanted = [one for one in chosen if one.key not in known]
    if not wanted:
        return []
    systems = _systems_of({one.system for one in wanted if one.system})
    names = {team.slug: team.name for team in teams(submission.council_id)}
    made = []
    for one in wanted:
        found = systems.get(one.system)
        is_lost = one.kind == "webhook" and found is None
        delivery = Delivery.objects.create(
            council_id=submission.council_id,
            case_id=submission.case_id,
            submission=submission,
            destination=one.key,
            label=_label(one, names),
            system=found,
            state=DeliveryState.UNROUTED if is_lost else DeliveryState.QUEUED,
            problem=f"There is no webhook {one.system!r} any more." if is_lost else "",
            created_at=now,
        )
        made.append(delivery)
        if is_lost:
            audit.record(actor=actor, verb="delivery.unrouted", subject=delivery, now=now)
            outbox.publish(
                DeliveryGaveUp(
                    council_id=delivery.council_id,
                    case_id=delivery.case_id,
                    delivery_id=delivery.pk,
                    occurred_at=now,
                )
            )
        else:
            deliver.defer(council_id=delivery.council_id, delivery_id=str(delivery.pk))
            audit.record(actor=actor, verb="delivery.queued", subject=delivery, now=now)
    return made


def address_again(delivery: Delivery, *, actor: Actor, now: datetime) -> Delivery:
    """
    Send to a webhook that was not set up, once it is; within the transaction of whoever asks.

    :raises NoRoute: if it still is not
    """
    destination = destination_of(delivery)
    system = _systems_of({destination.system} if destination else set()).get(
        destination.system if destination else ""
    )
    if system is None:
        raise NoRoute("Still there is no such webhook.")
    delivery.move_to(DeliveryState.QUEUED)
    delivery.system = system
    delivery.save()
    audit.record(actor=actor, verb="delivery.routed-again", subject=delivery, now=now)
    deliver.defer(council_id=delivery.council_id, delivery_id=str(delivery.pk))
    return delivery


def destination_of(delivery: Delivery) -> Destination | None:
    """Return what the form says of the destination, in the version that was handed in."""
    if delivery.submission is None:
        return None
    definition = definition_of(delivery.submission.version_id)
    found = (one for one in definition.outcome.destinations if one.key == delivery.destination)
    return next(found, None)


def _systems_of(slugs: set[str]) -> Mapping[str, System]:
    rows = System.objects.filter(slug__in=slugs, is_active=True) if slugs else ()
    return {row.slug: row for row in rows}


def _label(destination: Destination, names: Mapping[str, str]) -> str:
    if destination.kind == "webhook":
        return f"Webhook {destination.system}"
    return f"Email to {names.get(destination.team, destination.team) or destination.to}"[:160]
