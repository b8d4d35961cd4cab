"""What waits for a resident in their subscriptions: renewals and instalments that are due."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.kernel.money import pounds
from moothall.payments.models import Charge
from moothall.payments.subscriptions.items import words_of
from moothall.payments.subscriptions.workflow import SERVED, ChargeKind, ChargeState
from moothall.people import scopes
from moothall.people.needs_you import NeedsYou, Pressing


class SubscriptionsDue:
    """Tells of subscriptions that end unless they are renewed, and of parts of fees."""

    key: ClassVar[str] = "payments.subscriptions"
    scope: ClassVar[str] = scopes.MONEY

    def waiting(
        self, person_id: UUID, /, *, council_id: int, language: str, now: datetime
    ) -> Sequence[NeedsYou]:
        """Return each that its holder was told of, unless their card pays it by itself."""
        found = Charge.objects.filter(
            council_id=council_id,
            subscription__person_id=person_id,
            subscription__state__in=SERVED,
            kind__in=[ChargeKind.RENEWAL, ChargeKind.INSTALMENT],
            state=ChargeState.OPEN,
            noticed_at__isnull=False,
            try_on=None,
        ).select_related("subscription__plan")
        return [_needs(charge, language) for charge in found]


def _needs(charge: Charge, language: str) -> NeedsYou:
    is_renewal = charge.kind == ChargeKind.RENEWAL
    assert charge.noticed_at is not None  # noqa: S101 - asked for above
    return NeedsYou(
        key=f"payments.charge:{charge.pk}",
        pressing=Pressing.ENDS if is_renewal else Pressing.WAITS,
        tag=_("Renew") if is_renewal else _("Payment due"),
        title=words_of(charge.subscription, charge, language),
        detail=pounds(charge.pence),
        href=reverse("account:subscription", args=[charge.subscription_id]),
        since=charge.noticed_at,
        by=charge.due_on,
    )
