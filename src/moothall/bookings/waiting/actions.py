"""Joining the waiting list, answering an offer, leaving; each one transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from moothall.bookings import policies, slots
from moothall.bookings.actions.confirming import confirm_booking, fill_in_booking
from moothall.bookings.actions.freeing import release_hold
from moothall.bookings.actions.holding import (
    Held,
    Request,
    activity_to_book,
    locked_booking,
    prolong,
)
from moothall.bookings.actions.offering import (
    GRACE,
    WAITING_LIST,
    lock_list,
    lock_lists_wanting,
    offer_day,
)
from moothall.bookings.details import Details
from moothall.bookings.errors import HoldEnded, NotOpen, PaymentDue, SlotTaken
from moothall.bookings.models import Activity, Booking, WaitingEntry, WaitingOffer
from moothall.bookings.models.waiting import ON_THE_LIST, OfferState, WaitingStatus
from moothall.bookings.secrets_of_bookings import secret_of
from moothall.bookings.slots import Wish
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.waiting.errors import CannotBeTold, NoWaitingList, OfferEnded
from moothall.bookings.waiting.telling import can_be_told, tell_of_joining
from moothall.bookings.workflow import Status
from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require

#: For so long after its end a place is kept, to answer those who ask why they got no time.
KEPT = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The times that suit somebody, by the local clock; days count from Monday, which is 0."""

    first_on: date
    last_on: date
    days: tuple[int, ...] = ()
    from_time: time | None = None
    until_time: time | None = None
    site_id: UUID | None = None
    party_size: int = 1


@transaction.atomic
def join_waiting_list(
    *, actor: Actor, activity_id: UUID, wanted: Wanted, details: Details, now: datetime
) -> WaitingEntry:
    """
    Put somebody at the end of the line for an activity; the same wish told again changes nothing.

    :raises NoWaitingList: if the activity has none, or the days are past or the wrong way round
    :raises CannotBeTold: if no message reaches them, and it is not staff who put them there
    :raises NotBookable: if there is no such activity, or not for so many
    """
    activity = activity_to_book(
        actor, activity_id, Request(party_size=wanted.party_size, person_id=details.person_id)
    )
    if not activity.has_waiting_list or not (details.email or details.phone):
        raise NoWaitingList("There is no waiting list for this, or no way to tell them.")
    if not _staff_can_telephone(actor, activity) and not can_be_told(
        activity.council_id, email=details.email, phone=details.phone
    ):
        raise CannotBeTold("The council sends no texts, or this is no number for them.")
    if wanted.last_on < max(wanted.first_on, _today(activity, now)):
        raise NoWaitingList("None of these days is ahead.")
    refuse_card_numbers(details.name)
    lock_list(activity.pk)
    fields = {
        "activity_id": activity.pk,
        "site_id": wanted.site_id,
        "days": sorted(set(wanted.days)),
        "from_time": wanted.from_time,
        "until_time": wanted.until_time,
        "first_on": wanted.first_on,
        "last_on": wanted.last_on,
        "party_size": wanted.party_size,
        "name": details.name,
        "email": details.email,
        "phone": details.phone,
    }
    same = WaitingEntry.objects.filter(**fields, status__in=ON_THE_LIST).first()
    if same is not None:
        return same
    entry = WaitingEntry(
        council_id=activity.council_id,
        person_id=details.person_id,
        language=details.language,
        joined_at=now,
        **fields,
    )
    entry.save(force_insert=True)
    audit.record(actor=actor, verb="waiting.joined", subject=entry, now=now)
    tell_of_joining(entry, activity, now=now)
    return entry


@transaction.atomic
def accept_offer(*, entry_id: UUID, now: datetime) -> Held:
    """
    Take the time that is offered: it is booked, or held until its own deadline for its fee.

    With a fee the offer stays open until that is paid; whoever has little time left to answer is
    given as long as any hold lasts. Told again, it changes nothing.

    Whoever calls has checked that this is the person's own link, or is staff. The secret is
    for the pages that pay for the booking and change it.

    :raises OfferEnded: if there is no open offer, or the time to answer is over
    :raises TooManyBookings: if they have as many ahead as the activity allows
    """
    activity, entry = _locked(entry_id)
    offer = _open_offer(entry, now=now)
    details = Details(
        name=entry.name,
        email=entry.email,
        phone=entry.phone,
        language=entry.language,
        person_id=entry.person_id,
    )
    booking_id = offer.booking_id
    try:
        fill_in_booking(actor=WAITING_LIST, booking_id=booking_id, details=details, now=now)
        try:
            booking = confirm_booking(actor=WAITING_LIST, booking_id=booking_id, now=now)
        except PaymentDue:
            booking = locked_booking(booking_id)
            _wait_for_payment(offer, booking, activity, now=now)
            return Held(booking, secret_of(booking.pk, bytes(booking.secret_digest)))
    except (SlotTaken, NotOpen, HoldEnded) as error:
        raise OfferEnded("The time cannot be had any more.") from error
    _accepted(entry, offer, now=now)
    return Held(booking, secret_of(booking.pk, bytes(booking.secret_digest)))


@transaction.atomic
def note_paid_offer(*, booking_id: UUID, now: datetime) -> bool:
    """Write down that an accepted offer is paid for and booked; told again, nothing changes."""
    found = WaitingOffer.objects.filter(booking_id=booking_id, state=OfferState.OPEN)
    entry_id = found.values_list("entry_id", flat=True).first()
    if entry_id is None:
        return False
    _activity, entry = _locked(entry_id)
    offer = found.first()
    if offer is None:
        return False
    _accepted(entry, offer, now=now)
    return True


def _accepted(entry: WaitingEntry, offer: WaitingOffer, *, now: datetime) -> None:
    _answer(offer, OfferState.ACCEPTED, now=now)
    _end(entry, WaitingStatus.BOOKED, now=now)
    audit.record(actor=WAITING_LIST, verb="waiting.accepted", subject=offer, now=now)


def _wait_for_payment(
    offer: WaitingOffer, booking: Booking, activity: Activity, *, now: datetime
) -> None:
    """Keep an accepted time until its fee is paid, or its deadline has passed."""
    if offer.answered_at is not None:
        return
    least = now + timedelta(minutes=activity.hold_minutes)
    offer.answer_by = min(max(offer.answer_by, least), booking.starts_at)
    offer.answered_at = now
    offer.save(update_fields=["answer_by", "answered_at"])
    prolong(booking, max(offer.answer_by + GRACE, booking.held_until or now))
    audit.record(actor=WAITING_LIST, verb="waiting.to-pay", subject=offer, now=now)


@transaction.atomic
def decline_offer(*, entry_id: UUID, now: datetime) -> WaitingEntry:
    """
    Give an offered time to the next in line; whoever declines keeps their place for other times.

    :raises OfferEnded: if there is no open offer
    """
    _activity, entry = _locked(entry_id)
    offer = _open_offer(entry, now=now)
    entry.status = WaitingStatus.WAITING
    entry.save(update_fields=["status"])
    _pass_on(offer, OfferState.DECLINED, now=now)
    return entry


@transaction.atomic
def leave_waiting_list(*, entry_id: UUID, now: datetime) -> WaitingEntry:
    """Take somebody off the list; what they were offered is the next one's. Harmless told again."""
    _activity, entry = _locked(entry_id)
    if entry.status not in ON_THE_LIST:
        return entry
    _end(entry, WaitingStatus.LEFT, now=now)
    offer = WaitingOffer.objects.filter(entry=entry, state=OfferState.OPEN).first()
    if offer is not None:
        _pass_on(offer, OfferState.DECLINED, now=now)
    return entry


@transaction.atomic
def forget_places(*, entry_ids: Collection[UUID], now: datetime) -> None:
    """Take somebody off lists and forget that they were on them; harmless told again."""
    entries = list(WaitingEntry.objects.filter(pk__in=entry_ids).order_by("pk"))
    if not entries:
        return
    offers = WaitingOffer.objects.filter(entry__in=entries, state=OfferState.OPEN)
    # All lists at once and in their order, since each place may give a time back to others.
    lock_lists_wanting(
        entries[0].council_id,
        list(offers.values_list("booking_id", flat=True)),
        also={entry.activity_id for entry in entries},
    )
    for entry in entries:
        leave_waiting_list(entry_id=entry.pk, now=now)
    WaitingEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


@transaction.atomic
def forget_old_places(*, now: datetime, limit: int = 2000) -> int:
    """Forget places of the council in force that ended, or whose days passed, long enough ago."""
    before = now - KEPT
    old = WaitingEntry.objects.filter(Q(ended_at__lt=before) | Q(last_on__lt=before.date()))
    ids = list(old.values_list("pk", flat=True)[:limit])
    return WaitingEntry.objects.filter(pk__in=ids).delete()[0] if ids else 0


@transaction.atomic
def lapse_offer(*, offer_id: UUID, now: datetime) -> bool:
    """
    Let an offer go that nobody answered in time, and offer the time to the next.

    Whoever did not answer, or did not pay for what they accepted, leaves the list. Somebody who is
    at the gateway's page just then is waited for. Tell whether there was anything to do.
    """
    found = WaitingOffer.objects.filter(pk=offer_id).select_related("entry").first()
    if found is None:
        return False
    _locked_lists(found.entry, [found.booking_id])
    offer = WaitingOffer.objects.select_related("entry").get(pk=offer_id)
    if offer.state != OfferState.OPEN or offer.answer_by > now:
        return False
    if offer.answered_at is not None and _is_being_paid(offer, now=now):
        return False
    _end(offer.entry, WaitingStatus.LAPSED, now=now)
    _pass_on(offer, OfferState.LAPSED, now=now)
    return True


def offer_what_is_free(*, activity_id: UUID, now: datetime) -> int:
    """
    Look through all days that somebody waits for, and offer what is free; return how many offers.

    This finds what no event tells of, such as longer hours or a closure that is lifted.
    """
    activity = Activity.objects.get(pk=activity_id)
    waiting = WaitingEntry.objects.filter(
        activity_id=activity_id, status=WaitingStatus.WAITING
    ).values_list("first_on", "last_on")
    spans = list(waiting)
    if not spans:
        return 0
    today = _today(activity, now)
    first = max(today, min(first for first, _last in spans))
    last = min(today + timedelta(days=activity.horizon_days), max(last for _first, last in spans))
    if last < first:
        return 0
    free = slots.first_free_per_day(activity, first, last, Wish(), now=now)
    days = [day for day, slot in free.items() if slot is not None]
    return sum(len(offer_day(activity_id=activity_id, day=day, now=now)) for day in sorted(days))


def may_see_list(actor: Actor, council_id: int) -> bool:
    """Let staff who book see who waits."""
    return policies.can_view_diary(actor, council_id)


def require_may_answer(actor: Actor, council_id: int) -> None:
    """
    Do nothing for staff who book for others.

    :raises NotPermitted: for anybody else
    """
    require(actor.may(policies.BOOK, council_id))


def _staff_can_telephone(actor: Actor, activity: Activity) -> bool:
    return actor.kind is ActorKind.STAFF and actor.may(policies.BOOK, activity.council_id)


def _locked(entry_id: UUID) -> tuple[Activity, WaitingEntry]:
    found = WaitingEntry.objects.filter(pk=entry_id).first()
    if found is None:
        raise NotFound("There is no such place on a waiting list.")
    offers = WaitingOffer.objects.filter(entry=found, state=OfferState.OPEN)
    activity = _locked_lists(found, list(offers.values_list("booking_id", flat=True)))
    return activity, WaitingEntry.objects.get(pk=entry_id)


def _locked_lists(entry: WaitingEntry, booking_ids: list[UUID]) -> Activity:
    """Lock the entry's list, and those that want a time which it may give back, in their order."""
    lists = lock_lists_wanting(entry.council_id, booking_ids, also=[entry.activity_id])
    return next(one for one in lists if one.pk == entry.activity_id)


def _open_offer(entry: WaitingEntry, *, now: datetime) -> WaitingOffer:
    offer = WaitingOffer.objects.filter(entry=entry, state=OfferState.OPEN).first()
    if offer is None or offer.answer_by < now:
        raise OfferEnded("There is no offer to answer any more.")
    return offer


def _is_being_paid(offer: WaitingOffer, *, now: datetime) -> bool:
    """Tell whether an accepted offer is booked by now, or its payment is under way still."""
    booking = locked_booking(offer.booking_id)
    if booking.status in {Status.CONFIRMED, Status.ATTENDED, Status.MISSED}:
        _accepted(offer.entry, offer, now=now)
        return True
    until = booking.held_until or now
    if booking.status != Status.HELD or until <= now + GRACE:
        return False
    offer.answer_by = until - GRACE
    offer.save(update_fields=["answer_by"])
    return True


def _pass_on(offer: WaitingOffer, state: OfferState, *, now: datetime) -> None:
    """Let the hold go, which offers its time to the next: nobody slips between."""
    _answer(offer, state, now=now)
    release_hold(actor=WAITING_LIST, booking_id=offer.booking_id, now=now)


def _answer(offer: WaitingOffer, state: OfferState, *, now: datetime) -> None:
    offer.state, offer.answered_at = state, now
    offer.save(update_fields=["state", "answered_at"])


def _end(entry: WaitingEntry, status: WaitingStatus, *, now: datetime) -> None:
    entry.status, entry.ended_at = status, now
    entry.save(update_fields=["status", "ended_at"])


def _today(activity: Activity, now: datetime) -> date:
    return local_of(now, ZoneInfo(council_by_id(activity.council_id).time_zone))[0]
