"""Where the fees of forms stand: a form's own line, and one for each time that it has chosen."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from moothall.bookings.paid_things import BOOKING
from moothall.eforms.appointments.chosen import bookings_in
from moothall.eforms.fees import ABOUT
from moothall.eforms.models import Draft
from moothall.payments.queries import basket_with, paid_for, standing_of
from moothall.payments.rows import PaymentRow


def things_of(draft: Draft) -> list[tuple[str, UUID]]:
    """Return what a draft may have in a basket."""
    return [(ABOUT, draft.pk), *((BOOKING, one) for one in bookings_in(draft.answers))]


def basket_of(draft: Draft) -> UUID | None:
    """Return the basket in which a draft's fees stand, or nothing."""
    found = (basket_with(about, about_id) for about, about_id in things_of(draft))
    return next((one for one in found if one is not None), None)


def standing_of_drafts(drafts: Iterable[Draft]) -> Mapping[UUID, str]:
    """Return how far drafts' fees have come, as `standing_of` does; two queries at most."""
    of = {one.pk: bookings_in(one.answers) for one in drafts}
    own = standing_of(ABOUT, list(of)) if of else {}
    ids = [booking for found in of.values() for booking in found]
    times = standing_of(BOOKING, ids) if ids else {}
    standing = dict(own)
    for draft_id, found in of.items():
        for booking in found:
            if booking in times:
                standing.setdefault(draft_id, times[booking])
    return standing


def payment_of(draft: Draft) -> PaymentRow | None:
    """Return the payment by which a draft's fees were paid, or nothing."""
    found = (paid_for(about, about_id) for about, about_id in things_of(draft))
    return next((one for one in found if one is not None), None)
