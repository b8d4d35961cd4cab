"""
Finding payments that nobody claims, by comparing the gateway's list with ours.

What the gateway has paid and we know as something else is settled first, as it would be by a hint.
What is left after that is for people. The gateway is asked outside of every transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import GiveUp, NotFound, Retry
from moothall.kernel.policies import require
from moothall.kernel.secrets import SecretMissing
from moothall.payments import policies
from moothall.payments.actions.asking import check_payment
from moothall.payments.actions.settling import settle_payment
from moothall.payments.chosen import gateway_of
from moothall.payments.models import Doubt, GatewayChoice, Payment, Settlement, UnclaimedPayment
from moothall.payments.ports import GatewayStatus, Outcome, Settles
from moothall.payments.workflow import LIVE, PaymentState

#: How far back the gateway's list is compared.
LOOKS_BACK = timedelta(days=2)
#: A payment that is under way for longer is shown to staff.
LEFT_AFTER = timedelta(hours=3)
#: A gateway's list may lag behind what it says of one payment.
LISTED_AFTER = timedelta(hours=1)
_TOOK_MONEY = frozenset({Outcome.PAID, Outcome.RESERVED})
_LONGEST_NOTE = 500
_ACTOR = system("payments")

Found = dict[tuple[Doubt, str], "_Doubted"]


@dataclass(frozen=True, kw_only=True)
class _Doubted:
    payment_id: UUID | None = None
    outcome: str = ""
    pence: int | None = None


def compare_with_gateway(*, choice_id: UUID, now: datetime) -> int:
    """
    Compare one gateway's list with our payments, and return how many rows wait for staff.

    :raises Retry: if the gateway does not answer
    """
    choice = GatewayChoice.objects.get(pk=choice_id)
    chosen = gateway_of(choice)
    account = accounts_like(choice)
    since = now - LOOKS_BACK
    _find_lost_answers(account, since, now=now)
    listed: dict[str, GatewayStatus] | None = None
    if isinstance(chosen.gateway, Settles):
        listed = {one.gateway_reference: one for one in chosen.gateway.begun(since, chosen.options)}
    found: Found = dict(_of_ours(account, since, listed, now=now))
    if listed is not None:
        found |= dict(_of_theirs(choice, listed, now=now))
    return _write_down(choice, account, found, now=now)


@transaction.atomic
def note_on_unclaimed(*, actor: Actor, unclaimed_id: UUID, note: str, now: datetime) -> None:
    """Write down what somebody found out; the payment waits on."""
    row = _locked(actor, unclaimed_id)
    row.note = note.strip()[:_LONGEST_NOTE]
    row.save(update_fields=["note"])
    audit.record(actor=actor, verb="unclaimed.noted", subject=row, now=now)


@transaction.atomic
def dismiss_unclaimed(*, actor: Actor, unclaimed_id: UUID, reason: str, now: datetime) -> None:
    """
    Say why nothing is to be done; it is not shown again unless the gateway says something new.

    :raises ValueError: if no reason is given
    """
    if not reason.strip():
        raise ValueError("Say why nothing is to be done.")
    row = _locked(actor, unclaimed_id)
    row.note = reason.strip()[:_LONGEST_NOTE]
    _settle(row, Settlement.DISMISSED, by=actor.name, now=now)
    audit.record(actor=actor, verb="unclaimed.dismissed", subject=row, now=now)


def ask_about_unclaimed(*, actor: Actor, unclaimed_id: UUID, now: datetime) -> UnclaimedPayment:
    """
    Ask the gateway again and compare anew; return the row as it stands then.

    :raises Retry: if the gateway does not answer
    """
    row = UnclaimedPayment.objects.filter(pk=unclaimed_id).first()
    if row is None:
        raise NotFound("There is no such payment.")
    require(policies.can_settle_payments(actor, row.council_id))
    if row.payment_id is not None:
        check_payment(payment_id=row.payment_id, now=now)
    compare_with_gateway(choice_id=row.choice_id, now=now)
    return UnclaimedPayment.objects.get(pk=unclaimed_id)


def accounts_like(choice: GatewayChoice) -> list[UUID]:
    """Return all choices of a council that lead to the same account with a gateway."""
    same = GatewayChoice.objects.filter(
        council_id=choice.council_id, gateway=choice.gateway, options=choice.options
    )
    return list(same.values_list("pk", flat=True))


def _find_lost_answers(account: Sequence[UUID], since: datetime, *, now: datetime) -> None:
    lost = Payment.objects.filter(
        choice_id__in=account,
        state=PaymentState.CREATED,
        outcome_unknown=True,
        created_at__gt=since,
    )
    for payment_id in list(lost.values_list("pk", flat=True)):
        check_payment(payment_id=payment_id, now=now)


def _of_theirs(
    choice: GatewayChoice, listed: dict[str, GatewayStatus], *, now: datetime
) -> Iterator[tuple[tuple[Doubt, str], _Doubted]]:
    """Return what the gateway has and we do not, or have otherwise."""
    ours = {
        payment.gateway_reference: payment
        for payment in Payment.objects.filter(
            choice__gateway=choice.gateway, gateway_reference__in=listed
        )
    }
    for reference, status in listed.items():
        payment = ours.get(reference)
        said = _Doubted(
            payment_id=payment.pk if payment else None,
            outcome=status.outcome.value,
            pence=status.amount_pence,
        )
        if payment is None:
            if status.outcome in _TOOK_MONEY:
                yield (Doubt.UNKNOWN, reference), said
            continue
        payment = _told(payment, status, now=now)
        if status.outcome is Outcome.PAID and status.amount_pence != payment.amount_pence:
            yield (Doubt.AMOUNT, reference), said
        elif (status.outcome is Outcome.PAID) != (payment.state == PaymentState.PAID):
            yield (Doubt.DIFFERS, reference), said


def _told(payment: Payment, status: GatewayStatus, *, now: datetime) -> Payment:
    """Let a payment become what the gateway says, if that is news."""
    is_news = status.outcome is Outcome.PAID and payment.state != PaymentState.PAID
    if is_news and status.amount_pence == payment.amount_pence:
        return settle_payment(payment_id=payment.pk, status=status, now=now)
    return payment


def _of_ours(
    account: Sequence[UUID],
    since: datetime,
    listed: dict[str, GatewayStatus] | None,
    *,
    now: datetime,
) -> Iterator[tuple[tuple[Doubt, str], _Doubted]]:
    """Return what we have that is not right, or that the gateway does not list."""
    ours = Payment.objects.filter(choice_id__in=account)
    for payment in ours.filter(state__in=LIVE, created_at__lt=now - LEFT_AFTER):
        yield (Doubt.LEFT, str(payment.pk)), _Doubted(payment_id=payment.pk)
    for payment in ours.filter(state=PaymentState.PAID, is_surplus=True):
        if payment.refunded_pence < payment.amount_pence:
            yield (Doubt.SURPLUS, str(payment.pk)), _Doubted(payment_id=payment.pk)
    if listed is not None:
        paid = ours.filter(
            state=PaymentState.PAID, created_at__gt=since, paid_at__lt=now - LISTED_AFTER
        )
        for payment in paid.exclude(gateway_reference__in=listed):
            yield (Doubt.DIFFERS, payment.gateway_reference), _Doubted(payment_id=payment.pk)


@transaction.atomic
def _write_down(
    choice: GatewayChoice, account: Sequence[UUID], found: Found, *, now: datetime
) -> int:
    GatewayChoice.objects.select_for_update().get(pk=choice.pk)  # one comparison at a time
    known = {
        (Doubt(row.kind), row.key): row
        for row in UnclaimedPayment.objects.select_for_update().filter(choice_id__in=account)
    }
    for (kind, key), said in found.items():
        row = known.pop((kind, key), None)
        if row is None:
            UnclaimedPayment.objects.create(
                council_id=choice.council_id,
                kind=kind,
                choice_id=choice.pk,
                payment_id=said.payment_id,
                key=key,
                gateway_outcome=said.outcome,
                gateway_pence=said.pence,
                found_at=now,
            )
        elif _is_news(row, said):
            row.gateway_outcome, row.gateway_pence = said.outcome, said.pence
            row.settlement, row.settled_at, row.settled_by = Settlement.OPEN, None, ""
            row.save()
    for row in known.values():
        if row.settlement == Settlement.OPEN and _was_looked_at(row, now):
            _settle(row, Settlement.RESOLVED, by=_ACTOR.name, now=now)
    return UnclaimedPayment.objects.filter(
        choice_id__in=account, settlement=Settlement.OPEN
    ).count()


def _is_news(row: UnclaimedPayment, said: _Doubted) -> bool:
    """Tell whether the gateway says something new, or what was right again is wrong again."""
    if row.settlement == Settlement.RESOLVED:
        return True
    return (row.gateway_outcome, row.gateway_pence) != (said.outcome, said.pence)


def _was_looked_at(row: UnclaimedPayment, now: datetime) -> bool:
    """Tell whether this comparison would have found it again: the gateway's list ends somewhere."""
    if row.kind in {Doubt.LEFT, Doubt.SURPLUS}:
        return True
    return row.found_at > now - LOOKS_BACK + LEFT_AFTER


def _settle(row: UnclaimedPayment, how: Settlement, *, by: str, now: datetime) -> None:
    row.settlement, row.settled_at, row.settled_by = how, now, by
    row.save(update_fields=["settlement", "settled_at", "settled_by", "note"])


def _locked(actor: Actor, unclaimed_id: UUID) -> UnclaimedPayment:
    row = UnclaimedPayment.objects.select_for_update().filter(pk=unclaimed_id).first()
    if row is None:
        raise NotFound("There is no such payment.")
    require(policies.can_settle_payments(actor, row.council_id))
    return row


def compare_if_it_can(*, choice_id: UUID, now: datetime) -> None:
    """Compare, unless the gateway cannot be asked just now: the next round asks again."""
    with suppress(Retry, GiveUp, SecretMissing):
        compare_with_gateway(choice_id=choice_id, now=now)
