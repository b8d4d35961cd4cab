"""The three short transactions around the long call: claim, then record, or replay."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.connectors import policies
from moothall.connectors.events import CaseDelivered, DeliveryGaveUp
from moothall.connectors.models import Delivery, DeliveryAttempt, ExternalReference
from moothall.connectors.ports import Accepted, NotTaken, Refused
from moothall.connectors.tasks import deliver
from moothall.connectors.workflow import DeliveryState
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import Retry
from moothall.kernel.policies import require
from moothall.kernel.tasks import pause_before_attempt

#: Added to the longest call of a system: a process that holds a claim longer is taken for dead.
GRACE = timedelta(seconds=10)

#: With doubling pauses up to twelve hours this is over forty hours of trying.
MOST_ATTEMPTS = 18

#: Nothing more is tried from here unless a person asks for it.
FINISHED = frozenset(
    {
        DeliveryState.DELIVERED,
        DeliveryState.GAVE_UP,
        DeliveryState.POSTED,
        DeliveryState.MAILED,
        DeliveryState.UNROUTED,
    }
)

#: How messages about a delivery that needs a person name what they are about.
ABOUT_DELIVERY = "connectors.delivery"

TOKEN_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True)
class Claim:
    """A right to make one attempt: which delivery, the how manieth, and its token if it has one."""

    delivery_id: UUID
    case_id: UUID
    attempt: int
    token: str


@transaction.atomic
def claim_delivery(*, delivery_id: UUID, longest_call: timedelta, now: datetime) -> Claim | None:
    """
    Take a delivery for one attempt, or nothing if it is done or waits for a person.

    The attempt is committed before the call, so that a killed process leaves a trace of it: its
    claim ends with the longest call, after which another attempt may be made.

    :raises Retry: if it is being sent at the moment, for when that must be over
    """
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if delivery is None or delivery.system_id is None:
        return None
    state = DeliveryState(delivery.state)
    if state in FINISHED:
        return None
    if state is DeliveryState.SENDING and delivery.lease_until and delivery.lease_until > now:
        raise Retry("Another process is sending it.", after=delivery.lease_until - now)
    token = delivery.token
    delivery.start_attempt(lease_until=now + longest_call + GRACE)
    delivery.save(update_fields=["state", "problem", "next_try_at", "lease_until", "attempts"])
    DeliveryAttempt.objects.create(
        council_id=delivery.council_id,
        delivery=delivery,
        number=delivery.attempts,
        started_at=now,
    )
    return Claim(delivery.pk, delivery.case_id, delivery.attempts, token)


@transaction.atomic
def record_outcome(
    *, actor: Actor, claim: Claim, outcome: Accepted | NotTaken, now: datetime
) -> Delivery:
    """
    Write down what an attempt brought, and leave the next one to a worker if one is due.

    A late answer of an attempt whose lease ran out is still used: what was accepted is accepted.
    """
    delivery = Delivery.objects.select_for_update().get(pk=claim.delivery_id)
    DeliveryAttempt.objects.filter(delivery=delivery, number=claim.attempt).update(
        ended_at=now,
        succeeded=isinstance(outcome, Accepted),
        request=without_card_numbers(outcome.exchange.request),
        answer=without_card_numbers(outcome.exchange.answer),
        problem=without_card_numbers(outcome.problem)[:500]
        if isinstance(outcome, NotTaken)
        else "",
    )
    if delivery.state != DeliveryState.SENDING or (
        isinstance(outcome, NotTaken) and delivery.attempts != claim.attempt
    ):
        return delivery
    if isinstance(outcome, Accepted):
        _accept(delivery, outcome, actor=actor, now=now)
    else:
        _postpone_or_give_up(delivery, outcome, actor=actor, now=now)
    delivery.save()
    return delivery


@transaction.atomic
def replay_delivery(*, actor: Actor, delivery_id: UUID, now: datetime) -> Delivery:
    """
    Try again now what gave up or waits for its next try; the same key goes with it.

    :raises TransitionNotAllowed: if it is delivered or being sent this moment
    :raises NotPermitted: if the actor may not replay deliveries in this council
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    require(policies.can_replay_delivery(actor, delivery.council_id))
    delivery.move_to(DeliveryState.QUEUED)
    delivery.attempts_before_replay = delivery.attempts
    delivery.save()
    audit.record(actor=actor, verb="delivery.replayed", subject=delivery, now=now)
    deliver.defer(council_id=delivery.council_id, delivery_id=str(delivery.pk))
    return delivery


def _accept(delivery: Delivery, outcome: Accepted, *, actor: Actor, now: datetime) -> None:
    if outcome.token and not outcome.reference:
        delivery.move_to(DeliveryState.AWAITING_REFERENCE)
        delivery.token = outcome.token
        delivery.next_try_at = now + TOKEN_PAUSE
        _try_again(delivery)
        return
    if outcome.reference:
        ExternalReference.objects.get_or_create(
            council_id=delivery.council_id,
            system=delivery.system,
            reference=outcome.reference,
            defaults={"case_id": delivery.case_id, "created_at": now},
        )
    delivery.move_to(DeliveryState.DELIVERED)
    delivery.delivered_at = now
    audit.record(
        actor=actor,
        verb="delivery.delivered",
        subject=delivery,
        now=now,
        detail={"attempts": delivery.attempts},
    )
    outbox.publish(
        CaseDelivered(
            council_id=delivery.council_id,
            case_id=delivery.case_id,
            delivery_id=delivery.pk,
            occurred_at=now,
        )
    )


def _postpone_or_give_up(
    delivery: Delivery, outcome: NotTaken, *, actor: Actor, now: datetime
) -> None:
    tries = delivery.attempts - delivery.attempts_before_replay
    if not isinstance(outcome, Refused) and tries < MOST_ATTEMPTS:
        delivery.move_to(DeliveryState.RETRYING, problem=outcome.problem)
        delivery.next_try_at = now + pause_before_attempt(tries)
        _try_again(delivery)
        return
    note_failure(delivery, outcome.problem, actor=actor, now=now)


def note_failure(delivery: Delivery, problem: str, *, actor: Actor, now: datetime) -> None:
    """Write down and tell that a delivery needs a person; whoever calls saves it."""
    delivery.move_to(DeliveryState.GAVE_UP, problem=problem)
    audit.record(actor=actor, verb="delivery.gave-up", subject=delivery, now=now)
    outbox.publish(
        DeliveryGaveUp(
            council_id=delivery.council_id,
            case_id=delivery.case_id,
            delivery_id=delivery.pk,
            occurred_at=now,
        )
    )


def _try_again(delivery: Delivery) -> None:
    deliver.defer_with(
        {"council_id": delivery.council_id, "delivery_id": str(delivery.pk)},
        at=delivery.next_try_at,
    )
