"""What is due for trips and clubs, as baskets know it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.payments.owners import StaffPage
from moothall.verticals.schools import actions
from moothall.verticals.schools.actions.activities import INSTALMENT, LIVING, is_closed
from moothall.verticals.schools.models import Instalment


class Instalments:
    """The owner of lines that pay for places."""

    key: ClassVar[str] = INSTALMENT

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """Refuse what was taken back, and a first part after the last day."""
        rows = Instalment.objects.filter(pk__in=about_ids).select_related("place__activity")
        with translation.override(language):
            sentence = _("Nobody can join this trip or club any more.")
        return {
            row.pk: sentence
            for row in rows
            if row.place.state not in LIVING
            or (row.number == 1 and is_closed(row.place.activity, now=now))
        }

    def too_late(self, about_ids: Collection[UUID], /, *, now: datetime) -> Collection[UUID]:
        """Return parts of places that were cancelled or taken back while a payment was lost."""
        rows = Instalment.objects.filter(pk__in=about_ids).exclude(place__state__in=LIVING)
        return set(rows.values_list("pk", flat=True))

    def left_basket(self, about_id: UUID, /, *, actor: Actor, now: datetime) -> None:
        """Take back the wish for the place."""
        actions.withdraw_unpaid(actor=actor, instalment_id=about_id, now=now)

    def addresses(self, about_ids: Collection[UUID], /, *, language: str) -> Mapping[UUID, str]:
        """Lead to the child's page."""
        rows = Instalment.objects.filter(pk__in=about_ids).values_list("pk", "place__pupil_id")
        with translation.override(language):
            return {
                pk: reverse("account:school-child", kwargs={"pupil_id": pupil_id})
                for pk, pupil_id in rows
            }

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """Lead to the pupil's page, for the school office."""
        rows = Instalment.objects.filter(pk__in=about_ids).values_list("pk", "place__pupil_id")
        return {
            pk: StaffPage(
                _("Trip or club"), reverse("workspace:school-pupil", args=[council, pupil])
            )
            for pk, pupil in rows
        }
