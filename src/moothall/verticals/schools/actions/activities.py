"""Trips and clubs: offering them, taking a place, and paying for it part by part."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.policies import require
from moothall.payments.actions import put_in_basket, set_stock
from moothall.payments.items import Item
from moothall.payments.refunds.actions import refund_owed
from moothall.payments.wallets.finding import one_of
from moothall.verticals.schools import policies
from moothall.verticals.schools.errors import ActivityClosed, PlaceTaken
from moothall.verticals.schools.models import (
    Activity,
    ActivityPlace,
    Instalment,
    Pupil,
    School,
)
from moothall.verticals.schools.models.activity import PlaceState

#: A place that waits for its first payment, or is a child's.
LIVING = (PlaceState.WAITS, PlaceState.TAKEN)
#: How baskets call what is due for a place.
INSTALMENT = "schools.instalment"


@transaction.atomic
def add_activity(
    *,
    actor: Actor,
    school_id: UUID,
    name: Mapping[str, str],
    fund: str,
    places: int,
    closes_on: date,
    instalments: Sequence[tuple[date, int]],
    now: datetime,
) -> Activity:
    """Offer a trip or a club, for so many pupils, paid for in these parts."""
    school = School.objects.get(pk=school_id)
    require(policies.can_work_at(actor, school.pk, school.council_id))
    activity = Activity(
        council_id=school.council_id,
        school=school,
        name=dict(name),
        fund=fund,
        closes_on=closes_on,
        instalments=[{"due_on": day.isoformat(), "pence": pence} for day, pence in instalments],
        made_at=now,
    )
    activity.save(force_insert=True)
    set_stock(
        actor=system("schools"), council_id=school.council_id, key=activity.stock, left=places,
        now=now,
    )  # fmt: skip
    audit.record(actor=actor, verb="activity.added", subject=activity, now=now)
    return activity


@transaction.atomic
def ask_for_place(
    *, actor: Actor, activity_id: UUID, pupil_id: UUID, basket_id: UUID, now: datetime
) -> ActivityPlace:
    """
    Ask for a place for a child; the first part of what it costs goes into the basket.

    The place is the child's once that is paid; until then others may be faster.

    :raises ActivityClosed: if nobody takes a place any more, or the child is at another school
    :raises PlaceTaken: if the child has one, or waits for one
    """
    pupil = Pupil.objects.select_for_update().get(pk=pupil_id)
    require(policies.looks_after(actor, pupil.pk, pupil.council_id))
    activity = one_of(Activity.objects.all(), activity_id)
    if activity.school_id != pupil.school_id or is_closed(activity, now=now):
        raise ActivityClosed("Nobody takes a place any more.")
    living = ActivityPlace.objects.filter(activity_id=activity.pk, pupil_id=pupil.pk)
    if living.exclude(state=PlaceState.WITHDRAWN).exists():
        raise PlaceTaken("The child has a place, or waits for one.")
    place = ActivityPlace(
        council_id=pupil.council_id,
        activity=activity,
        pupil=pupil,
        person_id=UUID(actor.subject),
        state=PlaceState.WAITS,
        asked_at=now,
    )
    place.save(force_insert=True)
    for number, part in enumerate(activity.instalments, 1):
        instalment = Instalment(
            council_id=pupil.council_id,
            place=place,
            number=number,
            pence=part["pence"],
            due_on=date.fromisoformat(part["due_on"]),
        )
        instalment.save(force_insert=True)
        if number == 1:
            _put(actor, instalment, activity, pupil, basket_id, now=now)
    audit.record(actor=actor, verb="activity-place.asked", subject=place, now=now)
    return place


@transaction.atomic
def pay_instalment(
    *, actor: Actor, instalment_id: UUID, basket_id: UUID, now: datetime
) -> Instalment:
    """Put a further part of what a place costs into a basket, before it is due or after."""
    rows = Instalment.objects.select_related("place__activity", "place__pupil")
    instalment = one_of(rows, instalment_id)
    place = instalment.place
    require(policies.looks_after(actor, place.pupil_id, place.council_id))
    if place.state in LIVING and instalment.paid_at is None:
        _put(actor, instalment, place.activity, place.pupil, basket_id, now=now)
    return instalment


@transaction.atomic
def mark_paid(*, actor: Actor, instalment_id: UUID, now: datetime) -> None:
    """
    Write down that a part is paid; the first gives the place. Told again, nothing changes.

    What was paid while the trip was being cancelled goes back.
    """
    instalment = Instalment.objects.select_for_update().get(pk=instalment_id)
    if instalment.paid_at is not None:
        return
    instalment.paid_at = now
    instalment.save(update_fields=["paid_at"])
    place = ActivityPlace.objects.select_for_update().get(pk=instalment.place_id)
    if place.state == PlaceState.CANCELLED:
        refund_owed(
            actor=actor, about_type=INSTALMENT, about_id=instalment.pk,
            dedupe_key=f"cancelled-trip:{instalment.pk}", now=now,
        )  # fmt: skip
    elif instalment.number == 1:
        place.state = PlaceState.TAKEN
        place.save(update_fields=["state"])
    audit.record(actor=actor, verb="instalment.paid", subject=instalment, now=now)


@transaction.atomic
def withdraw_unpaid(*, actor: Actor, instalment_id: UUID, now: datetime) -> None:
    """Take back a wish for a place whose first part left its basket unpaid."""
    instalment = Instalment.objects.select_for_update().get(pk=instalment_id)
    place = ActivityPlace.objects.select_for_update().get(pk=instalment.place_id)
    if instalment.number == 1 and place.state == PlaceState.WAITS:
        place.state = PlaceState.WITHDRAWN
        place.save(update_fields=["state"])
        audit.record(actor=actor, verb="activity-place.withdrawn", subject=place, now=now)


def is_closed(activity: Activity, *, now: datetime) -> bool:
    """Tell whether nobody can join: it was cancelled, or its last day is over where it is."""
    if activity.cancelled_at is not None:
        return True
    zone = ZoneInfo(council_by_id(activity.council_id).time_zone)
    return now.astimezone(zone).date() > activity.closes_on


def _put(
    actor: Actor,
    instalment: Instalment,
    activity: Activity,
    pupil: Pupil,
    basket_id: UUID,
    *,
    now: datetime,
) -> None:
    put_in_basket(
        actor=actor,
        basket_id=basket_id,
        item=Item(
            fund=activity.fund,
            description=dict(activity.name),
            unit_pence=instalment.pence,
            account_name=pupil.name[:100],
            about_type=INSTALMENT,
            about_id=instalment.pk,
            stock=activity.stock if instalment.number == 1 else "",
        ),
        now=now,
    )
