"""Money goes into a wallet by a basket, out of it by spending or on request, and never below."""

from datetime import timedelta

import pytest

from moothall.kernel.errors import Conflict, NotPermitted
from moothall.kernel.ids import new_id
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.errors import LinesRefused
from moothall.payments.events import LinePaid
from moothall.payments.ledger.balances import balance_of as account_balance
from moothall.payments.ledger.chart import AccountKind, AccountName
from moothall.payments.ledger.wallets import NotEnoughMoney
from moothall.payments.models import BasketLine, LedgerTransaction
from moothall.payments.ports import Outcome
from moothall.payments.tests.test_ledger_together import at_once
from moothall.payments.wallets import actions
from moothall.payments.wallets.errors import TooMuchInWallet, WalletBlocked
from moothall.payments.wallets.handlers import on_line_paid_top_up_wallet
from moothall.payments.wallets.keeping import balance_of
from moothall.payments.wallets.models import Wallet, WalletPayout, WalletTopUp
from moothall.payments.wallets.queries import statement
from moothall.payments.wallets.tests.kit import BOSS

PERMITS = AccountName(
    kind=AccountKind.INCOME, fund_code="77", gl_code="GL-77", vat_code="OOS", vat_rate=0
)


def as_resident(person):
    return kit.actor_of_resident_person(person)


def top_up(canteen, person, wallet, pence=2_000):
    basket = canteen.shop.basket(person_id=person.pk)
    asked = actions.ask_for_top_up(
        actor=as_resident(person),
        wallet_id=wallet.pk,
        pence=pence,
        basket_id=basket.pk,
        now=canteen.now,
    )
    return basket, asked


def pay(canteen, basket):
    payment = canteen.shop.begin(basket)
    canteen.shop.gateway.become(payment.pk, Outcome.PAID)
    return canteen.shop.check(payment)


def spend(canteen, wallet, pence, actor=BOSS, event=None):
    actions.pay_from_wallet(
        actor=actor,
        wallet_id=wallet.pk,
        fund="garden",
        pence=pence,
        event_id=event or new_id(),
        now=canteen.now,
    )


def test_a_paid_top_up_is_in_the_wallet_once_and_is_not_income(canteen, rhian, queue):
    wallet = canteen.wallet(rhian.pk)
    basket, asked = top_up(canteen, rhian, wallet)

    pay(canteen, basket)
    queue.run_all()
    line = BasketLine.objects.get(about_id=asked.pk)
    on_line_paid_top_up_wallet(
        LinePaid(
            council_id=canteen.council.id,
            occurred_at=canteen.now,
            line_id=line.pk,
            payment_id=None,
            about_type=line.about_type,
            about_id=asked.pk,
        )
    )

    assert balance_of(wallet) == 2_000
    assert account_balance(canteen.council.id, PERMITS) == 0
    assert WalletTopUp.objects.get().booked_at is not None
    assert [row.pence for row in statement(wallet, limit=10)] == [2_000]


def test_an_unpaid_top_up_is_in_no_wallet_and_leaves_with_its_line(canteen, rhian):
    wallet = canteen.wallet(rhian.pk)
    basket, asked = top_up(canteen, rhian, wallet)
    line = BasketLine.objects.get(about_id=asked.pk)

    from moothall.payments.actions import take_out

    take_out(actor=as_resident(rhian), basket_id=basket.pk, line_id=line.pk, now=canteen.now)

    assert balance_of(wallet) == 0
    assert WalletTopUp.objects.get().withdrawn_at is not None


def test_a_wallet_holds_no_more_than_its_scheme_allows_waiting_money_included(canteen, rhian):
    wallet = canteen.wallet(rhian.pk, 15_000)
    top_up(canteen, rhian, wallet, 4_000)

    with pytest.raises(TooMuchInWallet):
        top_up(canteen, rhian, wallet, 1_001)

    assert WalletTopUp.objects.count() == 1


def test_nothing_is_paid_into_a_blocked_wallet_even_from_a_filled_basket(canteen, rhian):
    wallet = canteen.wallet(rhian.pk)
    basket, _ = top_up(canteen, rhian, wallet)
    actions.block_wallet(actor=BOSS, wallet_id=wallet.pk, now=canteen.now)

    with pytest.raises(LinesRefused):
        canteen.shop.begin(basket)
    with pytest.raises(WalletBlocked):
        top_up(canteen, rhian, wallet)
    with pytest.raises(WalletBlocked):
        spend(canteen, wallet, 1)

    assert balance_of(wallet) == 0


@pytest.mark.parametrize("who", ["tomos", "alice", "mallory"])
def test_nobody_else_pays_in_or_asks_for_money_back(canteen, rhian, request, who):
    stranger = request.getfixturevalue(who)
    actor = as_resident(stranger) if who == "tomos" else kit.actor_of(stranger)
    wallet = canteen.wallet(rhian.pk, 1_000)
    basket = canteen.shop.basket()

    with pytest.raises(NotPermitted):
        actions.ask_for_top_up(
            actor=actor, wallet_id=wallet.pk, pence=1, basket_id=basket.pk, now=canteen.now
        )
    with pytest.raises(NotPermitted):
        actions.ask_for_payout(actor=actor, wallet_id=wallet.pk, pence=1, now=canteen.now)
    with pytest.raises(NotPermitted):
        spend(canteen, wallet, 1, actor=actor)

    assert WalletTopUp.objects.count() + WalletPayout.objects.count() == 0
    assert balance_of(wallet) == 1_000


def test_the_other_council_sees_no_wallet(canteen, rhian, southmere):
    canteen.wallet(rhian.pk, 1_000)

    with acting_for(southmere.id):
        assert Wallet.objects.count() == 0


def test_spending_is_coded_with_its_vat_and_counts_once(canteen, rhian):
    wallet = canteen.wallet(rhian.pk, 1_000)
    event = new_id()

    spend(canteen, wallet, 240, event=event)
    spend(canteen, wallet, 240, event=event)

    assert balance_of(wallet) == 760
    booked = LedgerTransaction.objects.get(kind="wallet_spend")
    assert booked.amount_pence == 240
    vat = AccountName(
        kind=AccountKind.VAT, fund_code="31", gl_code="GL-31", vat_code="STD", vat_rate=2000
    )
    assert account_balance(canteen.council.id, vat) == 40


def test_people_are_told_once_that_it_runs_low_and_again_after_it_was_filled(canteen, rhian):
    wallet = canteen.wallet(rhian.pk, 1_000)

    spend(canteen, wallet, 400)
    assert Message.objects.count() == 0
    spend(canteen, wallet, 200)
    spend(canteen, wallet, 100)
    assert [one.template for one in Message.objects.all()] == ["payments.wallet-low"]
    assert "£4" in Message.objects.get().subject

    actions.give_back(
        actor=BOSS, wallet_id=wallet.pk, fund="garden", pence=700, event_id=new_id(),
        now=canteen.now,
    )  # fmt: skip
    canteen.now += timedelta(hours=1)
    spend(canteen, wallet, 900)
    assert Message.objects.count() == 2


def test_money_is_paid_back_once_an_employee_agreed(canteen, rhian):
    wallet = canteen.wallet(rhian.pk, 1_000)
    actor = as_resident(rhian)

    with pytest.raises(NotEnoughMoney):
        actions.ask_for_payout(actor=actor, wallet_id=wallet.pk, pence=1_001, now=canteen.now)
    payout = actions.ask_for_payout(actor=actor, wallet_id=wallet.pk, pence=600, now=canteen.now)
    with pytest.raises(Conflict):
        actions.ask_for_payout(actor=actor, wallet_id=wallet.pk, pence=100, now=canteen.now)
    with pytest.raises(NotPermitted):
        actions.decide_payout(actor=actor, payout_id=payout.pk, is_agreed=True, now=canteen.now)
    assert balance_of(wallet) == 1_000
    for _ in range(2):
        actions.decide_payout(actor=BOSS, payout_id=payout.pk, is_agreed=True, now=canteen.now)

    assert balance_of(wallet) == 400
    [told] = Message.objects.filter(template="payments.payout-agreed")
    assert "£6" in told.body
    due = AccountName(kind=AccountKind.REFUNDS_DUE, code="wallets")
    assert account_balance(canteen.council.id, due) == 600


def test_a_refused_payout_leaves_the_money(canteen, rhian):
    wallet = canteen.wallet(rhian.pk, 1_000)
    payout = actions.ask_for_payout(
        actor=as_resident(rhian), wallet_id=wallet.pk, pence=600, now=canteen.now
    )

    actions.decide_payout(actor=BOSS, payout_id=payout.pk, is_agreed=False, now=canteen.now)

    assert balance_of(wallet) == 1_000
    assert Message.objects.filter(template="payments.payout-refused").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_thirty_who_spend_at_once_spend_what_is_there(canteen, rhian):
    wallet = canteen.wallet(rhian.pk, 1_000)

    def work():
        spend(canteen, wallet, 100)
        return "spent"

    done = at_once(canteen.council, [work] * 30)

    assert done.count("spent") == 10
    assert done.count(None) == 20
    assert balance_of(wallet) == 0
