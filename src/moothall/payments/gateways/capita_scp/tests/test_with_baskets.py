"""Baskets paid at Pay360: nothing lost, nothing taken twice, whatever goes wrong between."""

from datetime import timedelta

import pytest

from moothall.kernel.ids import new_id
from moothall.payments import actions
from moothall.payments.gateways.capita_scp.tests.payer import REFUSED, act, pay
from moothall.payments.models import Basket, Payment
from moothall.payments.ports import CardEntry
from moothall.payments.tests.kit import SETUP, Shop
from moothall.payments.tests.stages import capita_scp

pytestmark = pytest.mark.usefixtures("queue")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with capita_scp.running(tmp_path_factory.mktemp("pay360")) as started:
        yield started


@pytest.fixture
def stage(running, settings):
    return running.stage(settings)


@pytest.fixture
def shop(in_northvale, now, stage):
    """Northvale with a portal of its own at Pay360, for payers and for employees."""
    opened = Shop(in_northvale, now).open()
    for entry in (CardEntry.ONLINE, CardEntry.TELEPHONE):
        actions.choose_gateway(
            actor=SETUP,
            council_id=in_northvale.id,
            entry=entry,
            gateway="capita_scp",
            options=vars(stage.options),
            now=now,
        )
    return opened


def three_things(shop):
    return shop.basket(
        shop.item(), shop.item(fund="permits", reference="P-1"), shop.item(about_id=new_id())
    )


def test_three_lines_are_one_sale_with_a_fund_and_vat_for_each(shop, stage):
    payment = shop.begin(three_things(shop))

    (sale,) = stage.sales(payment.reference)
    assert (sale["pence"], sale["entry"], sale["request_id"]) == (18000, "ECOM", str(payment.pk))
    assert [(item["fund_code"], item["vat_rate"], item["vat_pence"]) for item in sale["items"]] == [
        ("31", "20", 1000),
        ("77", "0", 0),
        ("31", "20", 1000),
    ]
    assert [item["reference"] for item in sale["items"]] == [
        payment.reference, "P-1", payment.reference,
    ]  # fmt: skip


def test_who_pays_and_closes_the_browser_has_paid(shop):
    payment = shop.begin(three_things(shop))
    act(payment.next_url, "pay_and_close", capita_scp.GOOD)

    for _ in range(2):
        payment = shop.check(payment)

    assert (payment.state, payment.card_kind, payment.card_ending) == ("paid", "Visa", "1111")
    assert Basket.objects.get().state == "paid"


def test_while_nothing_is_known_the_payer_can_go_back_to_the_page(shop, stage):
    basket = shop.basket(shop.item())
    begun = shop.begin(basket)

    checked = shop.check(begun)
    again = shop.begin(basket)

    assert checked.state == "started"
    assert again.pk == begun.pk
    assert again.next_url == begun.next_url != ""
    pay(again.next_url)
    paid = shop.check(again)
    assert (paid.state, paid.next_url) == ("paid", "")
    assert stage.begun(begun.reference) == 1


def test_a_payment_whose_beginning_was_not_answered_is_begun_again_and_paid_once(shop, stage):
    basket = shop.basket(shop.item())
    stage.lose_answer()
    lost = shop.begin(basket)
    unsure = shop.check(lost)

    again = shop.begin(basket, now=shop.now + timedelta(minutes=2))
    pay(again.next_url)

    assert (lost.next_url, lost.outcome_unknown, unsure.state) == ("", True, "created")
    assert again.pk == lost.pk
    assert shop.check(again).state == "paid"
    assert [sale["status"] for sale in stage.sales(again.reference)] == ["SUCCESS", ""]
    assert Payment.objects.count() == 1


def test_a_payment_begun_and_never_answered_is_over_after_two_hours(shop, stage):
    stage.lose_answer()
    lost = shop.begin(shop.basket(shop.item()))

    ended = shop.check(lost, now=shop.now + timedelta(hours=3))

    assert (ended.state, Basket.objects.get().state) == ("expired", "open")


def test_a_refused_card_leaves_the_basket_for_another_payment(shop):
    basket = shop.basket(shop.item())
    first = shop.begin(basket)
    for _ in range(capita_scp.CARDS_ALLOWED):
        pay(first.next_url, REFUSED)
    first = shop.check(first)
    assert (first.state, first.code) == ("failed", "CARD_DETAILS_REJECTED")
    assert Basket.objects.get().state == "open"

    second = shop.begin(basket)
    pay(second.next_url)

    assert shop.check(second).state == "paid"
    assert second.pk != first.pk


def test_cancelling_here_leaves_a_payment_to_its_payer(shop):
    payment = shop.begin(shop.basket(shop.item()))

    left = actions.cancel_payment(payment_id=payment.pk, now=shop.now)
    act(payment.next_url, "cancel")

    assert left.state == "started"
    assert shop.check(payment).state == "cancelled"


def test_a_portal_that_is_down_leaves_everything_to_be_tried_again(shop, stage):
    basket = shop.basket(shop.item())
    stage.be_down()
    failed = shop.begin(basket)

    again = shop.begin(basket, now=shop.now + timedelta(minutes=2))

    assert (failed.state, failed.outcome_unknown) == ("created", False)
    assert "503" in failed.problem
    assert again.next_url.startswith(stage.simulator.url)


def test_a_fund_code_that_does_not_fit_charges_nobody_and_says_why(shop, stage):
    actions.apply_fund(
        actor=SETUP,
        council_id=shop.council.id,
        key="long",
        name={"en": "Long"},
        valid_from=shop.now.date(),
        fund_code="GENERAL",
        gl_code="1",
        vat_code="OOS",
        vat_rate=0,
        now=shop.now,
    )

    refused = shop.begin(shop.basket(shop.item(fund="long")))

    assert refused.state == "failed"
    assert "fund code of more than 5" in refused.problem
    assert stage.begun(refused.reference) == 0


def test_an_employee_takes_a_card_by_telephone(shop, stage):
    payment = shop.begin(shop.basket(shop.item()), entry=CardEntry.TELEPHONE)
    pay(payment.next_url)

    assert stage.sales(payment.reference)[0]["entry"] == "CNP"
    assert shop.check(payment).state == "paid"
