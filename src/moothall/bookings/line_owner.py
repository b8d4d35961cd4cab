"""What is due for bookings, as baskets know it: fees, deposits and moves."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moothall.bookings import actions, queries
from moothall.bookings.models import Booking
from moothall.bookings.paid_things import BOOKING, DEPOSIT, MOVE
from moothall.bookings.questions import booking_questions
from moothall.bookings.secrets_of_bookings import secret_of
from moothall.kernel.actors import Actor, system
from moothall.payments.actions import take_back_thing
from moothall.payments.errors import BasketPaid, PaymentUnderWay
from moothall.payments.owners import StaffPage

_OF_BOOKING = ("person_id", "secret_digest")


@dataclass(frozen=True)
class _Whose:
    """A thing that is paid for, the booking that it is about, and whose that is."""

    about_id: UUID
    booking_id: UUID
    person_id: UUID | None
    secret_digest: bytes
    joined_to: str

    @property
    def address(self) -> str:
        if self.person_id is not None:
            return reverse("account:booking", args=[self.booking_id])
        secret = secret_of(self.booking_id, bytes(self.secret_digest))
        return reverse("public:booking", args=[secret])


class _OfHolds:
    """What owners of lines share that pay for holds."""

    #: The other part of the price, which leaves the basket with this one.
    other: ClassVar[str] = ""

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """
        Keep the times while somebody pays; refuse those that somebody else has by now.

        A hold that ran out while nobody else wanted its time is simply kept again.
        """
        with translation.override(language):
            return dict.fromkeys(self._keep(list(about_ids), now), self._sentence())

    def left_basket(self, about_id: UUID, /, *, actor: Actor, now: datetime) -> None:
        """
        Give the time back, and take out what else was to be paid for it.

        Whoever asks questions about it may keep it.
        """
        itself = system("bookings")
        if self.other:
            with suppress(BasketPaid, PaymentUnderWay):
                take_back_thing(actor=itself, about_type=self.other, about_id=about_id, now=now)
        joined_to = queries.joined_to([about_id]).get(about_id, "")
        if joined_to and any(
            one.fee_left_basket(joined_to, actor=actor, now=now) for one in booking_questions
        ):
            return
        actions.release_hold(actor=itself, booking_id=about_id, now=now)

    def addresses(self, about_ids: Collection[UUID], /, *, language: str) -> Mapping[UUID, str]:
        """
        Lead to the booking: in the account whose it is, else by its own link.

        That link is the key to the booking; who pays for another is shown none. Where questions are
        asked about a time it leads to these.
        """
        found = self._bookings(about_ids)
        keys = {one.joined_to for one in found if one.joined_to}
        asked: dict[str, str] = {}
        for asker in booking_questions if keys else ():
            asked |= asker.addresses(keys, language=language)
        with translation.override(language):
            return {one.about_id: asked.get(one.joined_to) or one.address for one in found}

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """Lead to the booking in the diary."""
        return {
            one.about_id: StaffPage(
                _("Booking"), reverse("workspace:diary-booking", args=[council, one.booking_id])
            )
            for one in self._bookings(about_ids)
        }

    def too_late(self, about_ids: Collection[UUID], /, *, now: datetime) -> Collection[UUID]:
        """Return those whose time somebody else has; the others are kept for whoever paid."""
        return self._keep(list(about_ids), now)

    def _keep(self, ids: list[UUID], now: datetime) -> list[UUID]:
        return actions.keep_while_paying(booking_ids=ids, now=now)

    def _sentence(self) -> str:
        return _(
            "We could not keep this time for you, and somebody else has booked it. You have "
            "not paid anything for it. Choose another time."
        )

    def _bookings(self, ids: Collection[UUID]) -> "list[_Whose]":
        """Return of each thing its booking; one query."""
        rows = Booking.objects.filter(pk__in=ids)
        columns = ("pk", *_OF_BOOKING, "submission_key")
        return [_Whose(pk, pk, *rest) for pk, *rest in rows.values_list(*columns)]


class Fees(_OfHolds):
    """The owner of lines that pay for bookings."""

    key: ClassVar[str] = BOOKING
    other = DEPOSIT


class Deposits(_OfHolds):
    """The owner of lines that leave a deposit for a booking."""

    key: ClassVar[str] = DEPOSIT
    other = BOOKING


class Moves(_OfHolds):
    """The owner of lines that pay for a booking to be moved."""

    key: ClassVar[str] = MOVE

    def _keep(self, ids: list[UUID], now: datetime) -> list[UUID]:
        return actions.keep_moves_while_paying(hold_ids=ids, now=now)

    def _sentence(self) -> str:
        return _(
            "We could not keep the new time for you, or your booking was changed meanwhile. Your "
            "booking stays as it is, and you have not paid anything for the change. Take this out."
        )

    def _bookings(self, ids: Collection[UUID]) -> "list[_Whose]":
        rows = Booking.objects.filter(pk__in=ids, moves__isnull=False)
        columns = ("pk", "moves_id", *(f"moves__{one}" for one in _OF_BOOKING), "submission_key")
        return [_Whose(*row) for row in rows.values_list(*columns)]
