"""Each money event ends on the accounts where finance looks for it."""

from functools import partial
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.payments.ledger import booking, wallets
from moothall.payments.ledger.balances import balances
from moothall.payments.ledger.booking import DebitEvent, Moved, RefundMade
from moothall.payments.ledger.chart import AccountKind, Coding
from moothall.payments.ledger.posting import NotEnoughMoney, reverse
from moothall.payments.ledger.proof import prove_ledger
from moothall.payments.ledger.wallets import WalletMovement, WalletSpend, wallet_balance
from moothall.payments.models import LedgerEntry, LedgerTransaction
from moothall.payments.tests.ledger_scenery import CASH, PARKING, TAX, fund_wallet, line, pay


def standing(council):
    """Return what is on every account, by kind, and by fund where it has one."""
    found = {}
    for one in balances(council.id):
        name = " ".join(filter(None, [one.account.kind, one.account.fund_code]))
        found[name] = found.get(name, 0) + one.pence
    return {name: pence for name, pence in found.items() if pence}


def moved(council, now, pence, event=None, **more):
    values = {"code": "fake", "about_type": "tests.thing", "event_id": event or uuid4()}
    return Moved(council_id=council.id, pence=pence, occurred_at=now, **{**values, **more})


def refund(council, now, *lines, **more):
    return RefundMade(
        council_id=council.id, refund_id=uuid4(), gateway="fake", gateway_reference="r1",
        lines=lines, occurred_at=now, **more,
    )  # fmt: skip


def test_a_payment_is_income_by_fund_vat_and_money_at_the_gateway(in_northvale, now):
    parking = line(1_200, PARKING, 200)

    pay(in_northvale, now, parking, line(5_000, TAX), gateway_reference="g1")

    assert standing(in_northvale) == {
        "income PARK": 1_000, "vat PARK": 200, "income CTAX": 5_000, "gateway": -6_200,
    }  # fmt: skip
    booked = LedgerTransaction.objects.get()
    assert (booked.kind, booked.amount_pence, booked.external_reference) == ("payment", 6_200, "g1")
    ours = LedgerEntry.objects.filter(line_id=parking.line_id)
    assert sorted(ours.values_list("amount_pence", flat=True)) == [200, 1_000]


def test_a_payment_too_many_is_owed_and_is_no_income(in_northvale, now):
    pay(in_northvale, now, line(1_200, PARKING, 200), is_surplus=True)
    assert standing(in_northvale) == {"surplus": 1_200, "gateway": -1_200}

    back = refund(in_northvale, now, line(1_200, PARKING, 200), is_surplus=True)
    booking.book_refund(back, now=now)

    assert standing(in_northvale) == {"refunds_due": 1_200, "gateway": -1_200}


def test_a_day_with_fee_refund_and_payout_ends_in_the_bank(in_northvale, now):
    parking = line(1_200, PARKING, 200)
    pay(in_northvale, now, parking, line(5_000, TAX))
    back = refund(in_northvale, now, line(600, PARKING, 100))
    booking.book_refund(back, now=now)
    assert standing(in_northvale)["refunds_due"] == 600

    booking.book_refund_settled(moved(in_northvale, now, 600, back.refund_id), now=now)
    booking.book_fee(moved(in_northvale, now, 31), now=now)
    booking.book_payout(moved(in_northvale, now, 6_200 - 600 - 31, reference="BACS 1"), now=now)

    assert standing(in_northvale) == {
        "income PARK": 500, "vat PARK": 100, "income CTAX": 5_000, "gateway_fees": -31,
        "bank": -5_569,
    }  # fmt: skip


def test_a_dispute_is_won_or_lost(in_northvale, now):
    pay(in_northvale, now, line(5_000, TAX))
    won, lost = uuid4(), uuid4()
    for dispute in (won, lost):
        booking.book_dispute(moved(in_northvale, now, 1_000, dispute), now=now)
    assert standing(in_northvale) == {"income CTAX": 5_000, "gateway": -3_000, "disputes": -2_000}

    booking.book_dispute_won(moved(in_northvale, now, 1_000, won), now=now)
    booking.book_dispute_lost(moved(in_northvale, now, 1_000, lost), now=now)

    assert standing(in_northvale) == {
        "income CTAX": 5_000, "gateway": -4_000, "dispute_losses": -1_000,
    }  # fmt: skip


@pytest.mark.parametrize("back", [booking.book_debit_failed, booking.book_debit_indemnity])
def test_a_direct_debit_is_income_until_it_comes_back(in_northvale, now, back):
    debit = DebitEvent(
        council_id=in_northvale.id, collection_id=uuid4(), occasion="1", collector="bacs",
        reference="d1", lines=[line(2_000, TAX)], occurred_at=now,
    )  # fmt: skip
    booking.book_debit_collected(debit, now=now)
    assert standing(in_northvale) == {"income CTAX": 2_000, "direct_debit": -2_000}

    back(debit, now=now)

    assert standing(in_northvale) == {}


def test_a_collection_is_paid_into_the_bank(in_northvale, now):
    debit = DebitEvent(
        council_id=in_northvale.id, collection_id=uuid4(), occasion="1", collector="bacs",
        reference="d1", lines=[line(2_000, TAX)], occurred_at=now,
    )  # fmt: skip
    booking.book_debit_collected(debit, now=now)

    paid = moved(in_northvale, now, 2_000, code="bacs", source=AccountKind.DIRECT_DEBIT)
    booking.book_payout(paid, now=now)

    assert standing(in_northvale) == {"income CTAX": 2_000, "bank": -2_000}


def test_a_wallet_is_topped_up_by_a_payment_and_what_is_bought_is_income_then(in_northvale, now):
    kept = uuid4()
    pay(in_northvale, now, line(2_000, TAX, wallet_id=kept))
    assert standing(in_northvale) == {"wallet": 2_000, "gateway": -2_000}
    meal = WalletSpend(
        council_id=in_northvale.id, event_id=uuid4(), wallet_id=kept,
        lines=[line(600, PARKING, 100)], occurred_at=now,
    )  # fmt: skip

    wallets.book_wallet_spend(meal, now=now)

    assert standing(in_northvale) == {
        "wallet": 1_400, "gateway": -2_000, "income PARK": 500, "vat PARK": 100,
    }  # fmt: skip

    wallets.book_wallet_refund(meal, now=now)

    assert standing(in_northvale) == {"wallet": 2_000, "gateway": -2_000}


def test_what_a_wallet_holds_is_paid_out_and_no_more(in_northvale, now):
    kept = fund_wallet(in_northvale, now, 500)

    def out(pence):
        return WalletMovement(
            council_id=in_northvale.id, event_id=uuid4(), wallet_id=kept, pence=pence,
            occurred_at=now, other=CASH,
        )  # fmt: skip

    with pytest.raises(NotEnoughMoney):
        wallets.book_wallet_payout(out(501), now=now)
    assert wallet_balance(in_northvale.id, kept) == 500
    wallets.book_wallet_payout(out(500), now=now)
    assert standing(in_northvale) == {}


def test_a_top_up_whose_money_is_spent_is_not_undone(in_northvale, now):
    kept = uuid4()
    booked = pay(in_northvale, now, line(600, TAX, wallet_id=kept))
    wallets.book_wallet_spend(
        WalletSpend(
            council_id=in_northvale.id, event_id=uuid4(), wallet_id=kept,
            lines=[line(600)], occurred_at=now,
        ),
        now=now,
    )  # fmt: skip

    with pytest.raises(NotEnoughMoney):
        reverse(booked.transaction_id, occurred_at=now, now=now)

    assert LedgerTransaction.objects.count() == 2


_LINES = st.lists(
    st.tuples(
        st.integers(1, 10_000_000), st.integers(0, 100), st.sampled_from("ABC"), st.booleans()
    ),
    min_size=1,
    max_size=6,
)
_EVENTS = st.lists(
    st.tuples(st.sampled_from(["pay", "refund", "fee", "payout", "dispute", "undo"]), _LINES),
    max_size=8,
)


def book_event(council, now, what, lines, event, undone):
    """Book an event of this name, with one identifier whenever it is called."""
    same = {"gateway": "fake", "gateway_reference": "g", "lines": lines, "occurred_at": now}
    if what == "pay":
        paid = booking.PaymentTaken(council_id=council.id, payment_id=event, **same)
        return booking.book_payment(paid, now=now)
    if what == "refund":
        back = RefundMade(council_id=council.id, refund_id=event, **same)
        return booking.book_refund(back, now=now)
    if what == "undo":
        return reverse(undone, occurred_at=now, now=now)
    total = sum(one.pence for one in lines)
    book = {"fee": booking.book_fee, "payout": booking.book_payout, "dispute": booking.book_dispute}
    return book[what](moved(council, now, total, event), now=now)


@pytest.mark.slow
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=_EVENTS)
def test_whatever_is_booked_the_ledger_adds_up_and_nothing_is_booked_twice(
    in_northvale, now, events
):
    kept = uuid4()
    before = LedgerTransaction.objects.count()
    expected, last = 0, None
    for what, drawn in events:
        lines = [
            line(
                pence,
                Coding(fund_code=fund, gl_code="G", vat_code="STD", vat_rate=2000),
                pence * share // 100,
                wallet_id=kept if in_wallet else None,
            )
            for pence, share, fund, in_wallet in drawn
        ]
        if what == "undo" and last is None:
            continue
        book = partial(book_event, in_northvale, now, what, lines, uuid4(), last)
        held = wallet_balance(in_northvale.id, kept)
        try:
            first = book()
        except NotEnoughMoney:
            assert wallet_balance(in_northvale.id, kept) == held
            continue
        again = book()
        assert again.transaction_id == first.transaction_id
        assert not again.is_new
        expected += first.is_new
        last = None if what == "undo" else first.transaction_id

    assert LedgerTransaction.objects.count() - before == expected
    assert sum(one.pence for one in balances(in_northvale.id)) == 0
    assert wallet_balance(in_northvale.id, kept) >= 0
    assert prove_ledger(council_id=in_northvale.id, now=now).is_sound
