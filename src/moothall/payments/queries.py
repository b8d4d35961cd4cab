"""What others ask about baskets and payments; answers are frozen rows."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from moothall.kernel.actors import ActorKind
from moothall.kernel.errors import NotFound
from moothall.payments.baskets import living_lines
from moothall.payments.models import (
    Basket,
    BasketLine,
    Fund,
    GatewayChoice,
    Payment,
    PaymentLine,
)
from moothall.payments.ports import CardEntry
from moothall.payments.rows import BasketRow, LineRow, PaymentRow
from moothall.payments.wording import words_in
from moothall.payments.workflow import LIVE, PaymentState

#: As long the list of a gateway is compared that a council has left.
_COMPARED_FOR = timedelta(days=7)


def payments_to_check(*, now: datetime, limit: int) -> list[tuple[int, UUID]]:
    """Return the councils and ids of payments that are to be asked about, the oldest first."""
    due = Payment.objects.filter(check_at__lte=now).order_by("check_at")
    return list(due.values_list("council_id", "pk")[:limit])


def choices_in_use(*, now: datetime) -> list[tuple[int, UUID]]:
    """Return the councils and ids of accounts that take payments, or took some lately."""
    used = Q(replaced_at=None) | Q(replaced_at__gt=now - _COMPARED_FOR)
    newest: dict[tuple[int, str, str], UUID] = {}
    for choice in GatewayChoice.objects.filter(used).order_by("chosen_at", "pk"):
        account = json.dumps(choice.options, sort_keys=True)
        newest[choice.council_id, choice.gateway, account] = choice.pk
    return [(council_id, choice_id) for (council_id, *_), choice_id in newest.items()]


def takes_cards(council_id: int, entry: CardEntry) -> bool:
    """Tell whether a council takes cards that are typed in this way."""
    return GatewayChoice.objects.filter(
        council_id=council_id, entry=entry.value, replaced_at=None
    ).exists()


def basket_with(about_type: str, about_id: UUID) -> UUID | None:
    """Return the basket in which a thing stands, or nothing."""
    found = BasketLine.objects.filter(about_type=about_type, about_id=about_id, removed_at=None)
    basket_id: UUID | None = found.values_list("basket_id", flat=True).first()
    return basket_id


def basket_row(basket: Basket, language: str) -> BasketRow:
    """Return a basket as its page shows it; two queries."""
    lines = living_lines(basket.pk)
    payment = Payment.objects.filter(basket_id=basket.pk, state__in=LIVE).first()
    return BasketRow(
        id=basket.pk,
        state=basket.state,
        email=basket.email,
        is_signed_in=basket.person_id is not None,
        lines=tuple(_line(line, language) for line in lines),
        payment_id=payment.pk if payment else None,
    )


def basket_count(basket_id: UUID) -> int:
    """Return how many things wait in a basket to be paid for."""
    return BasketLine.objects.filter(basket_id=basket_id, removed_at=None, paid_at=None).count()


def payment_row(payment_id: UUID) -> PaymentRow:
    """
    Return a payment with what it is for, as its payer may see it; two queries.

    :raises NotFound: if the councils in force have none of this id
    """
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound("There is no such payment.")
    return payment_rows([payment])[0]


def payment_of(payment_id: UUID, *, person_id: UUID) -> PaymentRow:
    """
    Return a payment of a person; two queries.

    :raises NotFound: if it is another's, or there is none
    """
    payment = Payment.objects.filter(pk=payment_id, person_id=person_id).first()
    if payment is None:
        raise NotFound("You have no such payment.")
    return payment_rows([payment])[0]


def payments_of(person_id: UUID, *, limit: int) -> list[PaymentRow]:
    """Return what a person has paid, the newest first; two queries."""
    paid = Payment.objects.filter(person_id=person_id, state=PaymentState.PAID)
    return payment_rows(list(paid.order_by("-created_at")[:limit]))


def payment_rows(payments: Collection[Payment]) -> list[PaymentRow]:
    """Return payments with their lines; one query."""
    by_payment: dict[UUID, list[LineRow]] = {payment.pk: [] for payment in payments}
    lines = PaymentLine.objects.filter(payment_id__in=by_payment).order_by("position")
    for line in lines:
        by_payment[line.payment_id].append(_paid_line(line))
    return [_payment(payment, by_payment[payment.pk]) for payment in payments]


def standing_of(about_type: str, about_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """
    Return how far things have come: "waits", "paying" or "paid"; absent is what is in no basket.

    One query.
    """
    rows = BasketLine.objects.filter(
        about_type=about_type, about_id__in=about_ids, removed_at=None
    ).values_list("about_id", "paid_at", "basket__state")
    return {
        about_id: "paid" if paid_at else ("paying" if state == "paying" else "waits")
        for about_id, paid_at, state in rows
    }


def paid_for(about_type: str, about_id: UUID) -> PaymentRow | None:
    """Return the payment by which a thing was paid for, or nothing."""
    line = (
        PaymentLine.objects.filter(
            about_type=about_type,
            about_id=about_id,
            payment__state=PaymentState.PAID,
            payment__is_surplus=False,
        )
        .select_related("payment")
        .first()
    )
    return payment_rows([line.payment])[0] if line else None


def fund_choices(council_id: int) -> list[tuple[str, str]]:
    """Return a council's funds, each with its name, as a list to choose from."""
    rows = Fund.objects.filter(council_id=council_id).order_by("key")
    return [(fund.key, words_in(fund.name, "en")) for fund in rows]


def _line(line: BasketLine, language: str) -> LineRow:
    return LineRow(
        id=line.pk,
        description=words_in(line.description, language),
        reference=line.reference,
        account_name=line.account_name,
        quantity=line.quantity,
        amount_pence=line.amount_pence,
        about_type=line.about_type,
        about_id=line.about_id,
        is_paid=line.paid_at is not None,
    )


def _paid_line(line: PaymentLine) -> LineRow:
    return LineRow(
        id=line.pk,
        description=line.description,
        reference=line.reference,
        account_name=line.account_name,
        quantity=line.quantity,
        amount_pence=line.amount_pence,
        about_type=line.about_type,
        about_id=line.about_id,
        is_paid=True,
        vat_pence=line.vat_pence,
        vat_rate=line.vat_rate,
        refunded_pence=line.refunded_pence,
    )


def _payment(payment: Payment, lines: Collection[LineRow]) -> PaymentRow:
    return PaymentRow(
        id=payment.pk,
        reference=payment.reference,
        description=payment.description,
        state=payment.state,
        amount_pence=payment.amount_pence,
        refunded_pence=payment.refunded_pence,
        is_surplus=payment.is_surplus,
        email=payment.email,
        card_kind=payment.card_kind,
        card_ending=payment.card_ending,
        problem=payment.problem,
        next_url=payment.next_url,
        created_at=payment.created_at,
        paid_at=payment.paid_at,
        basket_id=payment.basket_id,
        is_from_account=payment.actor_kind == ActorKind.RESIDENT and payment.actor_identifier != "",
        lines=tuple(lines),
    )
