"""Booking for whoever is in touch: the diary and the contact, joined."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings.actions import put_fee_in_basket
from moothall.bookings.booking_for import booked_by_form
from moothall.bookings.queries import booking
from moothall.bookings.rows import ActivityRow, BookingRow
from moothall.bookings.staff_forms import BookForm
from moothall.cases.contact.actions import note_deed
from moothall.cases.contact.words import Deed
from moothall.kernel.actors import Actor
from moothall.payments.actions import open_basket
from moothall.payments.policies import TAKE
from moothall.surfaces.workspace.contact_screen import Caller


@dataclass(frozen=True)
class Booked:
    """What was booked, and the basket that takes what is due for it, if anything is."""

    row: BookingRow
    basket_id: UUID | None = None


@transaction.atomic
def book_in_contact(
    *, actor: Actor, caller: Caller, form: BookForm, activity: ActivityRow, now: datetime
) -> Booked | None:
    """
    Book for whoever is in touch, and count it as what was done; nothing where the form says why.

    What is due goes into a basket where the employee may take payments.

    :raises NotFound: if it is no unfinished contact of theirs
    :raises CannotPay: if the council takes no payments just now
    """
    contact, person = caller.contact, caller.person
    assert contact is not None  # noqa: S101 - for the types alone
    booking_id = booked_by_form(
        actor,
        form,
        activity,
        person_id=person.id if person else None,
        channel=contact.channel.value,
        now=now,
    )
    if booking_id is None:
        return None
    note_deed(actor=actor, contact_id=contact.id, deed=Deed.BOOKING, now=now)
    row = booking(booking_id)
    is_due = row.due_pence and row.held_until is not None
    if not is_due or not actor.may(TAKE, caller.council.id):
        return Booked(row)
    basket, _secret = open_basket(
        actor=actor,
        council_id=caller.council.id,
        language=row.language,
        channel=contact.channel.value,
        person_id=row.person_id,
        now=now,
    )
    put_fee_in_basket(actor=actor, booking_id=row.id, basket_id=basket.pk, now=now)
    return Booked(row, basket.pk)
