"""What subscriptions tell baskets of their charges."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.payments.models import Charge
from moothall.payments.owners import StaffPage
from moothall.payments.subscriptions.actions.joining import leave_basket
from moothall.payments.subscriptions.holding import ABOUT
from moothall.payments.subscriptions.workflow import ChargeState


class ChargesInBaskets:
    """The owner of what is charged for subscriptions."""

    key: ClassVar[str] = ABOUT

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """Refuse what is not wanted any more."""
        wanted = set(
            Charge.objects.filter(pk__in=about_ids, state=ChargeState.OPEN).values_list(
                "pk", flat=True
            )
        )
        with translation.override(language):
            reason = _("This cannot be paid any more. Take it out, and look at your subscription.")
        return {one: reason for one in about_ids if one not in wanted}

    def left_basket(self, about_id: UUID, /, *, actor: Actor, now: datetime) -> None:
        """Let go of who joined, or of a change; a renewal can be put in again."""
        leave_basket(actor=actor, charge_id=about_id, now=now)

    def addresses(self, about_ids: Collection[UUID], /, *, language: str) -> Mapping[UUID, str]:
        """Return nothing: whoever pays for another sees no page of theirs."""
        return {}

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """Lead to the subscription."""
        rows = Charge.objects.filter(pk__in=about_ids).values_list("pk", "subscription_id")
        return {
            pk: StaffPage(_("Subscription"), reverse("workspace:subscription", args=[council, one]))
            for pk, one in rows
        }
