"""A wallet's money back to its people, once an employee has agreed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.errors import Conflict, TransitionNotAllowed
from moothall.kernel.policies import require
from moothall.payments.ledger.chart import AccountKind, AccountName
from moothall.payments.ledger.wallets import (
    NotEnoughMoney,
    WalletMovement,
    book_wallet_paid_out,
    book_wallet_payout,
)
from moothall.payments.refunds.actions.requesting import limit_of
from moothall.payments.wallets import policies
from moothall.payments.wallets.errors import OwnPayout
from moothall.payments.wallets.finding import one_of
from moothall.payments.wallets.keeping import balance_of
from moothall.payments.wallets.models import Wallet, WalletPayout
from moothall.payments.wallets.models.wallet import PayoutState
from moothall.payments.wallets.telling import tell_decided, tell_paid

#: What was agreed to be paid back, until finance has paid it.
DUE = AccountName(kind=AccountKind.REFUNDS_DUE, code="wallets")


@transaction.atomic
def ask_for_payout(*, actor: Actor, wallet_id: UUID, pence: int, now: datetime) -> WalletPayout:
    """
    Ask for money back out of a wallet; it stays there until an employee has agreed.

    :raises NotEnoughMoney: if it holds less
    :raises Conflict: if something was asked for already and is not decided
    """
    wallet = Wallet.objects.select_for_update().get(pk=wallet_id)
    require(policies.can_use_wallet(actor, wallet))
    if pence > balance_of(wallet):
        raise NotEnoughMoney("The wallet holds less than that.")
    if WalletPayout.objects.filter(wallet_id=wallet.pk, state=PayoutState.ASKED).exists():
        raise Conflict("Money was asked for already.")
    payout = WalletPayout(
        council_id=wallet.council_id,
        wallet_id=wallet.pk,
        person_id=UUID(actor.subject),
        pence=pence,
        asked_at=now,
    )
    payout.save(force_insert=True)
    audit.record(
        actor=actor, verb="wallet-payout.asked", subject=payout, now=now, detail={"pence": pence}
    )
    return payout


@transaction.atomic
def decide_payout(*, actor: Actor, payout_id: UUID, is_agreed: bool, now: datetime) -> WalletPayout:
    """
    Agree that a wallet's money is paid back, or refuse; decided before, it stays so.

    :raises NotEnoughMoney: if the wallet holds less by now
    """
    found = one_of(WalletPayout.objects.all(), payout_id)
    wallet = Wallet.objects.select_for_update().get(pk=found.wallet_id)
    payout = WalletPayout.objects.select_for_update().get(pk=payout_id)
    require(policies.can_manage_wallets(actor, payout.council_id))
    if payout.state != PayoutState.ASKED:
        return payout
    if is_agreed:
        movement = WalletMovement(
            council_id=wallet.council_id,
            event_id=payout.pk,
            wallet_id=wallet.pk,
            pence=payout.pence,
            occurred_at=now,
            other=DUE,
        )
        book_wallet_payout(movement, now=now)
    payout.state = PayoutState.DONE if is_agreed else PayoutState.REFUSED
    payout.decided_at = now
    payout.decided_by_kind = actor.kind.value
    payout.decided_by_identifier = actor.identifier
    payout.decided_by_name = actor.name
    payout.needs_another = is_agreed and payout.pence > limit_of(payout.council_id)
    payout.save()
    audit.record(actor=actor, verb=f"wallet-payout.{payout.state}", subject=payout, now=now)
    tell_decided(payout, now=now)
    return payout


@transaction.atomic
def mark_paid(*, actor: Actor, payout_id: UUID, reference: str, now: datetime) -> WalletPayout:
    """
    Record that finance has paid an agreed payout from the bank; marked before, it stays so.

    `reference` is what the bank calls it, such as that of the BACS payment. Above the limit for
    refunds it is somebody else than who agreed, with the right to agree to refunds.

    :raises OwnPayout: if above the limit who agreed would pay as well
    :raises TransitionNotAllowed: if nobody has agreed
    :raises CardNumberRefused: if the reference holds a card number
    """
    refuse_card_numbers(reference)
    payout = one_of(WalletPayout.objects.select_for_update(), payout_id)
    require(policies.can_pay_out(actor, payout))
    if payout.state == PayoutState.PAID:
        return payout
    if payout.state != PayoutState.DONE:
        raise TransitionNotAllowed("Nobody has agreed to this.")
    agreed_by = (payout.decided_by_kind, payout.decided_by_identifier)
    if payout.needs_another and agreed_by == (actor.kind.value, actor.identifier):
        raise OwnPayout("Somebody else has to pay it.")
    payout.state = PayoutState.PAID
    payout.paid_at, payout.reference = now, " ".join(reference.split())
    payout.paid_by_kind = actor.kind.value
    payout.paid_by_identifier = actor.identifier
    payout.paid_by_name = actor.name
    payout.save()
    movement = WalletMovement(
        council_id=payout.council_id,
        event_id=payout.pk,
        wallet_id=payout.wallet_id,
        pence=payout.pence,
        occurred_at=now,
        other=DUE,
    )
    book_wallet_paid_out(movement, reference=payout.reference, now=now)
    audit.record(
        actor=actor, verb="wallet-payout.paid", subject=payout, now=now,
        detail={"pence": payout.pence, "reference": payout.reference},
    )  # fmt: skip
    tell_paid(payout, now=now)
    return payout
