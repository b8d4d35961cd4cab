"""
Beginning to pay: write the payment down, commit, call the gateway, write down what it said.

Between the first and the last no transaction is open. If the process dies in between, or the
answer is lost, the row says that the outcome is unknown: whoever tries next, the payer or the
schedule, looks for the payment before another is begun.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.policies import require
from moothall.kernel.secrets import SecretMissing
from moothall.payments import policies
from moothall.payments.actions.settling import finish_basket, settle_payment
from moothall.payments.baskets import locked_basket, unpaid_lines
from moothall.payments.chosen import Chosen, chosen_gateway, gateway_of
from moothall.payments.coding import vat_within, versions_on
from moothall.payments.errors import BasketEmpty, BasketPaid, LinesRefused
from moothall.payments.holding import take_from_stock
from moothall.payments.kept_cards import KeptCard, charge_kept, keeps_card
from moothall.payments.models import Basket, BasketLine, Payment, PaymentLine
from moothall.payments.owners import line_owners
from moothall.payments.ports import (
    CapturesLater,
    CardEntry,
    GatewayStatus,
    LostAnswer,
    Outcome,
    SaleLine,
    Started,
    StartPayment,
)
from moothall.payments.reference import new_reference
from moothall.payments.returning import return_address
from moothall.payments.wording import payment_description, sold_out
from moothall.payments.workflow import LIVE, BasketState, PaymentState

#: Longer than any gateway's own limit of time, so that no two attempts ever overlap.
LEASE = timedelta(seconds=60)
#: When the schedule first looks at a payment: the payer is typing still.
FIRST_CHECK = timedelta(minutes=1)


def begin_payment(
    *,
    actor: Actor,
    basket_id: UUID,
    entry: CardEntry,
    email: str,
    language: str,
    now: datetime,
    may_keep_card: bool = False,
) -> Payment | None:
    """
    Begin to pay a basket, or go on with the payment that is under way; nothing if it was free.

    The payment that is handed back says where the payer goes on (`next_url`). Where that is empty
    the gateway could not be reached, or refused: its `problem` says so, and calling again tries
    again. `may_keep_card` says that who pays is who agreed, where a line asks for that, that the
    gateway keeps their card.

    :raises BasketEmpty: if there is nothing in it
    :raises BasketPaid: if it is paid for
    :raises LinesRefused: if something in it cannot be paid for any more
    :raises CannotPay: if the council takes no payments of this kind, or has not coded a fund
    """
    payment = prepare_payment(
        actor=actor, basket_id=basket_id, entry=entry, email=email, language=language, now=now,
        may_keep_card=may_keep_card,
    )  # fmt: skip
    if payment is None or payment.state != PaymentState.CREATED:
        return payment
    return call_gateway(payment_id=payment.pk, now=now)


@transaction.atomic
def prepare_payment(
    *,
    actor: Actor,
    basket_id: UUID,
    entry: CardEntry,
    email: str,
    language: str,
    now: datetime,
    may_keep_card: bool = False,
    kept: KeptCard | None = None,
) -> Payment | None:
    """
    Write a payment down before the gateway hears of it; raises as `begin_payment` does.

    One by a card that is `kept` charges that card, without the payer.
    """
    basket = locked_basket(basket_id)
    require(policies.can_fill_basket(actor, basket.council_id))
    if basket.state == BasketState.PAID:
        raise BasketPaid("This is paid for.")
    under_way = Payment.objects.filter(basket_id=basket.pk, state__in=LIVE).first()
    if under_way is not None:
        return under_way
    lines = unpaid_lines(basket.pk)
    if not lines:
        raise BasketEmpty("There is nothing to pay for.")
    _refuse_stale(lines, language=language, now=now)
    amount = sum(line.amount_pence for line in lines)
    short = take_from_stock(lines)
    if short is not None:
        raise LinesRefused({short.pk: sold_out(language)})
    if amount == 0:
        finish_basket(basket, lines, payment_id=None, now=now)
        return None
    chosen = gateway_of(kept.choice) if kept else chosen_gateway(basket.council_id, entry)
    payment = _payment(basket, lines, chosen, actor=actor, email=email, language=language, now=now)
    payment.agreement_reference = kept.agreement_reference if kept else ""
    payment.keeps_card = kept is None and may_keep_card and keeps_card(lines, chosen)
    payment.save(force_insert=True)
    PaymentLine.objects.bulk_create(_coded(payment, lines, language=language, now=now))
    basket.state, basket.email = BasketState.PAYING, email or basket.email
    basket.touched_at = now
    basket.save(update_fields=["state", "email", "touched_at"])
    audit.record(
        actor=actor, verb="payment.created", subject=payment, now=now,
        detail={"pence": amount, "lines": len(lines), "entry": entry.value},
    )  # fmt: skip
    return payment


def call_gateway(*, payment_id: UUID, now: datetime) -> Payment:
    """Ask the gateway to begin a payment that is written down; what it refuses is written too."""
    claimed = _claim(payment_id, now)
    if claimed is None:
        return Payment.objects.get(pk=payment_id)
    payment, chosen, request = claimed
    try:
        status = _ask(payment, chosen, request)
    except LostAnswer as problem:
        return _release(payment, problem, outcome_unknown=True, now=now)
    except (Retry, SecretMissing) as problem:
        return _release(payment, problem, outcome_unknown=request.outcome_unknown, now=now)
    except GiveUp as problem:
        return _refused(payment, problem, now=now)
    return settle_payment(payment_id=payment.pk, status=status, now=now)


def _ask(payment: Payment, chosen: Chosen, request: StartPayment) -> GatewayStatus:
    """Have a payment begun at the gateway's page, or made by the card that it keeps."""
    if payment.agreement_reference and not payment.keeps_card:
        return charge_kept(chosen, request, payment.agreement_reference)
    return _started(payment, chosen.gateway.start(request, chosen.options))


@transaction.atomic
def _claim(payment_id: UUID, now: datetime) -> tuple[Payment, Chosen, StartPayment] | None:
    """Take the payment for this attempt; committed with its outcome unknown, until an answer."""
    payment = Payment.objects.select_for_update().select_related("choice").get(pk=payment_id)
    if payment.state != PaymentState.CREATED:
        return None
    if payment.lease_until is not None and payment.lease_until > now:
        return None  # a double click: the first is asking just now
    request = _request(payment)
    payment.lease_until = now + LEASE
    payment.outcome_unknown = True
    payment.check_at = now + FIRST_CHECK
    payment.save(update_fields=["lease_until", "outcome_unknown", "check_at"])
    return payment, gateway_of(payment.choice), request


def _request(payment: Payment) -> StartPayment:
    council = council_by_id(payment.council_id)
    return StartPayment(
        payment_id=payment.pk,
        reference=payment.reference,
        description=payment.description,
        amount_pence=payment.amount_pence,
        lines=sale_lines(payment),
        language=payment.language,
        return_url=return_address(council, payment.pk, payment.language),
        entry=CardEntry(payment.entry),
        email=payment.email,
        outcome_unknown=payment.outcome_unknown,
        is_captured_later=payment.is_captured_later,
        keeps_card=payment.keeps_card,
    )


def sale_lines(payment: Payment) -> Sequence[SaleLine]:
    """Return what a payment is for as a gateway is told it."""
    rows = PaymentLine.objects.filter(payment_id=payment.pk).order_by("position")
    return tuple(
        SaleLine(
            line_id=row.pk,
            description=row.description,
            reference=row.reference,
            amount_pence=row.amount_pence,
            fund_code=row.fund_code,
            gl_code=row.gl_code,
            vat_code=row.vat_code,
            vat_rate=row.vat_rate,
            vat_pence=row.vat_pence,
            account_name=row.account_name,
        )
        for row in rows
    )


def _started(payment: Payment, started: Started) -> GatewayStatus:
    return GatewayStatus(
        gateway_reference=started.gateway_reference,
        outcome=Outcome.UNDER_WAY,
        amount_pence=payment.amount_pence,
        next_url=started.next_url,
    )


def _refused(payment: Payment, problem: Exception, *, now: datetime) -> Payment:
    status = GatewayStatus(
        gateway_reference="", outcome=Outcome.FAILED, amount_pence=payment.amount_pence
    )
    return settle_payment(payment_id=payment.pk, status=status, problem=str(problem), now=now)


@transaction.atomic
def _release(
    payment: Payment, problem: Exception, *, outcome_unknown: bool, now: datetime
) -> Payment:
    current = Payment.objects.select_for_update().get(pk=payment.pk)
    if current.state == PaymentState.CREATED:
        current.lease_until = None
        current.outcome_unknown = outcome_unknown
        current.problem = str(problem)[:300]
        current.check_at = now + FIRST_CHECK
        current.save(update_fields=["lease_until", "outcome_unknown", "problem", "check_at"])
    return current


def _refuse_stale(lines: Sequence[BasketLine], *, language: str, now: datetime) -> None:
    reasons: dict[UUID, str] = {}
    for kind in sorted({line.about_type for line in lines}):
        if kind in line_owners:
            ids = [line.about_id for line in lines if line.about_type == kind]
            refused = line_owners.get(kind).refusals(ids, language=language, now=now)
            reasons |= {
                line.pk: refused[line.about_id]
                for line in lines
                if line.about_type == kind and line.about_id in refused
            }
    if reasons:
        raise LinesRefused(reasons)


def _payment(
    basket: Basket,
    lines: Sequence[BasketLine],
    chosen: Chosen,
    *,
    actor: Actor,
    email: str,
    language: str,
    now: datetime,
) -> Payment:
    council = council_by_id(basket.council_id)
    holds_stock = any(line.stock_id for line in lines)
    return Payment(
        council_id=basket.council_id,
        basket_id=basket.pk,
        choice_id=chosen.choice.pk,
        person_id=basket.person_id,
        reference=_free_reference(council),
        description=payment_description(council, lines, language),
        amount_pence=sum(line.amount_pence for line in lines),
        entry=chosen.choice.entry,
        language=language,
        email=email,
        # What may run out while somebody pays is charged only once it is surely theirs.
        is_captured_later=holds_stock and isinstance(chosen.gateway, CapturesLater),
        holds_stock=holds_stock,
        actor_kind=actor.kind.value,
        actor_identifier=actor.identifier,
        actor_name=actor.name,
        created_at=now,
        check_at=now + FIRST_CHECK,
    )


def _coded(
    payment: Payment, lines: Sequence[BasketLine], *, language: str, now: datetime
) -> list[PaymentLine]:
    zone = ZoneInfo(council_by_id(payment.council_id).time_zone)
    versions = versions_on({line.fund_id for line in lines}, now.astimezone(zone).date())
    coded = []
    for line in lines:
        version = versions[line.fund_id]
        coded.append(
            PaymentLine(
                council_id=payment.council_id,
                payment_id=payment.pk,
                basket_line_id=line.pk,
                position=line.position,
                description=_words(line, language)[:200],
                reference=line.reference,
                account_name=line.account_name,
                quantity=line.quantity,
                amount_pence=line.amount_pence,
                fund_version_id=version.pk,
                fund_code=version.fund_code,
                gl_code=version.gl_code,
                vat_code=version.vat_code,
                vat_rate=version.vat_rate,
                vat_pence=vat_within(line.amount_pence, version.vat_rate),
                about_type=line.about_type,
                about_id=line.about_id,
            )
        )
    return coded


def _words(line: BasketLine, language: str) -> str:
    return str(line.description.get(language) or next(iter(line.description.values()), ""))


def _free_reference(council: CouncilRow) -> str:
    """Return a reference that is not taken; the database tells two at the same moment apart."""
    while True:
        reference = new_reference(council.reference_prefix)
        if not Payment.objects.filter(council_id=council.id, reference=reference).exists():
            return reference
