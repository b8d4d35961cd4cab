"""An agent takes a payment without hearing a card number, and finds it again."""

import re
from datetime import timedelta

import pytest

from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import publish
from moothall.eforms.tests.test_fees import form as form_with_fee
from moothall.kernel import clock
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments import actions
from moothall.payments.models import Basket, GatewayChoice, PayLink, Payment, UnclaimedPayment
from moothall.payments.ports import GatewayStatus, Outcome
from moothall.payments.tests.kit import Shop
from moothall.surfaces.workspace.tests.conftest import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def shop(northvale):
    with acting_for(northvale.id):
        yield Shop(northvale, clock.now()).open()


@pytest.fixture
def desk(shop, alice):
    return Desk("northvale.test", alice)


@pytest.fixture
def filled(shop, desk, rhian):
    """The address of Rhian's basket, opened by Alice, with garden waste in it."""
    address = desk.post(f"/workspace/take-payment/?person={rhian.pk}").location.split("?")[0]
    shop.put(Basket.objects.get(), shop.item())
    return address


def html(desk, address):
    return desk.get(address).response.content.decode()


def test_a_basket_is_opened_for_a_caller_by_phone(shop, desk, rhian, alice):
    page = desk.get(f"/workspace/take-payment/?person={rhian.pk}")
    assert "Rhian Evans" in page.response.content.decode()
    assert Basket.objects.count() == 0

    address = desk.post(f"/workspace/take-payment/?person={rhian.pk}").location

    basket = Basket.objects.get()
    assert (basket.person_id, basket.channel, basket.actor_name) == (rhian.pk, "phone", "Alice")
    assert desk.get(address).one("empty")


def test_a_link_is_sent_and_the_page_turns_paid(shop, desk, filled, queue):
    sent = desk.post(f"{filled}link/", channel="email", to="rhian@home.test")

    assert sent.status == 302
    page = html(desk, filled)
    assert 'hx-trigger="every 3s"' in page
    assert "They have not begun to pay yet" in page
    link = re.search(r"/pay-for/[\w-]+/", Message.objects.get().body)[0]
    visitor = Browser(desk.client.__class__())
    visitor.get(link)
    visitor.client.post(link, headers={"host": "northvale.test"})
    assert "They are at the payment page now" in html(desk, f"{filled}standing/")

    shop.gateway.become(Payment.objects.get().pk, Outcome.PAID)
    queue.run_all()

    standing = html(desk, f"{filled}standing/")
    assert "It is paid" in standing
    assert Payment.objects.get().reference in standing
    assert "hx-trigger" not in standing
    made = AuditEntry.objects.get(verb="basket.link-made")
    assert made.actor_name == "Alice"


def test_a_link_goes_by_text_only_to_a_number(shop, desk, filled):
    refused = desk.post(f"{filled}link/", channel="email", to="4242 4242 4242 4242")

    assert refused.status == 422
    assert "Take out what looks like a bank card number" in refused.response.content.decode()
    assert PayLink.objects.count() == 0


def test_stopped_links_work_no_more(shop, desk, filled, queue):
    desk.post(f"{filled}link/", channel="email", to="rhian@home.test")
    link = re.search(r"/pay-for/[\w-]+/", Message.objects.get().body)[0]

    desk.post(f"{filled}links/end/")

    assert desk.client.get(link, headers={"host": "northvale.test"}).status_code == 404
    assert "stopped" in html(desk, filled)


def test_the_card_page_opens_in_its_own_window_and_ours_turns_paid(
    shop, desk, filled, queue, alice
):
    assert 'target="moothall-card"' in html(desk, filled)

    window = desk.post(f"{filled}card/")

    payment = Payment.objects.get()
    assert (payment.entry, payment.actor_name) == ("telephone", "Alice")
    assert payment.next_url in window.response.content.decode()
    assert "The card page is open in another window" in html(desk, filled)
    shop.gateway.become(payment.pk, Outcome.PAID)
    queue.run_all()
    assert "It is paid" in html(desk, filled)
    assert desk.get(f"{filled}standing/?was=before").response["HX-Refresh"] == "true"
    assert AuditEntry.objects.get(verb="payment.created").actor_name == "Alice"


def test_who_pays_by_link_already_must_be_stopped_before_a_card_is_typed(shop, desk, filled):
    shop.begin(Basket.objects.get())

    refused = desk.post(f"{filled}card/")
    assert refused.status == 409
    assert "begun to pay by the link" in refused.response.content.decode()

    desk.post(f"{filled}stop/")
    assert Payment.objects.get().state == "cancelled"
    assert "The last try: Stopped" in html(desk, filled)
    assert desk.post(f"{filled}card/").status == 200


def test_without_a_gateway_for_phones_there_is_only_the_link(shop, desk, filled):
    GatewayChoice.objects.filter(entry="telephone").delete()

    page = desk.get(filled)

    assert page.one("only-by-link")
    assert "take-payment" in page.response.content.decode()
    assert desk.post(f"{filled}card/").status == 409
    assert Payment.objects.count() == 0


def test_the_fee_of_a_form_comes_back_into_the_callers_basket(shop, desk, rhian, now):
    publish(shop.council, form_with_fee(), now)
    address = desk.post(f"/workspace/take-payment/?person={rhian.pk}").location.split("?")[0]
    start = desk.post(f"{address}form/", form="trial").location
    assert f"person={rhian.pk}" in start
    page = desk.post(start, channel="phone", person=str(rhian.pk)).location
    page = desk.get(page).location or page
    desk.post(page, who="Rhian Evans", size="large")
    check = page.rsplit("/", 2)[0] + "/check/"

    back = desk.post(check)

    assert back.location.endswith(address)
    assert desk.get(address).one("total") == "£60"
    assert Basket.objects.count() == 1
    assert desk.get(page.rsplit("/", 2)[0] + "/payment/").links("to-basket") == [address]


def test_payments_are_found_by_part_of_a_reference_amount_day_name_and_state(shop, desk, filled):
    payment = shop.begin(Basket.objects.get())
    part = payment.reference.replace("-", "")[-5:].lower()

    for query in (part, payment.reference, "rhian", "Rhian@home.test", "sian@example.org"):
        found = desk.get(f"/workspace/payments/?q={query}").all("payment")
        assert len(found) == 1, query
    today = clock.now().date()
    for query, count in (
        ("amount=60.00", 1),
        ("amount=61", 0),
        (f"day={today}", 1),
        (f"day={today - timedelta(days=1)}", 0),
        ("state=started", 1),
        ("state=paid", 0),
        ("q=XXXXXXX", 0),
    ):
        assert len(desk.get(f"/workspace/payments/?{query}").all("payment")) == count, query
    assert "Enter an amount" in html(desk, "/workspace/payments/?amount=lots")


def test_a_payment_shows_what_it_was_for_and_who_did_what(shop, desk, filled, queue):
    desk.post(f"{filled}card/")
    payment = Payment.objects.get()
    shop.gateway.become(payment.pk, Outcome.PAID)
    desk.post(f"/workspace/payments/{payment.pk}/ask/")

    page = html(desk, f"/workspace/payments/{payment.pk}/")

    for words in ("Garden waste", "GL-31", "£10", "Visa …4242", str(payment.pk), "Alice", "Rhian"):
        assert words in page
    assert Payment.objects.get().state == "paid"


def test_what_a_protected_person_paid_for_is_hidden(shop, desk, filled, rhian):
    payment = shop.begin(Basket.objects.get())
    type(rhian).objects.filter(pk=rhian.pk).update(is_protected=True)

    for address in (
        "/workspace/payments/",
        f"/workspace/payments/{payment.pk}/",
        filled,
    ):
        page = html(desk, address)
        assert "Garden waste" not in page, address
        assert "sian@example.org" not in page, address
    assert desk.get("/workspace/payments/?q=sian@example.org").all("payment") == []


def test_another_council_and_nobody_see_nothing(shop, filled, carys, rhian):
    payment = shop.begin(Basket.objects.get())
    others = Desk("southmere.test", carys)

    for address in (filled, f"{filled}standing/", f"/workspace/payments/{payment.pk}/"):
        assert others.get(address).status == 404
        assert Desk("northvale.test").get(address).status == 302
    for address in (f"{filled}stop/", f"{filled}card/", f"{filled}links/end/"):
        assert others.post(address).status == 404
    assert others.get("/workspace/payments/").all("payment") == []
    assert Payment.objects.get().state == "started"


def test_what_nobody_claims_is_worked_through(shop, desk, queue):
    shop.gateway.payments["strange"] = GatewayStatus(
        gateway_reference="strange", outcome=Outcome.PAID, amount_pence=1250
    )
    actions.compare_with_gateway(choice_id=GatewayChoice.objects.last().pk, now=clock.now())
    row = UnclaimedPayment.objects.get()
    address = f"/workspace/payments/unclaimed/{row.pk}/"
    assert "£12.50" in html(desk, "/workspace/payments/unclaimed/")

    assert (
        "still not right" in desk.client.post(address, {"do": "ask"}, follow=True).content.decode()
    )
    assert desk.post(address, do="dismiss", note="").status == 422
    desk.post(address, do="note", note="Asked the library")
    assert "Asked the library" in html(desk, address)
    desk.post(address, do="dismiss", note="The library's own till")

    assert desk.get("/workspace/payments/unclaimed/").one("nothing-waits")
    row.refresh_from_db()
    assert (row.settlement, row.settled_by) == ("dismissed", "Alice")


def test_an_agent_may_not_settle(shop, bob):
    assert Desk("northvale.test", bob).get("/workspace/payments/unclaimed/").status == 403


def test_a_call_leads_to_paying(shop, desk, rhian):
    done = desk.post(
        f"/workspace/calls/log/?person={rhian.pk}",
        channel="phone",
        summary="Pays",
        outcome="payment",
    )

    assert "/workspace/take-payment/" in done.location
    assert Basket.objects.get().person_id == rhian.pk


def test_the_kit_knows_the_agent(bob):
    assert kit.actor_of(bob).councils_where("payment.take")


def test_who_serves_several_councils_says_for_which_and_sees_that_one(shop, bob, southmere):
    desk_of_both = Desk("northvale.test", bob)
    page = html(desk_of_both, "/workspace/take-payment/")
    assert "?council=northvale" in page
    assert "?council=southmere" in page

    desk_of_both.post("/workspace/take-payment/?council=southmere")

    with acting_for(southmere.id):
        assert Basket.objects.count() == 1
    page = html(desk_of_both, "/workspace/cashless/southmere/")
    assert "Southmere" in page
    assert "Northvale" not in page.split("<main")[1].split("</main")[0]
