"""A till sells on cards, with a connection and without, and each sale counts exactly once."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from moothall.kernel.errors import Conflict, NotPermitted, TransitionNotAllowed
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments.ledger.balances import balance_of as account_balance
from moothall.payments.ledger.proof import prove_ledger
from moothall.payments.ledger.wallets import NotEnoughMoney
from moothall.payments.models import LedgerTransaction
from moothall.payments.tests.ledger_scenery import fund_wallet
from moothall.payments.tests.test_ledger_together import at_once
from moothall.payments.wallets import actions
from moothall.payments.wallets.actions.selling import take_sale
from moothall.payments.wallets.errors import TillRefused
from moothall.payments.wallets.keeping import CARRIED, SHORTFALL
from moothall.payments.wallets.models import ResidentCard, TillSale
from moothall.payments.wallets.tests.kit import BOSS
from moothall.payments.wallets.till_book import till_book


@pytest.fixture
def till(canteen):
    return canteen.till()[0]


def states():
    return list(TillSale.objects.order_by("sequence").values_list("sequence", "state", "reason"))


def missing(council):
    return -account_balance(council.id, SHORTFALL)


def test_a_sale_is_paid_from_the_wallet(canteen, till, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)

    taken = canteen.sell(till, card, 240)

    assert taken.is_new
    assert canteen.held(wallet) == 760
    assert states() == [(1, "sold", "")]


def test_a_connected_till_is_refused_what_is_not_there(canteen, till, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 100), canteen.card(rhian.pk)

    canteen.sell(till, card, 240)
    canteen.sell(till, "0" * 64, 240)

    assert states() == [(1, "refused", "not_enough"), (2, "refused", "unknown_card")]
    assert canteen.held(wallet) == 100
    assert missing(canteen.council) == 0


def test_what_was_handed_over_without_a_connection_is_never_lost(canteen, till, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 100), canteen.card(rhian.pk)

    canteen.sell(till, card, 240, is_offline=True)
    canteen.sell(till, "0" * 64, 300, is_offline=True)

    assert states() == [(1, "short", "not_enough"), (2, "short", "unknown_card")]
    assert canteen.held(wallet) == 0
    assert missing(canteen.council) == 440
    assert prove_ledger(council_id=canteen.council.id, now=canteen.now).is_sound


def test_a_sale_that_is_told_again_is_taken_once_connected_or_not(canteen, till, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    told = canteen.told(card, 240)

    take_sale(till_id=till.pk, told=told, now=canteen.now)
    for is_offline in (False, True):
        again = canteen.told(card, 240, sequence=told.sequence, is_offline=is_offline)
        taken = take_sale(till_id=till.pk, told=again, now=canteen.now)
        assert (taken.is_new, taken.is_conflict) == (False, False)

    assert canteen.held(wallet) == 760
    assert LedgerTransaction.objects.filter(kind="wallet_spend").count() == 1


def test_the_same_number_with_another_price_is_a_conflict_that_staff_settle(canteen, till, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    first = canteen.sell(till, card, 240).sale

    taken = canteen.sell(till, card, 340, sequence=first.sequence)

    assert taken.is_conflict
    assert canteen.held(wallet) == 760
    assert TillSale.objects.get().conflicts == 1
    actions.settle_conflict(actor=BOSS, sale_id=first.pk, now=canteen.now)
    assert TillSale.objects.get().conflict_settled_at == canteen.now


def test_a_refused_sale_that_was_handed_over_all_the_same_is_a_conflict(canteen, till, rhian):
    _, (_, card) = canteen.wallet(rhian.pk), canteen.card(rhian.pk)
    refused = canteen.sell(till, card, 240).sale

    taken = canteen.sell(till, card, 240, sequence=refused.sequence, is_offline=True)

    assert taken.is_conflict
    assert TillSale.objects.get().state == "refused"


def test_whatever_order_and_however_often_the_end_is_the_same(canteen, till, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 5_000), canteen.card(rhian.pk)
    told = [canteen.told(card, 100 + n, is_offline=True) for n in range(12)]
    sent = told * 3
    random.Random(7).shuffle(sent)

    for one in sent:
        take_sale(till_id=till.pk, told=one, now=canteen.now)

    assert TillSale.objects.count() == 12
    assert canteen.held(wallet) == 5_000 - sum(one.price_pence for one in told)


def test_a_free_meal_is_no_money_once_a_day_and_gone_at_midnight(canteen, till, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    actions.entitle(
        actor=BOSS, wallet_id=wallet.pk, pence=250, begins_on=canteen.now.date(), now=canteen.now
    )

    canteen.sell(till, card, 250, is_meal=True)
    assert canteen.held(wallet) == 1_000
    assert LedgerTransaction.objects.filter(kind="wallet_spend").count() == 0
    canteen.sell(till, card, 250, is_meal=True)
    assert canteen.held(wallet) == 750

    tomorrow = canteen.now + timedelta(days=1)
    canteen.sell(till, card, 300, is_meal=True, sold_at=tomorrow, now=tomorrow)

    assert canteen.held(wallet) == 700  # yesterday's is not added to today's
    assert TillSale.objects.filter(entitled_pence=250).count() == 2


def test_what_is_no_meal_and_no_school_day_uses_no_free_meal(canteen, till, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    actions.entitle(
        actor=BOSS, wallet_id=wallet.pk, pence=250, begins_on=canteen.now.date(), now=canteen.now
    )
    saturday = canteen.now + timedelta(days=3)

    canteen.sell(till, card, 100)
    canteen.sell(till, card, 100, is_meal=True, sold_at=saturday, now=saturday)

    assert canteen.held(wallet) == 800


@pytest.mark.parametrize(
    ("sold_at", "day"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "2027-03-28"),  # clocks go on that night
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2026-07-02"),  # summer time
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), "2026-12-01"),
    ],
)
def test_the_day_of_a_sale_is_the_councils_own(canteen, till, rhian, sold_at, day):
    canteen.wallet(rhian.pk, 1_000)
    _, card = canteen.card(rhian.pk, now=datetime(2026, 1, 1, tzinfo=UTC))

    canteen.sell(till, card, 100, sold_at=sold_at, now=sold_at)

    assert str(TillSale.objects.get().sold_on) == day


def test_a_replaced_card_is_dead_at_once_and_the_holder_does_not_pay_for_it(canteen, till, rhian):
    wallet, (old, old_digest) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    _, new_digest = canteen.card(rhian.pk, now=canteen.now)

    canteen.sell(till, old_digest, 240)
    canteen.sell(till, old_digest, 240, is_offline=True)
    canteen.sell(till, new_digest, 100)

    assert states() == [(1, "refused", "blocked_card"), (2, "short", "blocked_card"),
                        (3, "sold", "")]  # fmt: skip
    assert canteen.held(wallet) == 900
    assert ResidentCard.objects.get(pk=old.pk).block_reason == "replaced"


def test_what_was_sold_before_the_block_counts_although_it_is_told_after(canteen, till, rhian):
    wallet, (card, digest) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    actions.block_card(actor=BOSS, card_id=card.pk, reason="lost", now=canteen.now)

    canteen.sell(till, digest, 240, is_offline=True, sold_at=canteen.now - timedelta(minutes=1))

    assert canteen.held(wallet) == 760


def test_staff_recover_a_shortfall_once_there_is_money_or_carry_it(canteen, till, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 100), canteen.card(rhian.pk)
    short = canteen.sell(till, card, 240, is_offline=True).sale
    unknown = canteen.sell(till, "0" * 64, 300, is_offline=True).sale

    with pytest.raises(NotEnoughMoney):
        actions.recover_missing(actor=BOSS, sale_id=short.pk, now=canteen.now)
    with pytest.raises(TransitionNotAllowed):
        actions.recover_missing(actor=BOSS, sale_id=unknown.pk, now=canteen.now)
    fund_wallet(canteen.council, canteen.now, 500, wallet.pk)
    actions.recover_missing(actor=BOSS, sale_id=short.pk, now=canteen.now)
    with pytest.raises(TransitionNotAllowed):
        actions.recover_missing(actor=BOSS, sale_id=short.pk, now=canteen.now)
    actions.write_off(actor=BOSS, sale_id=unknown.pk, now=canteen.now)

    assert canteen.held(wallet) == 360
    assert missing(canteen.council) == 0
    assert account_balance(canteen.council.id, CARRIED) == -300


@pytest.mark.parametrize("who", ["bob", "mallory", "carys"])
def test_who_does_not_run_it_registers_issues_and_settles_nothing(
    canteen, till, rhian, request, who
):
    actor = kit.actor_of(request.getfixturevalue(who))
    canteen.wallet(rhian.pk)
    _, card = canteen.card(rhian.pk)
    short = canteen.sell(till, card, 240, is_offline=True).sale

    for refused in (
        lambda: actions.write_off(actor=actor, sale_id=short.pk, now=canteen.now),
        lambda: actions.end_till(actor=actor, till_id=till.pk, now=canteen.now),
        lambda: actions.issue_card(
            actor=actor, council_id=canteen.council.id, holder_type="people.person",
            holder_id=rhian.pk, now=canteen.now,
        ),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            refused()

    assert ResidentCard.objects.get().blocked_at is None
    assert TillSale.objects.get().state == "short"


def test_an_ended_till_sells_nothing_and_names_are_unique(canteen, till, rhian):
    _, card = canteen.card(rhian.pk)
    with pytest.raises(Conflict):
        canteen.till()
    actions.end_till(actor=BOSS, till_id=till.pk, now=canteen.now)

    with pytest.raises(TillRefused):
        canteen.sell(till, card)

    assert TillSale.objects.count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_tills_at_once_give_one_free_meal_and_overspend_nothing(canteen, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    actions.entitle(
        actor=BOSS, wallet_id=wallet.pk, pence=250, begins_on=canteen.now.date(), now=canteen.now
    )
    tills = [canteen.till(f"Till {n}")[0] for n in range(4)]
    told = [(till, canteen.told(card, 250, is_meal=True)) for till in tills for _ in range(3)]

    def work(till, one):
        return lambda: take_sale(till_id=till.pk, told=one, now=canteen.now).sale.state

    done = at_once(canteen.council, [work(*each) for each in told])

    assert done.count("sold") == 5
    assert done.count("refused") == 7
    with acting_for(canteen.council.id):
        assert TillSale.objects.filter(entitled_pence=250).count() == 1
        assert canteen.held(wallet) == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_sale_told_by_ten_at_once_is_taken_once(canteen, rhian):
    wallet, (_, card) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    till, told = canteen.till()[0], canteen.told(card, 240)

    done = at_once(
        canteen.council,
        [lambda: take_sale(till_id=till.pk, told=told, now=canteen.now).is_new] * 10,
    )

    assert done.count(True) == 1
    with acting_for(canteen.council.id):
        assert canteen.held(wallet) == 760


def test_a_tills_book_asks_the_same_however_many_cards_there_are(
    canteen, till, rhian, tomos, django_assert_max_num_queries
):
    for person in (rhian, tomos):
        canteen.wallet(person.pk, 300)
        canteen.card(person.pk)

    with django_assert_max_num_queries(8):
        book = till_book(till, now=canteen.now)

    assert [row["spendable_pence"] for row in book["cards"]] == [300, 300]
