"""
What people are told when a closure shuts their time, and when it is lifted: once each.

A family that booked at once, or somebody with a series, is told of all that a closure shuts in one
message. What each should do is in it: free times that one press takes, spread so that not everybody
is sent after the same three, and the way to all others.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from django.utils import translation
from django.utils.translation import gettext as _

from moothall.bookings import slots
from moothall.bookings.links import booking_address, move_address
from moothall.bookings.models import Booking, Closure
from moothall.bookings.rows import Slot, in_language
from moothall.bookings.slots import Wish
from moothall.bookings.telling import LIFTED, SHUT, language_of, occasion, tell
from moothall.bookings.words import clock_of, day_of
from moothall.bookings.workflow import Status
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.notifications.queries import reached_already, told_already

#: So many free times are offered, out of so many that are nearest.
_OFFERED, _NEAREST = 3, 12
#: What somebody may need of a place is looked for elsewhere too.
_STEP_FREE = "step-free"
#: After this a closure has told everybody whom it can.
TOLD_WITHIN = timedelta(minutes=10)


def tell_shut(booking: Booking, *, closure_id: UUID, now: datetime) -> None:
    """
    Tell that a time is shut; not if another was chosen meanwhile, or it was told before.

    `closure_id` is the closure whose event is heard: by now another may shut the time in its place,
    and whoever was told of the one is not told of the other.
    """
    closure = booking.closure
    if closure is None or booking.status != Status.CONFIRMED or _knows(booking, closure_id):
        return
    shut = _shut_together(booking, closure.pk)
    main = shut[0]
    council = council_by_id(main.council_id)
    language = language_of(main, council)
    with translation.override(language):
        others = [_line_of(one, council, language) for one in shut[1:]]
        offers = [_offer(main, slot, council, language) for slot in _free_near(main, now=now)]
        more = {
            "because": in_language(closure.reason, language),
            "others_title": _("These cannot take place either:") if others else "",
            "others": "\n".join(others),
            "offers_title": _("Free times, each taken with one press:") if offers else "",
            "offers": "\n".join(offers),
        }
    tell(SHUT, main, key=str(closure.pk), now=now, more=more, whose=whose(booking))


def tell_lifted(booking: Booking, *, closure_id: UUID, now: datetime) -> None:
    """
    Tell that a booking takes place after all, unless it is shut again or moved by now.

    Who never heard that it would not is told nothing.
    """
    if booking.closure_id is not None or booking.status != Status.CONFIRMED:
        return
    if _knows(booking, closure_id):
        tell(LIFTED, booking, key=str(closure_id), now=now)


def whose(booking: Booking) -> UUID:
    """Return what a message is about: the booking, or all of a family or series of one contact."""
    together = booking.group_id or booking.series_id
    if together is None:
        return booking.pk
    return uuid5(together, f"{booking.person_id}|{booking.email}|{booking.phone}")


@dataclass(frozen=True)
class Untold:
    """Bookings that a closure shuts and of which nobody could be told by message."""

    booking_ids: frozenset[UUID]
    #: Whether the workers may still be about to tell some of them.
    is_under_way: bool


def untold(closure: Closure, bookings: Collection[Booking], *, now: datetime) -> Untold:
    """Return of which bookings that a closure shuts no message has reached anybody; one query."""
    keys = {one.pk: occasion(SHUT, whose(one), str(closure.pk)) for one in bookings}
    told = reached_already(closure.council_id, list(keys.values()))
    left = frozenset(pk for pk, key in keys.items() if key not in told)
    return Untold(left, is_under_way=now < closure.made_at + TOLD_WITHIN)


def _knows(booking: Booking, closure_id: UUID) -> bool:
    key = occasion(SHUT, whose(booking), str(closure_id))
    return bool(told_already(booking.council_id, [key]))


def _shut_together(booking: Booking, closure_id: UUID) -> Sequence[Booking]:
    """Return what one message tells of: this booking, and what its contact booked with it."""
    together = {"group_id": booking.group_id} if booking.group_id else {}
    if not together and booking.series_id:
        together = {"series_id": booking.series_id}
    if not together:
        return [booking]
    rows = Booking.objects.filter(
        **together,
        closure_id=closure_id,
        status=Status.CONFIRMED,
        person=booking.person,
        email=booking.email,
        phone=booking.phone,
    )
    return list(rows.select_related("activity", "site", "closure").order_by("starts_at", "number"))


def _free_near(booking: Booking, *, now: datetime) -> list[Slot]:
    """Return a few free times near one that is shut, not the same for everybody."""
    site = booking.site
    needs_no_steps = site is not None and _STEP_FREE in site.features
    wish = Wish(
        party_size=booking.party_size,
        features=frozenset({_STEP_FREE}) if needs_no_steps else frozenset(),
    )
    found = slots.next_best(booking.activity, booking.starts_at, wish, now=now, most=_NEAREST)
    some = Random(booking.pk.int).sample(  # noqa: S311 - no secret
        found, min(_OFFERED, len(found))
    )
    return sorted(some, key=lambda slot: slot.starts_at)


def _line_of(booking: Booking, council: CouncilRow, language: str) -> str:
    when = _("%(day)s at %(clock)s") % {
        "day": day_of(booking.local_on),
        "clock": clock_of(booking.local_time),
    }
    return f"- {when}: {booking_address(council, booking, language)}"


def _offer(booking: Booking, slot: Slot, council: CouncilRow, language: str) -> str:
    when = _("%(day)s at %(clock)s") % {
        "day": day_of(slot.local_on),
        "clock": clock_of(slot.local_time),
    }
    place = in_language(slot.site_name, language) if slot.site_name else ""
    is_same = slot.starts_at == booking.starts_at and slot.site_id == booking.site_id
    same = _("the same time, in another room or with somebody else") if is_same else ""
    where = "".join(f", {part}" for part in (place, same) if part)
    return f"- {when}{where}: {move_address(council, booking, slot.key, language)}"
