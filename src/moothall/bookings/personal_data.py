"""What bookings hold about people: when they come, what for, and what they said of themselves."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.bookings.actions.forgetting import forget_who_booked
from moothall.bookings.actions.freeing import release_hold
from moothall.bookings.keeping import fates
from moothall.bookings.models import Booking
from moothall.bookings.workflow import Status
from moothall.kernel.actors import system
from moothall.kernel.money import pounds
from moothall.people.held_tables import MACHINERY, SECRET, HeldTable, who
from moothall.people.personal_data import Fate, Section, Whose

BOOKING = Booking._meta.label_lower

_NAME_SAYS_WHO = "the name says who"
_COUNCILS = "the council's own, the same for everybody; the reference leads there"


def _pounds(column: str) -> Callable[[Any, Whose], str]:
    return lambda row, _whose: pounds(getattr(row, column))


def _clock(row: Booking, _whose: Whose) -> str:
    return f"{row.local_time:%H:%M}"


def _activity(row: Any, _whose: Whose) -> Any:
    return row.activity.name.get("en", row.activity.key)


BOOKINGS = HeldTable(
    key="bookings.bookings",
    model=Booking,
    title=gettext_lazy("Bookings"),
    explanation=gettext_lazy("What you booked with us, and whether you came."),
    columns={
        "reference": gettext_lazy("Reference"),
        "activity_id": gettext_lazy("What for"),
        "status": gettext_lazy("How it stands"),
        "local_on": gettext_lazy("Day"),
        "local_time": gettext_lazy("Time"),
        "party_size": gettext_lazy("How many people"),
        "name": gettext_lazy("Name"),
        "email": gettext_lazy("Email address"),
        "phone": gettext_lazy("Telephone number"),
        "language": gettext_lazy("Language"),
        "note": gettext_lazy("What you told us"),
        "staff_note": gettext_lazy("What our staff wrote"),
        "is_video": gettext_lazy("By video"),
        "channel": gettext_lazy("How it was booked"),
        "made_by_name": gettext_lazy("Booked by"),
        "fee_pence": gettext_lazy("Fee"),
        "payment": gettext_lazy("Payment"),
        "paid_at": gettext_lazy("Paid"),
        "refund_pence": gettext_lazy("To be given back"),
        "change_fee_pence": gettext_lazy("Paid for changes of the time"),
        "waived_because": gettext_lazy("Why you were let off paying"),
        "deposit_pence": gettext_lazy("Deposit"),
        "deposit": gettext_lazy("How the deposit stands"),
        "deposit_kept_pence": gettext_lazy("Kept of the deposit"),
        "deposit_because": gettext_lazy("Why it was kept"),
        "deposit_decided_at": gettext_lazy("Decided on the deposit"),
        "made_at": gettext_lazy("Begun"),
        "confirmed_at": gettext_lazy("Booked"),
        "moved_at": gettext_lazy("Moved"),
        "ended_at": gettext_lazy("Ended"),
        "ended_because": gettext_lazy("Why it was called off"),
        "checked_in_at": gettext_lazy("You came"),
    },
    left_out={
        "reference_prefix": "part of the reference",
        "number": "the reference is made of it",
        "starts_at": "the day and the time say it as it was said",
        "ends_at": "how long it takes is the activity's own",
        "zone": "the council's own clock",
        "site_id": _COUNCILS,
        "session_id": _COUNCILS,
        "series_id": MACHINERY,
        "group_id": MACHINERY,
        "closure_id": _COUNCILS,
        "moves_id": MACHINERY,
        "person_id": "it is the person themselves",
        "made_by_kind": _NAME_SAYS_WHO,
        "made_by_identifier": _NAME_SAYS_WHO,
        "submission_key": "the form is shown by itself",
        "secret_digest": SECRET,
        "held_until": MACHINERY,
        "version": MACHINERY,
    },
    shown={
        "activity_id": _activity,
        "local_time": _clock,
        "made_by_name": who("made_by"),
        "fee_pence": _pounds("fee_pence"),
        "refund_pence": _pounds("refund_pence"),
        "change_fee_pence": _pounds("change_fee_pence"),
        "deposit_pence": _pounds("deposit_pence"),
        "deposit_kept_pence": _pounds("deposit_kept_pence"),
    },
)


class Bookings:
    """The holder of bookings; what is left of one that is erased counts a visit without a name."""

    key: ClassVar[str] = "bookings"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the person's bookings."""
        return {
            BOOKING: list(Booking.objects.filter(person_id=person_id).values_list("pk", flat=True))
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return them all, the newest last."""
        rows = Booking.objects.filter(pk__in=whose.ids(BOOKING)).select_related("activity")
        return [BOOKINGS.section(whose, rows.order_by("starts_at", "pk"))]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Say how many go, and what is kept until when."""
        return _together([fate for _row, fate in fates(self._rows(whose), now)])

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Give holds back, and take the person off whatever need not be kept."""
        for hold in self._rows(whose):
            if hold.status == Status.HELD:
                release_hold(actor=system("bookings"), booking_id=hold.pk, now=now)
        found = fates(self._rows(whose), now)
        forget_who_booked(booking_ids=[row.pk for row, fate in found if not fate.is_kept])
        return _together([fate for _row, fate in found])

    def _rows(self, whose: Whose) -> list[Booking]:
        return list(Booking.objects.filter(pk__in=whose.ids(BOOKING)))


def _together(found: Sequence[Fate]) -> list[Fate]:
    """Return one line for each reason, kept until the last of them."""
    by_reason: defaultdict[str, list[Fate]] = defaultdict(list)
    for fate in found:
        by_reason[fate.reason].append(fate)
    return [
        Fate(
            what=_("Bookings"),
            count=len(some),
            reason=reason,
            until=max((one.until for one in some if one.until is not None), default=None),
        )
        for reason, some in by_reason.items()
    ]
