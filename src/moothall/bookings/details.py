"""What somebody says of themselves when they book."""

from dataclasses import dataclass, fields
from uuid import UUID

from moothall.bookings.models import Booking
from moothall.kernel.card_numbers import refuse_card_numbers


@dataclass(frozen=True, kw_only=True)
class Details:
    """Whom a booking is for and how to reach them; `submission_key` is what a form asked."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"
    note: str = ""
    #: Nothing, here and below, leaves it as it is: some activities are always video calls.
    is_video: bool | None = None
    submission_key: str | None = None
    person_id: UUID | None = None

    def write_into(self, booking: Booking) -> None:
        """
        Write the details into a booking, which is not saved.

        A person is never taken away, nor what is asked.

        :raises CardNumberRefused: if what was typed holds a card number
        """
        refuse_card_numbers(self.name, self.note)
        for one in fields(self):
            value = getattr(self, one.name)
            if value is not None:
                setattr(booking, one.name, value)


#: What `write_into` may change.
COLUMNS = tuple("person" if one.name == "person_id" else one.name for one in fields(Details))
