"""Sessions that wait to be paid by card, as baskets know them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.payments.owners import StaffPage
from moothall.verticals.parking import actions
from moothall.verticals.parking.actions.by_card import SESSION
from moothall.verticals.parking.in_books import MOVEMENT
from moothall.verticals.parking.models import ParkingMovement, ParkingSession
from moothall.verticals.parking.models.session import SessionState
from moothall.verticals.parking.queries import quote_lives


class SessionsByCard:
    """The owner of lines that pay for sessions."""

    key: ClassVar[str] = SESSION

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """Refuse a price that was shown too long ago, and a place that was closed since."""
        rows = ParkingSession.objects.filter(pk__in=about_ids).select_related("place")
        oldest = now - quote_lives()
        with translation.override(language):
            sentence = _(
                "This price for parking was for the next few minutes. Take it out and start again."
            )
        return {
            row.pk: sentence
            for row in rows
            if row.asked_at < oldest or row.place.is_closed or row.state != SessionState.WAITING
        }

    def left_basket(self, about_id: UUID, /, *, actor: Actor, now: datetime) -> None:
        """Take back the wish."""
        actions.withdraw_session(actor=actor, session_id=about_id, now=now)

    def addresses(self, about_ids: Collection[UUID], /, *, language: str) -> Mapping[UUID, str]:
        """Lead to the place, where anybody may start again."""
        rows = ParkingSession.objects.filter(pk__in=about_ids).values_list("pk", "place__code")
        with translation.override(language):
            return {pk: reverse("public:parking-place", kwargs={"code": code}) for pk, code in rows}

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """Lead to the place, which shows of vehicles no more than staff need."""
        rows = ParkingSession.objects.filter(pk__in=about_ids).values_list("pk", "place__code")
        return {
            pk: StaffPage(
                _("Parking place"), reverse("workspace:parking-place", args=[council, code])
            )
            for pk, code in rows
        }


class TakenByPartners:
    """What partners' programs took for sessions, as the books lead to it."""

    key: ClassVar[str] = MOVEMENT

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """Lead to the place of the session."""
        rows = ParkingMovement.objects.filter(pk__in=about_ids).values_list("pk", "place__code")
        return {
            pk: StaffPage(
                _("Parking place"), reverse("workspace:parking-place", args=[council, code])
            )
            for pk, code in rows
        }
