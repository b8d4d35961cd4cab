"""What this app holds about people: their baskets and payments. Money's traces are kept long."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from moothall.documents.actions import forget_written
from moothall.documents.personal_data import FILE
from moothall.payments.held_tables import (
    BASKETS,
    LINES,
    LINKS,
    PAID_LINES,
    PAYMENTS,
    RECEIPTS,
)
from moothall.payments.models import (
    Basket,
    BasketLine,
    PayLink,
    Payment,
    PaymentLine,
    PaymentReceipt,
)
from moothall.people.keeping_reasons import PAYMENT, lengths
from moothall.people.personal_data import Fate, Section, Whose

BASKET = Basket._meta.label_lower
PAID = Payment._meta.label_lower


class Payments:
    """The holder of baskets and payments."""

    key: ClassVar[str] = "payments"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the baskets and payments that are the person's, or paid for their baskets."""
        baskets = list(Basket.objects.filter(person_id=person_id).values_list("pk", flat=True))
        own = Q(person_id=person_id) | Q(basket_id__in=baskets)
        payments = list(Payment.objects.filter(own).values_list("pk", flat=True))
        receipts = PaymentReceipt.objects.filter(payment_id__in=payments)
        return {
            BASKET: baskets,
            PAID: payments,
            FILE: list(receipts.values_list("file_id", flat=True)),
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return every basket with what was in it, and every payment with what it was for."""
        baskets, payments = whose.ids(BASKET), whose.ids(PAID)
        lines = BasketLine.objects.filter(basket_id__in=baskets)
        paid = PaymentLine.objects.filter(payment_id__in=payments)
        links = PayLink.objects.filter(basket_id__in=baskets)
        return [
            PAYMENTS.section(whose, _payments(payments).order_by("created_at", "pk")),
            RECEIPTS.section(
                whose,
                PaymentReceipt.objects.filter(payment_id__in=payments).order_by("made_at", "pk"),
            ),
            PAID_LINES.section(whose, paid.order_by("payment_id", "position")),
            BASKETS.section(whose, _baskets(baskets).order_by("opened_at", "pk")),
            LINES.section(whose, lines.order_by("basket_id", "position")),
            LINKS.section(whose, links.order_by("made_at", "pk")),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many payments stay, until when, and how many baskets go."""
        kept = _kept(whose, now)
        last = kept.order_by("-created_at").values_list("created_at", flat=True).first()
        going = len(set(whose.ids(PAID))) - kept.count()
        stay = (
            [
                Fate(
                    what=_("Payments"),
                    count=kept.count(),
                    reason=PAYMENT.key,
                    until=last + lengths()(PAYMENT),
                )
            ]
            if last is not None
            else []
        )
        return [
            *stay,
            Fate(what=_("Payments"), count=going),
            Fate(what=_("Baskets"), count=_baskets_to_empty(whose, now).count()),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Take the person off what need not be kept; amounts and codes stay in the books."""
        fates = self.foresee(whose, now)
        going = _payments(whose.ids(PAID)).exclude(pk__in=_kept(whose, now).values("pk"))
        ids = list(going.values_list("pk", flat=True))
        baskets = list(_baskets_to_empty(whose, now).values_list("pk", flat=True))
        _forget_receipts(ids)
        PaymentLine.objects.filter(payment_id__in=ids).update(
            reference="", account_name="", description=""
        )
        Payment.objects.filter(pk__in=ids).update(
            person=None,
            email="",
            actor_name="",
            actor_identifier="",
            description="",
            card_ending="",
        )
        BasketLine.objects.filter(basket_id__in=baskets).update(
            reference="", account_name="", description={}, detail={}
        )
        PayLink.objects.filter(basket_id__in=baskets).update(sent_to="")
        Basket.objects.filter(pk__in=baskets).update(
            person=None, email="", actor_name="", actor_identifier=""
        )
        return fates


def _forget_receipts(payment_ids: Collection[UUID]) -> None:
    """Delete the receipts of payments, with their PDFs: they name what was paid for."""
    receipts = PaymentReceipt.objects.filter(payment_id__in=payment_ids)
    files = list(receipts.values_list("file_id", flat=True))
    receipts.delete()
    for file_id in files:
        forget_written(file_id=file_id)


def _kept(whose: Whose, now: datetime) -> QuerySet[Payment]:
    return _payments(whose.ids(PAID)).filter(created_at__gt=now - lengths()(PAYMENT))


def _baskets_to_empty(whose: Whose, now: datetime) -> QuerySet[Basket]:
    kept = _kept(whose, now).values("basket_id")
    return _baskets(whose.ids(BASKET)).exclude(pk__in=kept)


def _payments(ids: Collection[UUID]) -> QuerySet[Payment]:
    return Payment.objects.filter(pk__in=ids)


def _baskets(ids: Collection[UUID]) -> QuerySet[Basket]:
    return Basket.objects.filter(pk__in=ids)
