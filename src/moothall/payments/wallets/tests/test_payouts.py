"""Money out of wallets, agreed by an employee and paid from the bank by finance."""

from dataclasses import replace

import pytest
from django.test import Client

from moothall.kernel.actors import system
from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.errors import NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.ledger.balances import balance_of as account_balance
from moothall.payments.ledger.chart import AccountKind, AccountName
from moothall.payments.models import LedgerTransaction
from moothall.payments.refunds.actions import apply_refund_rule
from moothall.payments.tests.ledger_scenery import finance_officer
from moothall.payments.wallets import actions
from moothall.payments.wallets.errors import OwnPayout
from moothall.payments.wallets.models import WalletPayout
from moothall.payments.wallets.payouts import agreed_payout, payouts_to_pay
from moothall.payments.wallets.tests.kit import BOSS
from moothall.payments.wallets.tests.test_wallets import as_resident
from moothall.people import actions as people
from moothall.people.models import Role

DUE = AccountName(kind=AccountKind.REFUNDS_DUE, code="wallets")
BANK = AccountName(kind=AccountKind.BANK)


def ask(canteen, person, pence):
    wallet = canteen.wallet(person.pk, pence)
    return actions.ask_for_payout(
        actor=as_resident(person), wallet_id=wallet.pk, pence=pence, now=canteen.now
    )


def agree(canteen, payout, *, actor=BOSS):
    return actions.decide_payout(actor=actor, payout_id=payout.pk, is_agreed=True, now=canteen.now)


def pay(canteen, payout, *, actor, reference="BACS 4711"):
    return actions.mark_paid(actor=actor, payout_id=payout.pk, reference=reference, now=canteen.now)


def test_a_payout_marked_as_paid_is_booked_once_and_told(canteen, rhian):
    payout = agree(canteen, ask(canteen, rhian, 600))
    bank = account_balance(canteen.council.id, BANK)
    fiona = finance_officer(canteen.council, canteen.now)

    for _ in range(2):
        pay(canteen, payout, actor=fiona, reference=" BACS  4711 ")

    assert account_balance(canteen.council.id, DUE) == 0
    assert account_balance(canteen.council.id, BANK) == bank + 600
    booked = LedgerTransaction.objects.get(kind="refund_settled")
    assert booked.external_reference == "BACS 4711"
    [told] = Message.objects.filter(template="payments.payout-paid")
    assert "£6" in told.body
    assert "BACS 4711" in told.body


def test_only_what_was_agreed_is_paid_by_finance_alone_and_without_a_card_number(canteen, rhian):
    payout = ask(canteen, rhian, 600)
    fiona = finance_officer(canteen.council, canteen.now)

    with pytest.raises(TransitionNotAllowed):
        pay(canteen, payout, actor=fiona)
    agree(canteen, payout)
    with pytest.raises(NotPermitted):
        pay(canteen, payout, actor=as_resident(rhian))
    with pytest.raises(CardNumberRefused):
        pay(canteen, payout, actor=fiona, reference="4242 4242 4242 4242")

    assert account_balance(canteen.council.id, DUE) == 600
    assert WalletPayout.objects.get().state == "done"


def test_above_the_limit_it_takes_another_person(canteen, rhian, tomos):
    council, now = canteen.council, canteen.now
    apply_refund_rule(
        actor=system("tests"), council_id=council.id, approval_above_pence=500, now=now
    )
    fiona = finance_officer(council, now)
    both = replace(
        fiona, permissions={council.id: fiona.permissions[council.id] | {"wallet.manage"}}
    )
    below, above = ask(canteen, tomos, 500), ask(canteen, rhian, 501)
    agree(canteen, below, actor=both)
    agree(canteen, above, actor=both)

    pay(canteen, below, actor=both)
    with pytest.raises(OwnPayout):
        pay(canteen, above, actor=both)
    no_right = replace(
        fiona, identifier="other",
        permissions={council.id: fiona.permissions[council.id] - {"refund.approve"}},
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        pay(canteen, above, actor=no_right)
    assert account_balance(council.id, DUE) == 501
    pay(canteen, above, actor=replace(fiona, identifier="other"))

    assert account_balance(council.id, DUE) == 0


def test_the_other_council_sees_no_payout(canteen, rhian, southmere):
    payout = agree(canteen, ask(canteen, rhian, 600))

    with acting_for(southmere.id):
        assert payouts_to_pay(southmere.id, language="en", limit=9) == []
        with pytest.raises(NotFound):
            agreed_payout(southmere.id, payout.pk, language="en")


def test_the_list_asks_the_same_however_long_it_is(
    canteen, rhian, tomos, django_assert_num_queries
):
    for person in (rhian, tomos):
        agree(canteen, ask(canteen, person, 600))

    with django_assert_num_queries(3):  # one of them a kind of holder
        rows = payouts_to_pay(canteen.council.id, language="en", limit=9)

    assert [one.asked_by for one in rows] == [rhian.name, tomos.name]


def test_finance_pays_from_its_page_and_nobody_else_comes_there(
    canteen, rhian, alice, carys, mallory, now
):
    payout = agree(canteen, ask(canteen, rhian, 600))
    address = f"/workspace/books/northvale/wallets/{payout.pk}/"
    for user in (carys, mallory):
        stranger = Client(HTTP_HOST="northvale.test")
        kit.sign_in(stranger, user)
        assert stranger.post(address, {"reference": "X"}).status_code in {403, 404}
    people.give_role(
        actor=BOSS, user=alice, role=Role.FINANCE, council_id=canteen.council.id,
        partnership_id=None, now=now,
    )  # fmt: skip
    client = Client(HTTP_HOST="northvale.test")
    kit.sign_in(client, alice)
    assert "1 to be paid" in client.get("/workspace/books/northvale/").text
    assert rhian.name in client.get("/workspace/books/northvale/wallets/").text

    wrong = client.post(address, {"reference": ""})
    assert "Write the reference of the BACS payment." in wrong.text
    assert WalletPayout.objects.get().state == "done"
    client.post(address, {"reference": "BACS 4711"})

    assert WalletPayout.objects.get().state == "paid"
    page = client.get("/workspace/books/northvale/wallets/").text
    assert "Nothing waits to be paid." in page
    assert "BACS 4711" in page
