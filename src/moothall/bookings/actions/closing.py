"""Shutting a site, a resource or an activity for a while, and telling everybody affected."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from moothall.bookings import policies
from moothall.bookings.claims import lock_diary
from moothall.bookings.events import BookingShut, ClosureLifted, TimeReopened
from moothall.bookings.models import Activity, Booking, Claim, Closure, Resource, Site
from moothall.bookings.workflow import Status
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require

Shuttable = Site | Resource | Activity


@transaction.atomic
def make_closure(
    *,
    actor: Actor,
    of: Shuttable,
    starts_at: datetime,
    ends_at: datetime,
    reason: Mapping[str, str],
    now: datetime,
) -> tuple[Closure, int]:
    """
    Shut something from one moment until another; return how many bookings that affects.

    Each of them is told of once (`BookingShut`), however many closures shut it, and keeps its time
    until its person chooses another or cancels. Nothing is booked into the time from now on.

    :raises ValueError: if it ends before it begins
    """
    require(policies.can_manage_diary(actor, of.council_id))
    if ends_at <= starts_at:
        raise ValueError("A closure ends after it begins.")
    lock_diary(of.council_id, alone=True)
    closure = Closure(
        council_id=of.council_id,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=dict(reason),
        made_at=now,
        made_by=actor.name,
        **{f"{of._meta.model_name}_id": of.pk},
    )
    closure.save(force_insert=True)
    affected = list(
        affected_by(closure).filter(closure__isnull=True).select_for_update().order_by("pk")
    )
    Booking.objects.filter(pk__in=[one.pk for one in affected]).update(closure=closure)
    audit.record(
        actor=actor, verb="closure.made", subject=closure, now=now,
        detail={"bookings": len(affected)},
    )  # fmt: skip
    confirmed = [one for one in affected if one.status == Status.CONFIRMED]
    outbox.publish(
        *(
            BookingShut(
                council_id=closure.council_id,
                occurred_at=now,
                booking_id=one.pk,
                closure_id=closure.pk,
            )
            for one in confirmed
        )
    )
    return closure, len(confirmed)


@transaction.atomic
def lift_closure(*, actor: Actor, closure_id: UUID, now: datetime) -> tuple[Closure, int]:
    """
    Let a closure shut nothing any more; return how many bookings take place after all.

    Those that another closure shuts stay shut, by that one. Told again, it changes nothing.

    :raises NotFound: if there is none
    """
    known = Closure.objects.filter(pk=closure_id).values_list("council_id", flat=True).first()
    if known is None:
        raise NotFound("There is no such closure.")
    require(policies.can_manage_diary(actor, known))
    # The diary first: whoever has it may be about to write this closure into bookings.
    lock_diary(known, alone=True)
    closure = Closure.objects.select_for_update().get(pk=closure_id)
    if closure.lifted_at is not None:
        return closure, 0
    closure.lifted_at = now
    closure.save(update_fields=["lifted_at"])
    waiting = Booking.objects.select_for_update().filter(closure_id=closure.pk)
    mine = {one.pk: one for one in waiting.order_by("pk")}
    for other in _others_than(closure):
        still = affected_by(other).filter(pk__in=mine).values_list("pk", flat=True)
        ids = list(still)
        Booking.objects.filter(pk__in=ids).update(closure=other)
        for pk in ids:
            del mine[pk]
    Booking.objects.filter(pk__in=mine).update(closure=None)
    audit.record(actor=actor, verb="closure.lifted", subject=closure, now=now)
    again = [one for one in mine.values() if one.status == Status.CONFIRMED]
    outbox.publish(
        *(
            ClosureLifted(
                council_id=closure.council_id,
                occurred_at=now,
                booking_id=one.pk,
                closure_id=closure.pk,
            )
            for one in again
        ),
        TimeReopened(council_id=closure.council_id, occurred_at=now, closure_id=closure.pk),
    )
    return closure, len(again)


def affected_by(closure: Closure) -> QuerySet[Booking]:
    """Return the bookings and holds whose time a closure shuts."""
    overlapping = Booking.objects.filter(
        status__in=[Status.HELD, Status.CONFIRMED],
        starts_at__lt=closure.ends_at,
        ends_at__gt=closure.starts_at,
    )
    if closure.activity_id is not None:
        return overlapping.filter(activity_id=closure.activity_id)
    if closure.site_id is not None:
        return overlapping.filter(site_id=closure.site_id)
    serving = Claim.objects.filter(resource=closure.resource, is_active=True)
    return overlapping.filter(
        Q(pk__in=serving.values("booking_id")) | Q(session_id__in=serving.values("session_id"))
    )


def _others_than(closure: Closure) -> QuerySet[Closure]:
    return Closure.objects.filter(
        lifted_at=None, starts_at__lt=closure.ends_at, ends_at__gt=closure.starts_at
    ).exclude(pk=closure.pk)
