"""
Offering what is free again to whoever is first in line for it.

Whatever frees a time locks the lists that want its day first (`lock_lists_wanting`), frees it, and
offers it (`offer_freed`), all in one transaction: nobody else ever sees the time free in between.
Locks are taken in the order that `claims` says, the lists between the diary and the bookings.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from moothall.bookings import slots
from moothall.bookings.actions.holding import Request, hold_slot, locked_booking, prolong
from moothall.bookings.claims import lock_diary
from moothall.bookings.errors import NotBookable, NotOpen, SlotTaken
from moothall.bookings.models import Activity, Booking, WaitingEntry, WaitingOffer
from moothall.bookings.models.waiting import WaitingStatus
from moothall.bookings.rows import Slot
from moothall.bookings.slots import Wish
from moothall.bookings.waiting.telling import tell_of_offer
from moothall.kernel import audit
from moothall.kernel.actors import system

#: For so long after the last moment to answer the hold lasts, until a worker offers it to the next.
GRACE = timedelta(minutes=10)
#: So many in line are looked at for one day at a time.
MOST_IN_LINE = 200

WAITING_LIST = system("bookings")


def lock_list(activity_id: UUID) -> Activity:
    """Return an activity whose waiting list nobody else changes until the transaction ends."""
    council_id = Activity.objects.values_list("council_id", flat=True).get(pk=activity_id)
    lock_diary(council_id)
    return Activity.objects.select_for_update(no_key=True).get(pk=activity_id)


def lock_lists_wanting(
    council_id: int, booking_ids: Collection[UUID], *, also: Collection[UUID] = ()
) -> list[Activity]:
    """
    Lock the lists on which somebody waits for a day of these bookings; return their activities.

    All lists that want the day count, since what one activity gives back another may want. `also`
    are activities whose lists are locked at any rate.
    """
    lock_diary(council_id)
    that_day = Booking.objects.filter(
        pk__in=booking_ids, local_on__range=(OuterRef("first_on"), OuterRef("last_on"))
    )
    waiting = WaitingEntry.objects.filter(
        Exists(that_day), council_id=council_id, status=WaitingStatus.WAITING
    )
    wanted = Q(pk__in=waiting.values("activity_id")) | Q(pk__in=also)
    rows = Activity.objects.select_for_update(no_key=True).filter(wanted, council_id=council_id)
    return list(rows.order_by("pk"))


def offer_freed(lists: Sequence[Activity], days: Collection[date], *, now: datetime) -> None:
    """Offer what is free on some days to locked lists, in the transaction that frees it."""
    for activity in lists:
        for day in sorted(days):
            _offer_day(activity, day, now=now)


@transaction.atomic
def offer_day(*, activity_id: UUID, day: date, now: datetime) -> list[WaitingOffer]:
    """
    Offer the free times of a day to those who wait for them, the first in line first.

    Each time is held for one person, and each person is offered one time. Told again, only what is
    free by then and was not offered to the same person before is offered.
    """
    return _offer_day(lock_list(activity_id), day, now=now)


def _offer_day(activity: Activity, day: date, *, now: datetime) -> list[WaitingOffer]:
    if not activity.has_waiting_list or activity.withdrawn_at is not None:
        return []
    line = list(_in_line(activity, day)[:MOST_IN_LINE])
    if not line:
        return []
    before = _offered_before(line)
    free = _free(activity, day, now)
    offers: list[WaitingOffer] = []
    for entry in line:
        if not free:
            break
        offer = _offer_first(activity, entry, free, before, now=now)
        if offer is not None:
            offers.append(offer)
            free = _free(activity, day, now)
    return offers


def suits(entry: WaitingEntry, slot: Slot, activity: Activity) -> bool:
    """Tell whether a free time is one that somebody waits for."""
    return (
        (entry.site_id is None or entry.site_id == slot.site_id)
        and (not entry.days or slot.local_on.weekday() in entry.days)
        and entry.first_on <= slot.local_on <= entry.last_on
        and (entry.from_time is None or slot.local_time >= entry.from_time)
        and (entry.until_time is None or slot.local_time <= entry.until_time)
        and (activity.capacity == 1 or slot.left >= entry.party_size)
    )


def _in_line(activity: Activity, day: date) -> QuerySet[WaitingEntry]:
    return WaitingEntry.objects.filter(
        Q(days=[]) | Q(days__contains=[day.weekday()]),
        activity_id=activity.pk,
        status=WaitingStatus.WAITING,
        first_on__lte=day,
        last_on__gte=day,
    ).order_by("joined_at", "pk")


def _free(activity: Activity, day: date, now: datetime) -> list[Slot]:
    return list(slots.free_slots(activity, day, Wish(), now=now))


def _offered_before(line: Sequence[WaitingEntry]) -> set[tuple[UUID, datetime, UUID | None]]:
    made = WaitingOffer.objects.filter(entry_id__in=[entry.pk for entry in line])
    return set(made.values_list("entry_id", "starts_at", "site_id"))


def _offer_first(
    activity: Activity,
    entry: WaitingEntry,
    free: Sequence[Slot],
    before: set[tuple[UUID, datetime, UUID | None]],
    *,
    now: datetime,
) -> WaitingOffer | None:
    """Offer somebody the earliest free time that suits them and that they were not offered yet."""
    for slot in free:
        is_new = (entry.pk, slot.starts_at, slot.site_id) not in before
        if is_new and suits(entry, slot, activity):
            offer = _offer(activity, entry, slot, now=now)
            if offer is not None:
                return offer
    return None


def _offer(
    activity: Activity, entry: WaitingEntry, slot: Slot, *, now: datetime
) -> WaitingOffer | None:
    """Hold a time for somebody and tell them; nothing if somebody was quicker."""
    answer_by = min(now + timedelta(minutes=activity.offer_minutes), slot.starts_at)
    request = Request(party_size=entry.party_size, site_id=slot.site_id, language=entry.language)
    try:
        with transaction.atomic():
            held = hold_slot(
                actor=WAITING_LIST,
                activity_id=activity.pk,
                starts_at=slot.starts_at,
                now=now,
                request=request,
            )
    except (SlotTaken, NotOpen, NotBookable):
        return None
    prolong(locked_booking(held.booking.pk), answer_by + GRACE)
    offer = WaitingOffer(
        council_id=entry.council_id,
        entry=entry,
        booking=held.booking,
        starts_at=slot.starts_at,
        site_id=slot.site_id,
        made_at=now,
        answer_by=answer_by,
    )
    offer.save(force_insert=True)
    entry.status = WaitingStatus.OFFERED
    entry.save(update_fields=["status"])
    audit.record(actor=WAITING_LIST, verb="waiting.offered", subject=offer, now=now)
    tell_of_offer(offer, entry, activity, now=now)
    return offer
