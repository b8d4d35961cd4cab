"""A trip or a club that does not take place: everybody is told and gets back what they paid."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.policies import require
from moothall.payments.actions import set_stock, take_back_thing
from moothall.payments.errors import BasketPaid, PaymentUnderWay
from moothall.payments.refunds.actions import refund_owed
from moothall.payments.wallets.finding import one_of
from moothall.verticals.schools import policies, tasks
from moothall.verticals.schools.actions.activities import INSTALMENT, LIVING
from moothall.verticals.schools.models import Activity, ActivityPlace, Instalment
from moothall.verticals.schools.models.activity import PlaceState
from moothall.verticals.schools.telling import tell_cancelled

_ITSELF = system("schools")


@transaction.atomic
def cancel_activity(*, actor: Actor, activity_id: UUID, because: str, now: datetime) -> Activity:
    """
    Cancel a trip or a club; twice is once. Workers tell those who joined, and give money back.

    :raises CardNumberRefused: if the reason holds a card number
    """
    refuse_card_numbers(because)
    activity = one_of(Activity.objects.select_for_update(), activity_id)
    require(policies.can_work_at(actor, activity.school_id, activity.council_id))
    if activity.cancelled_at is not None:
        return activity
    activity.cancelled_at, activity.cancelled_because = now, because
    activity.save(update_fields=["cancelled_at", "cancelled_because"])
    set_stock(actor=_ITSELF, council_id=activity.council_id, key=activity.stock, left=0, now=now)
    audit.record(actor=actor, verb="activity.cancelled", subject=activity, now=now)
    tasks.give_back_places.defer(council_id=activity.council_id, activity_id=activity.pk)
    return activity


def give_back_places(*, activity_id: UUID, now: datetime) -> int:
    """Give back each place of a cancelled trip, in a transaction of its own; return how many."""
    held = ActivityPlace.objects.filter(activity_id=activity_id, state__in=LIVING)
    return sum(_give_back(pk, now=now) for pk in held.values_list("pk", flat=True))


@transaction.atomic
def give_back_part(*, instalment_id: UUID, now: datetime) -> None:
    """Give back one part that was paid for a place that is cancelled; twice is once."""
    refund_owed(
        actor=_ITSELF,
        about_type=INSTALMENT,
        about_id=instalment_id,
        dedupe_key=f"cancelled-trip:{instalment_id}",
        now=now,
    )


@transaction.atomic
def _give_back(place_id: UUID, *, now: datetime) -> bool:
    place = (
        ActivityPlace.objects.select_for_update(of=("self",))
        .select_related("activity")
        .filter(pk=place_id, state__in=LIVING)
        .first()
    )
    if place is None:
        return False
    place.state = PlaceState.CANCELLED
    place.save(update_fields=["state"])
    parts = list(Instalment.objects.filter(place_id=place.pk).order_by("number"))
    for part in parts:
        if part.paid_at is not None:
            give_back_part(instalment_id=part.pk, now=now)
        else:
            # Who is just paying gets it back as soon as it is known to be paid.
            with suppress(BasketPaid, PaymentUnderWay):
                take_back_thing(actor=_ITSELF, about_type=INSTALMENT, about_id=part.pk, now=now)
    paid = sum(part.pence for part in parts if part.paid_at is not None)
    tell_cancelled(place, paid_pence=paid, now=now)
    audit.record(actor=_ITSELF, verb="activity-place.cancelled", subject=place, now=now)
    return True
