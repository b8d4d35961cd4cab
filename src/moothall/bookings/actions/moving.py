"""
Moving bookings, under the activity's rules; where that costs something, once it is paid.

Until then a hold of its own keeps the new time, and the booking keeps its old one. If nobody pays,
the hold runs out as any other and nothing is lost.
"""

from contextlib import suppress
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.bookings import claims, policies
from moothall.bookings.actions.changing import (
    let_moves_go,
    open_booking,
    require_notice,
)
from moothall.bookings.actions.confirming import take_again
from moothall.bookings.actions.freeing import locked_with_lists
from moothall.bookings.actions.holding import (
    FOR_CALLER,
    Request,
    freed,
    locked_booking,
    new_booking,
    record,
)
from moothall.bookings.actions.offering import offer_freed
from moothall.bookings.actions.paying import kept_on
from moothall.bookings.errors import HoldEnded, NotOpen, PaymentDue, SlotTaken
from moothall.bookings.events import BookingMoved, PaidInVain, PlaceFreed
from moothall.bookings.fees import MovePrice, price_of_move
from moothall.bookings.models import Activity, Booking, Claim, Resource
from moothall.bookings.paid_things import MOVE, move_item
from moothall.bookings.slots import Wish
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.taking import Taking
from moothall.bookings.workflow import Payment, Status
from moothall.kernel import outbox
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.errors import NotFound
from moothall.kernel.ids import new_id
from moothall.kernel.policies import require
from moothall.payments.actions import put_in_basket, take_back_thing
from moothall.payments.baskets import locked_basket
from moothall.payments.errors import BasketPaid, PaymentUnderWay

_LONGEST_REASON = 300


@transaction.atomic
def move_booking(
    *,
    actor: Actor,
    booking_id: UUID,
    starts_at: datetime,
    now: datetime,
    site_id: UUID | None = None,
    resource_id: UUID | None = None,
    secret: str = "",
    version: int | None = None,
    without_charge: bool = False,
    because: str = "",
) -> Booking:
    """
    Move a booking to another time, at its own site or another; what it had is free again.

    With a `resource_id` that person, room or thing serves from then on, at its own site; else
    whoever served before does, where they can. If the new time cannot be had the booking stays as
    it is. Whoever runs the diary, and whoever's time a closure shut, are not bound by the notice.
    What a cheaper time costs less is given back.
    Who runs the diary may move `without_charge`, and says why: the fee stays as it was paid.

    :raises PaymentDue: if the move costs something; `hold_move` keeps the new time meanwhile
    :raises TooLate: if the notice that the activity asks for has passed
    :raises SlotTaken: if others have the new time, with the free times nearest to it
    :raises NotOpen: if it is not offered, with the same
    :raises HoldEnded: if there is no booking any more
    :raises Conflict: if somebody changed it since `version`
    """
    booking, lists = open_booking(actor, booking_id, secret, version)
    activity = Activity.objects.get(pk=booking.activity_id)
    require_notice(actor, booking, activity.change_notice_hours, now=now)
    if without_charge:
        require(policies.can_manage_diary(actor, booking.council_id))
        refuse_card_numbers(because)
        price = MovePrice(fee_pence=booking.fee_pence)
    else:
        price = _price(booking, activity, starts_at)
    if price.to_pay_pence:
        raise PaymentDue("Moving it there costs something.", price.to_pay_pence)
    before, free_again = _Before(booking), freed(booking, now=now)
    days = {booking.local_on, *let_moves_go(booking, now=now)}
    booking.starts_at = starts_at
    Taking(
        activity, [booking], _wish(actor, booking, site_id, resource_id), now, moving=True
    ).take()
    booking.fee_pence = price.fee_pence
    booking.change_fee_pence += price.change_fee_pence
    booking.refund_pence += price.refund_pence
    _write_moved(
        actor,
        booking,
        before,
        free_again,
        now=now,
        refund_pence=price.refund_pence,
        because=because[:_LONGEST_REASON],
    )
    offer_freed(lists, days, now=now)
    return booking


@transaction.atomic
def hold_move(
    *,
    actor: Actor,
    booking_id: UUID,
    starts_at: datetime,
    now: datetime,
    site_id: UUID | None = None,
    secret: str = "",
    version: int | None = None,
) -> Booking:
    """
    Keep a new time for a booking until what the move costs is paid; return the hold that keeps it.

    The booking keeps its own time until then. One that was kept for it before is given back. Raises
    as `move_booking` does, but for `PaymentDue`.

    :raises HoldEnded: also if the move costs nothing, so that there is nothing to wait for
    """
    _take_out_of_baskets(booking_id, now=now)
    booking, lists = open_booking(actor, booking_id, secret, version)
    activity = Activity.objects.get(pk=booking.activity_id)
    require_notice(actor, booking, activity.change_notice_hours, now=now)
    price = _price(booking, activity, starts_at)
    if not price.to_pay_pence:
        raise HoldEnded("There is nothing to pay for this move.")
    days = let_moves_go(booking, now=now)
    asked = Request(party_size=booking.party_size, language=booking.language)
    hold = new_booking(actor, activity, new_id(), starts_at, asked, now=now)
    hold.moves_id, hold.is_video = booking.pk, booking.is_video
    hold.zone = booking.zone
    if actor.kind is ActorKind.STAFF:
        hold.held_until = min(now + FOR_CALLER, starts_at)
    hold.payment, hold.fee_pence = Payment.DUE, price.to_pay_pence
    hold.change_fee_pence = price.change_fee_pence
    Taking(activity, [hold], _wish(actor, booking, site_id), now).take()
    hold.save(force_insert=True)
    offer_freed(lists, days, now=now)
    record(actor, "booking.move-asked", booking, now=now, to=starts_at.isoformat(),
           pence=price.to_pay_pence)  # fmt: skip
    return hold


@transaction.atomic
def put_move_in_basket(
    *, actor: Actor, booking_id: UUID, basket_id: UUID, now: datetime, secret: str = ""
) -> Booking:
    """
    Put what the move of a booking costs into a basket; it is moved by itself once that is paid.

    :raises HoldEnded: if no new time is kept for it
    """
    locked_basket(basket_id)
    booking, _lists = open_booking(actor, booking_id, secret, None)
    hold = move_of(booking.pk)
    if hold is None:
        raise HoldEnded("No new time is kept.")
    activity = Activity.objects.get(pk=booking.activity_id)
    item = move_item(booking, hold, activity)
    put_in_basket(actor=actor, basket_id=basket_id, item=item, now=now)
    return hold


@transaction.atomic
def drop_move(*, actor: Actor, booking_id: UUID, now: datetime, secret: str = "") -> Booking:
    """Give back the new time that is kept for a booking; its own stays. Harmless told again."""
    _take_out_of_baskets(booking_id, now=now)
    booking, lists = locked_with_lists(booking_id)
    require(policies.can_change_booking(actor, booking, secret))
    offer_freed(lists, let_moves_go(booking, now=now), now=now)
    record(actor, "booking.move-dropped", booking, now=now)
    return booking


@transaction.atomic
def keep_moves_while_paying(*, hold_ids: list[UUID], now: datetime) -> list[UUID]:
    """Keep new times while somebody pays for them; return those that cannot be paid for."""
    known = dict(Booking.objects.filter(pk__in=hold_ids).values_list("pk", "moves_id"))
    rows = Booking.objects.select_for_update()
    bookings = {one.pk: one for one in rows.filter(pk__in=known.values()).order_by("pk")}
    refused = []
    for hold in rows.filter(pk__in=known).order_by("pk"):
        stands = _stands(bookings[known[hold.pk]], hold)
        if not stands or not kept_on(hold, now=now):
            refused.append(hold.pk)
    return refused


@transaction.atomic
def finish_move(*, hold_id: UUID, line_id: UUID, now: datetime) -> Booking:
    """
    Move a booking to the time that is kept for it, since that is paid; told again, nothing changes.

    Where the booking was called off or moved meanwhile, or somebody else has the new time by now,
    it stays as it is and the money goes back, as is told.

    :raises NotFound: if there is no such move
    """
    found = Booking.objects.filter(pk=hold_id, moves__isnull=False)
    booking_id = found.values_list("moves_id", flat=True).first()
    if booking_id is None:
        raise NotFound("There is no such move.")
    booking, lists = locked_with_lists(booking_id)
    hold, day = locked_booking(hold_id), booking.local_on
    if hold.payment == Payment.PAID:
        return booking
    hold.payment, hold.paid_at = Payment.PAID, now
    try:
        with transaction.atomic():
            _carry_over(booking, hold, now=now)
        offer_freed(lists, [day], now=now)
    except (SlotTaken, NotOpen, HoldEnded):
        booking, hold = locked_booking(booking_id), locked_booking(hold_id)
        hold.payment, hold.paid_at, hold.refund_pence = Payment.PAID, now, hold.fee_pence
        hold.save(update_fields=["payment", "paid_at", "refund_pence"])
        outbox.publish(
            PaidInVain(
                council_id=booking.council_id,
                occurred_at=now,
                booking_id=booking.pk,
                line_id=line_id,
                about_type=MOVE,
                about_id=hold.pk,
            )
        )
    return booking


def move_of(booking_id: UUID) -> Booking | None:
    """Return the hold that keeps a new time for a booking until it is paid for, if one does."""
    waiting = Booking.objects.filter(moves_id=booking_id, status=Status.HELD)
    return waiting.order_by("-made_at", "-pk").first()


class _Before:
    """Where a booking stood before it was moved."""

    def __init__(self, booking: Booking) -> None:
        self.starts_at, self.site_id = booking.starts_at, booking.site_id


def _carry_over(booking: Booking, hold: Booking, *, now: datetime) -> None:
    """Give a booking what a paid hold keeps for it; both are locked."""
    if not _stands(booking, hold):
        raise HoldEnded("The booking was changed meanwhile.")
    if hold.status == Status.EXPIRED:
        take_again(hold, now=now)
    elif hold.status != Status.HELD:
        raise HoldEnded("The new time was given back.")
    elif hold.closure_id is not None:
        raise NotOpen("The new time was shut meanwhile.")
    before, free_again = _Before(booking), freed(booking, now=now)
    claims.give_back([booking])
    Claim.objects.filter(booking_id=hold.pk, is_active=True).update(
        booking_id=booking.pk, lapses_at=None
    )
    for name in ("starts_at", "ends_at", "local_on", "local_time", "site_id", "session_id"):
        setattr(booking, name, getattr(hold, name))
    booking.fee_pence += hold.fee_pence - hold.change_fee_pence
    booking.change_fee_pence += hold.change_fee_pence
    if booking.payment == Payment.FREE:
        booking.payment, booking.paid_at = Payment.PAID, now
    hold.session_id = None
    hold.go_to(Status.RELEASED, at=now)
    hold.save()
    _write_moved(
        system("bookings"), booking, before, free_again, now=now, paid_pence=hold.fee_pence
    )


def _write_moved(
    actor: Actor,
    booking: Booking,
    before: _Before,
    free_again: PlaceFreed,
    *,
    now: datetime,
    paid_pence: int = 0,
    refund_pence: int = 0,
    because: str = "",
) -> None:
    """Save a booking at its new time, account for it and tell."""
    booking.version += 1
    booking.moved_at, booking.closure_id, booking.checked_in_at = now, None, None
    booking.save()
    record(
        actor, "booking.moved", booking, now=now, before=before.starts_at.isoformat(),
        after=booking.starts_at.isoformat(),
        **({"because": because} if because else {}),
    )  # fmt: skip
    outbox.publish(
        BookingMoved(
            council_id=booking.council_id,
            occurred_at=now,
            booking_id=booking.pk,
            activity_id=booking.activity_id,
            version=booking.version,
            from_starts_at=before.starts_at,
            from_site_id=before.site_id,
            paid_pence=paid_pence,
            refund_pence=refund_pence,
        ),
        free_again,
    )


def _take_out_of_baskets(booking_id: UUID, *, now: datetime) -> None:
    """
    Take moves of a booking out of their baskets, before the booking is locked.

    What is being paid just now is given back once it is paid.
    """
    holds = Booking.objects.filter(moves_id=booking_id, payment=Payment.DUE)
    for hold_id in holds.values_list("pk", flat=True):
        with suppress(BasketPaid, PaymentUnderWay):
            take_back_thing(actor=system("bookings"), about_type=MOVE, about_id=hold_id, now=now)


def _stands(booking: Booking, hold: Booking) -> bool:
    """Tell whether a booking can still be moved to where a hold would: neither changed since."""
    is_newest = not Booking.objects.filter(moves_id=booking.pk, made_at__gt=hold.made_at).exists()
    was_moved = booking.moved_at is not None and booking.moved_at > hold.made_at
    return booking.status == Status.CONFIRMED and is_newest and not was_moved


def _price(booking: Booking, activity: Activity, starts_at: datetime) -> MovePrice:
    local_on, local_time = local_of(starts_at, ZoneInfo(booking.zone))
    return price_of_move(booking, activity, local_on=local_on, local_time=local_time)


def _wish(
    actor: Actor, booking: Booking, site_id: UUID | None, resource_id: UUID | None = None
) -> Wish:
    return Wish(
        party_size=booking.party_size,
        site_id=site_id or _site_of(resource_id) or booking.site_id,
        resource_id=resource_id,
        is_staff=actor.kind is ActorKind.STAFF,
    )


def _site_of(resource_id: UUID | None) -> UUID | None:
    """Return where a resource is, if it is at one place; one query, or none."""
    if resource_id is None:
        return None
    found = Resource.objects.filter(pk=resource_id).values_list("site_id", flat=True).first()
    return UUID(str(found)) if found else None
