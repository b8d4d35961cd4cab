"""Many at once on the same accounts: exactly what is there is spent, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction

from moothall.kernel.scope import acting_for
from moothall.payments.ledger.balances import balances
from moothall.payments.ledger.booking import book_payment
from moothall.payments.ledger.chart import Coding, wallet
from moothall.payments.ledger.proof import prove_ledger
from moothall.payments.ledger.wallets import (
    NotEnoughMoney,
    WalletMovement,
    WalletSpend,
    book_wallet_payout,
    book_wallet_spend,
    wallet_balance,
)
from moothall.payments.models import LedgerTransaction
from moothall.payments.tests.ledger_scenery import PARKING, fund_wallet, line, taken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(council, works):
    """Run all of it at the same time, each in a transaction of its own; return what came of it."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            with acting_for(council.id):
                barrier.wait(30)
                with transaction.atomic():
                    return work()
        except NotEnoughMoney:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def spend(council, kept, now, pence=100, event=None):
    bought = WalletSpend(
        council_id=council.id, event_id=event or uuid4(), wallet_id=kept,
        lines=[line(pence, PARKING, pence // 6)], occurred_at=now,
    )  # fmt: skip
    return lambda: book_wallet_spend(bought, now=now)


def test_thirty_spend_what_is_enough_for_ten(northvale, now):
    with acting_for(northvale.id), transaction.atomic():
        kept = fund_wallet(northvale, now, 1_000)

    done = at_once(northvale, [spend(northvale, kept, now) for _ in range(30)])

    with acting_for(northvale.id):
        assert sum(one is not None for one in done) == 10
        assert wallet_balance(northvale.id, kept) == 0
        assert LedgerTransaction.objects.filter(kind="wallet_spend").count() == 10
        assert prove_ledger(council_id=northvale.id, now=now).is_sound


def test_one_event_told_by_twenty_at_once_is_booked_once(northvale, now):
    with acting_for(northvale.id), transaction.atomic():
        kept = fund_wallet(northvale, now, 100)
    event, payment = uuid4(), taken(northvale, now)

    spent = at_once(northvale, [spend(northvale, kept, now, event=event)] * 20)
    paid = at_once(northvale, [lambda: book_payment(payment, now=now)] * 20)

    for done in (spent, paid):
        assert sum(one.is_new for one in done) == 1
        assert len({one.transaction_id for one in done}) == 1
    with acting_for(northvale.id):
        assert LedgerTransaction.objects.count() == 3


def test_transfers_that_cross_do_not_wait_for_each_other(northvale, now):
    with acting_for(northvale.id), transaction.atomic():
        one, other = (fund_wallet(northvale, now, 10_000) for _ in range(2))

    def transfer(source, target):
        moved = WalletMovement(
            council_id=northvale.id, event_id=uuid4(), wallet_id=source, pence=7,
            occurred_at=now, other=wallet(target),
        )  # fmt: skip
        return lambda: book_wallet_payout(moved, now=now)

    works = [transfer(*pair) for _ in range(15) for pair in ((one, other), (other, one))]
    done = at_once(northvale, works)

    assert all(each.is_new for each in done)
    with acting_for(northvale.id):
        assert wallet_balance(northvale.id, one) == wallet_balance(northvale.id, other) == 10_000


def test_accounts_that_nobody_has_used_yet_are_opened_once_by_many(northvale, now):
    codings = [Coding(fund_code=f"F{n}", gl_code="G", vat_code="STD", vat_rate=2000) for n in "123"]

    def payment(order):
        lines = [line(600, codings[n], 100) for n in order]
        return lambda: book_payment(taken(northvale, now, *lines), now=now)

    at_once(northvale, [payment(order) for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0))] * 4)

    with acting_for(northvale.id):
        every = balances(northvale.id)
    found = {(one.account.kind, one.account.fund_code): one.pence for one in every}
    assert found["gateway", ""] == -12 * 1_800
    assert {found["income", f"F{n}"] for n in "123"} == {12 * 500}
    assert {found["vat", f"F{n}"] for n in "123"} == {12 * 100}
    assert len(found) == 7
