"""What waits for a resident about money: a basket that is not paid, and a payment that failed."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Count, ExpressionWrapper, F, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.kernel.money import pounds
from moothall.payments.models import BasketLine, Payment
from moothall.payments.workflow import BasketState, PaymentState
from moothall.people import scopes
from moothall.people.needs_you import NeedsYou, Pressing

#: What the payer themselves stopped did not fail.
_FAILED = (PaymentState.FAILED, PaymentState.EXPIRED)


class MoneyThatWaits:
    """Tells of baskets with something unpaid in them, and says where a payment of one failed."""

    key: ClassVar[str] = "payments.baskets"
    scope: ClassVar[str] = scopes.MONEY

    def waiting(
        self, person_id: UUID, /, *, council_id: int, language: str, now: datetime
    ) -> Sequence[NeedsYou]:
        """Return the basket that waits to be paid; one query."""
        cost = ExpressionWrapper(
            F("quantity") * F("unit_pence"), output_field=models.BigIntegerField()
        )
        unpaid = BasketLine.objects.filter(
            council_id=council_id,
            basket__person_id=person_id,
            basket__expires_at__gt=now,
            basket__state=BasketState.OPEN,
            removed_at=None,
            paid_at=None,
        )
        baskets = unpaid.values("basket_id", "basket__touched_at").annotate(
            things=Count("pk"), pence=Sum(cost), failed=models.Exists(_failed_payments())
        )
        return [
            NeedsYou(
                key=f"payments.basket:{basket['basket_id']}",
                pressing=Pressing.WAITS,
                tag=_("Payment failed") if basket["failed"] else _("Not paid yet"),
                title=_("Your basket"),
                detail=ngettext(
                    "%(num)s thing, %(amount)s", "%(num)s things, %(amount)s", basket["things"]
                )
                % {"num": basket["things"], "amount": pounds(basket["pence"])},
                href=reverse("account:basket"),
                since=basket["basket__touched_at"],
            )
            for basket in baskets.order_by("-basket__touched_at")[:1]
        ]


def _failed_payments() -> models.QuerySet[Payment]:
    return Payment.objects.filter(basket_id=models.OuterRef("basket_id"), state__in=_FAILED)
