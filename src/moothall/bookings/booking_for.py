"""Booking by what an employee typed, for somebody who is on the line or at the desk."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from moothall.bookings import actions, queries
from moothall.bookings.details import Details
from moothall.bookings.errors import NotBookable, TooManyBookings
from moothall.bookings.rows import ActivityRow
from moothall.bookings.staff_forms import BookForm
from moothall.bookings.staff_words import REFUSALS, refusal
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.errors import NotPermitted


def booked_by_form(
    actor: Actor,
    form: BookForm,
    activity: ActivityRow,
    *,
    person_id: UUID | None = None,
    channel: str = "phone",
    now: datetime,
) -> UUID | None:
    """Book what the form says; return the booking's id, or nothing and say why in the form."""
    typed = form.cleaned_data
    try:
        starts_at, site_id = queries.slot_from_key(typed["slot"])
        held = actions.book_now(
            actor=actor,
            activity_id=activity.id,
            starts_at=starts_at,
            request=actions.Request(
                party_size=typed["party_size"],
                site_id=site_id,
                person_id=person_id,
                channel=channel,
                language=typed["language"],
            ),
            details=Details(
                name=typed["name"],
                email=typed["email"],
                phone=typed["phone"],
                language=typed["language"],
                note=typed["note"],
                person_id=person_id,
            ),
            waive_fee="fee" in typed["let_off"],
            waive_deposit="deposit" in typed["let_off"],
            because=typed["because"],
            now=now,
        )
    except ValueError:
        form.add_error("slot", _("Choose a time"))
    except REFUSALS as error:
        form.add_error("slot", refusal(error))
    except TooManyBookings:
        form.add_error("party_size", _("This is more than can be booked at once by one person."))
    except NotBookable:
        form.add_error("slot", _("This cannot be booked."))
    except NotPermitted:
        form.add_error("let_off", _("Only a manager of bookings may let somebody off paying."))
    except CardNumberRefused:
        form.add_error("note", _("Take the card number out. Never write one down."))
    else:
        return held.booking.pk
    return None
