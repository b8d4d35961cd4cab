"""A form with a fee waits in a basket; paying hands it in, once, whoever comes back."""

from datetime import timedelta

import pytest
from django.test import Client

from moothall.cases.models import Case
from moothall.eforms import actions
from moothall.eforms.actions import delete_expired_drafts
from moothall.eforms.fees import ABOUT
from moothall.eforms.models import Draft, Form, Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import sign_in_resident
from moothall.notifications.models import Message
from moothall.payments.errors import LinesRefused
from moothall.payments.models import Basket, BasketLine, Payment
from moothall.payments.ports import Outcome
from moothall.payments.refunds.models import Refund
from moothall.payments.tests.kit import Shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def form(**more):
    return document(
        page(
            "you",
            question("who", "name", name="person.name"),
            question("size", "radios", options=options("small", "large")),
            title=text("You"),
        ),
        figures=[
            {"key": "fee", "label": text("Fee"), "as": "money", "value": 6000},
        ],
        needs={
            "payment": {
                "amount": {"var": "figures.fee"},
                "for": text("Garden waste for a year"),
                "when": {"==": [{"var": "size"}, "large"]},
                "fund": "garden",
            }
        },
        **more,
    )


@pytest.fixture
def shop(northvale, now):
    with acting_for(northvale.id):
        yield Shop(northvale, now).open()


@pytest.fixture
def ann(client, shop, now, queue):
    publish(shop.council, form(), now)
    browser = Browser(client)
    browser.start("trial")
    return browser


def ready(browser, size="large"):
    browser.post({"who": "Ann Person", "size": size})


def send(browser):
    browser.post()


def pay(shop, queue):
    payment = shop.begin(Basket.objects.get())
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    queue.run_all()
    return payment


def test_the_check_page_says_what_it_costs_and_sending_leads_to_the_basket(ann, shop):
    ready(ann)
    assert "The fee is £60" in ann.html

    send(ann)

    assert ann.path == "/basket/"
    assert "Garden waste for a year" in ann.html
    assert (Submission.objects.count(), Case.objects.count()) == (0, 0)
    assert Draft.objects.get().frozen_for == "payment"


def test_what_costs_nothing_by_these_answers_is_sent_at_once(ann):
    ready(ann, size="small")
    send(ann)

    assert Submission.objects.count() == 1
    assert BasketLine.objects.count() == 0


def test_paid_with_the_browser_closed_the_form_reaches_the_council_once(ann, shop, queue):
    ready(ann)
    send(ann)

    payment = pay(shop, queue)
    actions.hand_in_paid(draft_id=Draft.objects.get().pk, now=shop.now)

    case = Case.objects.get()
    assert Submission.objects.get().case_id == case.pk
    assert {"label": "Paid", "value": f"£60, {payment.reference}"}.items() <= next(
        one for one in case.details if one["key"] == "payment"
    ).items()


def test_the_basket_leads_back_to_the_form_and_after_paying_to_its_end(ann, shop, queue):
    ready(ann)
    send(ann)
    page = ann.html
    back = page[page.index('href="/forms/trial/') + 6 :].split('"')[0]

    assert "Pay to send your form" in ann.get(back).text
    pay(shop, queue)
    assert "Ann" not in ann.get("/basket/").text
    assert Submission.objects.get().reference in ann.get(back).text


def test_while_it_waits_answers_cannot_change_until_it_is_taken_back(ann, shop):
    ready(ann)
    check = ann.path
    send(ann)
    draft = Draft.objects.get()
    line = BasketLine.objects.get()
    ann.post(path=f"/basket/{line.pk}/remove/")

    draft.refresh_from_db()
    assert (draft.frozen_at, draft.frozen_for) == (None, "")
    ann.post(path=check)
    assert BasketLine.objects.filter(removed_at=None).count() == 1


def test_clicking_twice_makes_one_line(ann):
    ready(ann)
    where = ann.path
    for _ in range(2):
        ann.post(path=where)

    assert BasketLine.objects.count() == 1


def test_who_got_no_answer_finds_the_fee_in_the_basket_of_the_second_try(ann, shop, queue):
    ready(ann)
    where = ann.path
    ann.post(path=where)
    ann.client.cookies.clear()  # as if the answer with the cookie had never come

    ann.post(path=where)

    assert "Garden waste for a year" in ann.html
    line = BasketLine.objects.get(removed_at=None)
    shop.begin(line.basket)
    ann.client.cookies.clear()
    ann.post(path=where)
    line.refresh_from_db()
    assert line.removed_at is None, "what somebody is just paying stays where it is"


def test_drafts_that_wait_for_money_are_not_thrown_away(ann, now):
    ready(ann)
    send(ann)

    delete_expired_drafts(now=now + timedelta(days=400))

    assert Draft.objects.count() == 1


def test_a_form_that_was_taken_back_cannot_be_paid_for(ann, shop):
    ready(ann)
    send(ann)
    Draft.objects.update(frozen_for="", frozen_at=None)

    with pytest.raises(LinesRefused, match="does not wait"):
        shop.begin(Basket.objects.get())
    assert Payment.objects.count() == 0


def test_a_council_without_the_fund_takes_no_such_form_and_loses_nothing(client, northvale, now):
    publish(northvale, form(), now)
    browser = Browser(client)
    browser.start("trial")
    ready(browser)

    send(browser)

    assert "This cannot be paid just now" in browser.html
    with acting_for(northvale.id):
        draft = Draft.objects.get()
        assert draft.frozen_at is None
        assert draft.answers["who"] == "Ann Person"


def test_somebody_signed_in_pays_in_the_account_and_finds_the_form_there(shop, rhian, now, queue):
    publish(shop.council, form(), now)
    client = Client(HTTP_HOST=shop.council.hostname)
    sign_in_resident(client, rhian)
    draft_page = client.post("/account/forms/trial/", follow=True)
    path = draft_page.request["PATH_INFO"]
    page = client.post(path, {"who": "Rhian Evans", "size": "large"}, follow=True)

    page = client.post(page.request["PATH_INFO"], follow=True)

    assert page.request["PATH_INFO"] == "/account/basket/"
    assert Basket.objects.get().person_id == rhian.pk
    assert "Waits to be paid" in client.get("/account/drafts/").text
    pay(shop, queue)
    assert Submission.objects.get().person_id == rhian.pk


def test_lines_of_other_apps_are_none_of_ours(shop, queue):
    basket = shop.basket(shop.item())
    payment = shop.begin(basket)
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    queue.run_all()

    assert Submission.objects.count() == 0
    assert BasketLine.objects.get().about_type != ABOUT


def test_the_last_place_of_a_form_is_not_sold_twice(client, ann, shop, queue):
    Form.objects.update(most_submissions=1)
    ready(ann)
    send(ann)
    other = Browser(Client())
    other.start("trial")
    ready(other)
    send(other)
    first, second = Basket.objects.order_by("opened_at", "pk")
    payment = shop.begin(first)

    with pytest.raises(LinesRefused, match="All places are taken"):
        shop.begin(second)
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    with pytest.raises(LinesRefused, match="All places are taken"):
        shop.begin(second)
    queue.run_all()

    assert Submission.objects.count() == 1
    with pytest.raises(LinesRefused, match="All places are taken"):
        shop.begin(second)


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_payment_found_late_buys_the_last_place_or_goes_back(client, ann, shop, queue, is_gone):
    Form.objects.update(most_submissions=1)
    ready(ann)
    send(ann)
    late_basket = Basket.objects.get()
    late = shop.begin(late_basket)
    shop.gateway.become(late.pk, Outcome.EXPIRED)
    shop.check(late)
    if is_gone:
        other = Browser(Client())
        other.start("trial")
        ready(other)
        send(other)
        taken = shop.begin(Basket.objects.exclude(pk=late_basket.pk).get())
        shop.gateway.become(taken.pk, Outcome.PAID)
        shop.check(taken)
        queue.run_all()

    shop.gateway.become(late.pk, Outcome.PAID)
    shop.check(late)
    queue.run_all()

    assert Submission.objects.count() == 1
    late.refresh_from_db()
    assert late.is_surplus is is_gone
    given_back = Refund.objects.filter(payment_id=late.pk).values_list("amount_pence", flat=True)
    assert list(given_back) == ([late.amount_pence] if is_gone else [])
    told = Message.objects.filter(template="payments.refund-agreed").count()
    assert told == (1 if is_gone else 0)
