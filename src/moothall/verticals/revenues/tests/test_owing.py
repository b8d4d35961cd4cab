"""What is owed on an account: looked up without linking it, and paid from its page in one click."""

import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments import actions
from moothall.payments.lookup_ports import OwedQuestion, owed_lookups
from moothall.payments.models import Basket, BasketLine
from moothall.payments.tests.catalogue_kit import stock_catalogue
from moothall.payments.tests.kit import SETUP, Shop
from moothall.verticals.revenues.tests.people_who_link import link

pytestmark = [pytest.mark.usefixtures("queue"), pytest.mark.slow]


@pytest.fixture
def sold(northvale_keeps, now):
    shop = Shop(northvale_keeps, now).open()
    stock_catalogue(shop, **{"council-tax": {"lookup": "linked_accounts"}})
    return shop


@pytest.fixture
def linked(rhian, named, now):
    return link(rhian, named(102), now)


@pytest.fixture
def site(client, rhian, sold):
    kit.sign_in_resident(client, rhian)
    client.defaults["HTTP_HOST"] = "northvale.test"
    return client


def owed(council, row, **changes):
    said = {name: row[name] for name in ("kind", "reference", "surname", "postcode")}
    question = OwedQuestion(council_id=council.id, **(said | changes))
    return owed_lookups.get("linked_accounts").owed(question)


def test_it_is_said_to_who_knows_reference_name_and_postcode(northvale_keeps, named):
    row = named(102)  # Mabel Stone, in arrears

    found = owed(northvale_keeps, row)

    assert found.balance_pence > 0
    assert set(vars(found)) == {"balance_pence", "next_pence", "next_on"}


@pytest.mark.parametrize(
    "changes", [{"reference": "700000000"}, {"surname": "Nobody"}, {"postcode": "ZZ1 1ZZ"}]
)
def test_wrong_and_absent_are_the_same_nothing(northvale_keeps, named, changes):
    assert owed(northvale_keeps, named(102), **changes) is None


def test_a_protected_account_opens_for_nobody(northvale_keeps, named):
    assert owed(northvale_keeps, named(107)) is None


def test_a_ledger_that_is_away_can_be_asked_again_and_none_cannot(
    northvale_keeps, southmere, named, ledger
):
    row = named(102)
    with acting_for(southmere.id), pytest.raises(GiveUp):
        owed(southmere, row)
    ledger.control(down=True)
    with pytest.raises(Retry):
        owed(northvale_keeps, row)


def test_all_that_is_owed_is_paid_in_one_click_at_the_amount_of_the_ledger(
    site, linked, named, northvale_keeps
):
    page = site.get(f"/account/linked-accounts/{linked.pk}/")
    answer = site.post(f"/account/linked-accounts/{linked.pk}/pay/", {"which": "all"})

    line = BasketLine.objects.get()
    assert 'data-testid="pay-all"' in page.content.decode()
    assert answer.headers["Location"] == "/account/basket/"
    assert line.reference == linked.reference
    assert line.amount_pence == owed(northvale_keeps, named(102)).balance_pence


def test_when_the_ledger_is_away_the_amount_is_typed(site, linked, ledger):
    ledger.control(down=True)

    answer = site.post(f"/account/linked-accounts/{linked.pk}/pay/", {"which": "all"})

    assert answer.headers["Location"] == (f"/account/pay/council-tax/?reference={linked.reference}")
    assert BasketLine.objects.count() == 0


def test_nobody_pays_on_anothers_account(client, linked, tomos, sold):
    address = f"/account/linked-accounts/{linked.pk}/pay/"
    client.defaults["HTTP_HOST"] = "northvale.test"
    assert client.post(address, {"which": "all"}).status_code == 302

    kit.sign_in_resident(client, tomos)

    assert client.post(address, {"which": "all"}).status_code == 404
    assert Basket.objects.count() == 0


def test_where_the_council_takes_no_money_for_it_there_is_no_button(site, linked, sold):
    actions.withdraw_payable(
        actor=SETUP, council_id=sold.council.id, key="council-tax", now=sold.now
    )

    page = site.get(f"/account/linked-accounts/{linked.pk}/")

    assert "pay-all" not in page.content.decode()
    assert site.post(f"/account/linked-accounts/{linked.pk}/pay/").status_code == 404
