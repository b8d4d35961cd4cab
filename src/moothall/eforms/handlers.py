"""What forms do when something happens below them."""

from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from moothall.bookings import queries as diary
from moothall.bookings.events import BookingCancelled, BookingMoved
from moothall.bookings.paid_things import BOOKING
from moothall.bookings.rows import BookingRow, in_language
from moothall.cases.actions import add_note
from moothall.cases.models.timeline import Source
from moothall.eforms.actions.paying import hand_in_paid, hand_in_with_paid_time
from moothall.eforms.appointments.owning import draft_of_booking, draft_of_key
from moothall.eforms.fees import ABOUT
from moothall.eforms.fields.booking import when_words
from moothall.eforms.models import Submission
from moothall.kernel.actors import system
from moothall.payments.events import LinePaid


def on_line_paid_hand_in(event: LinePaid) -> None:
    """Hand in the form whose fee is paid, whether its payer came back or not."""
    if event.about_type == ABOUT:
        hand_in_paid(draft_id=event.about_id, now=event.occurred_at)


def on_time_paid_hand_in(event: LinePaid) -> None:
    """Hand in the form whose time is paid for, once whatever else it costs is paid too."""
    draft_id = draft_of_booking(event.about_id) if event.about_type == BOOKING else None
    if draft_id is not None:
        hand_in_with_paid_time(draft_id=draft_id, now=event.occurred_at)


def on_booking_cancelled_tell_case(event: BookingCancelled) -> None:
    """Write on the case of a form that its time was called off; told again, nothing changes."""
    row = diary.booking(event.booking_id)
    with translation.override("en"):
        words = _("The booking %(reference)s for %(moment)s was cancelled.")
        _tell_case(row, words, key=f"booking-cancelled:{row.id}", at=event.occurred_at)


def on_booking_moved_tell_case(event: BookingMoved) -> None:
    """Write on the case of a form that its time was moved, and to when; each move once."""
    row = diary.booking(event.booking_id)
    with translation.override("en"):
        words = _("The booking %(reference)s was moved. It is now on %(moment)s.")
        key = f"booking-moved:{row.id}:{event.version}"
        _tell_case(row, words, key=key, at=event.occurred_at)


def _tell_case(row: BookingRow, words: str, *, key: str, at: datetime) -> None:
    draft_id = draft_of_key(row.submission_key)
    if draft_id is None:
        return
    found = Submission.objects.filter(draft_id=draft_id).values_list("case_id", flat=True)
    case_id: UUID | None = found.first()
    if case_id is None:
        return
    place = in_language(row.site_name, "en")
    when = when_words(row.local_on.isoformat(), f"{row.local_time:%H:%M}")
    moment = ", ".join(filter(None, (when, place)))
    add_note(
        actor=system("eforms"),
        case_id=case_id,
        text=words % {"reference": row.reference, "moment": moment},
        is_public=True,
        source=Source.SYSTEM.value,
        source_key=key,
        now=at,
    )
