"""What waits for a resident about bookings: an offer, a shut time, a fee, and what is today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.bookings.models import Booking, WaitingOffer
from moothall.bookings.models.waiting import OfferState
from moothall.bookings.rows import in_language
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.words import clock_of, day_of
from moothall.bookings.workflow import Payment, Status
from moothall.people import scopes
from moothall.people.needs_you import NeedsYou, Pressing

#: So many of a kind are shown; who has more finds them among their bookings.
_MOST = 20


class BookingsThatWait:
    """Tells of what is offered, to be finished or to be moved, and of what is today."""

    key: ClassVar[str] = "bookings.bookings"
    scope: ClassVar[str] = scopes.BOOKINGS

    def waiting(
        self, person_id: UUID, /, *, council_id: int, language: str, now: datetime
    ) -> Sequence[NeedsYou]:
        """
        Return what wants something of them; one query.

        An offer is a hold that is nobody's yet: it is found by the place in line it was made to.
        """
        offers = WaitingOffer.objects.filter(
            council_id=council_id,
            entry__person_id=person_id,
            state=OfferState.OPEN,
            answer_by__gt=now,
        )
        of_booking = offers.filter(booking_id=OuterRef("pk"))
        own = Booking.objects.filter(
            Q(status=Status.HELD, held_until__gt=now)
            | Q(status=Status.CONFIRMED, closure__isnull=False)
            | Q(status=Status.CONFIRMED, local_on=localdate(now)),
            council_id=council_id,
            person_id=person_id,
            ends_at__gt=now,
        )
        # Two ways to a booking, each by its index: with an OR all of the council's would be read.
        found = (
            Booking.objects.filter(council_id=council_id)
            .filter(pk__in=own.values("pk").union(offers.values("booking_id")))
            .annotate(
                offered_to=Subquery(of_booking.values("entry_id")[:1]),
                answer_by=Subquery(of_booking.values("answer_by")[:1]),
            )
        )
        rows = found.select_related("activity", "site").order_by("starts_at", "pk")[:_MOST]
        return [_offer(row, language) if row.answer_by else _booking(row, language) for row in rows]


def _booking(row: Booking, language: str) -> NeedsYou:
    what = in_language(row.activity.name, language)
    when = _when(row)
    if row.status == Status.HELD:
        until = clock_of(local_of(row.held_until or row.starts_at, ZoneInfo(row.zone))[1])
        is_due = row.payment == Payment.DUE
        return NeedsYou(
            key=f"bookings.held:{row.pk}",
            pressing=Pressing.WAITS,
            tag=_("Pay for your booking") if is_due else _("Finish your booking"),
            title=what,
            detail=_("%(when)s. We keep it until %(clock)s.") % {"when": when, "clock": until},
            href=reverse("account:booking", args=[row.pk]),
            since=row.made_at,
            by=local_of(row.held_until or row.starts_at, ZoneInfo(row.zone))[0],
        )
    if row.closure_id is not None:
        return NeedsYou(
            key=f"bookings.shut:{row.pk}",
            pressing=Pressing.WAITS,
            tag=_("Choose another time"),
            title=what,
            detail=_("%(when)s: we are closed then.") % {"when": when},
            href=reverse("account:booking-change", args=[row.pk]),
            since=row.moved_at or row.confirmed_at or row.made_at,
            by=row.local_on,
        )
    place = in_language(row.site.name, language) if row.site else ""
    where = _("Video call") if row.is_video else place
    return NeedsYou(
        key=f"bookings.today:{row.pk}",
        pressing=Pressing.ENDS,
        tag=_("Today"),
        title=what,
        detail=", ".join(part for part in (clock_of(row.local_time), where) if part),
        href=reverse("account:booking", args=[row.pk]),
        since=row.confirmed_at or row.made_at,
        by=row.local_on,
    )


def _offer(row: Any, language: str) -> NeedsYou:
    """Return the offer of a time; the row says beside itself to whom, and until when."""
    zone = ZoneInfo(row.zone)
    last_on, last_at = local_of(row.answer_by, zone)
    said = {
        "when": _when(row),
        "until": _("%(day)s at %(clock)s") % {"day": day_of(last_on), "clock": clock_of(last_at)},
    }
    return NeedsYou(
        key=f"bookings.offer:{row.pk}",
        pressing=Pressing.WAITS,
        tag=_("A time is free"),
        title=in_language(row.activity.name, language),
        detail=_("%(when)s. We keep it for you until %(until)s.") % said,
        href=reverse("account:waiting-place", args=[row.offered_to]),
        since=row.made_at,
        by=last_on,
    )


def _when(row: Booking) -> str:
    said = {"day": day_of(row.local_on), "clock": clock_of(row.local_time)}
    return _("%(day)s at %(clock)s") % said
