"""Paying for a form begins the subscription that it names, once."""

from datetime import date

import pytest

from moothall.eforms import actions
from moothall.eforms.lint import mistakes
from moothall.eforms.models import Draft, Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.eforms.tests.test_designing_screens import TRIAL, documented, get, save
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)
from moothall.eforms.tests.test_fees import pay
from moothall.eforms.tests.test_fees import (
    shop as shop,  # noqa: PLC0414 - a fixture
)
from moothall.payments.models import Charge, Subscription
from moothall.payments.refunds.models import Refund
from moothall.payments.subscriptions.actions import apply_plan, price_plan, stop_subscription
from moothall.payments.tests.kit import SETUP

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
JOINS = {"==": [{"var": "what"}, "join"]}


def form(**plan):
    wanted = {"key": "garden", "place": "street", "quantity": "bins", "when": JOINS, **plan}
    return document(
        page(
            "you",
            question("what", "radios", options=options("join", "renew")),
            question("street", "text"),
            question("bins", "number"),
            question("mail", "email", name="person.email"),
            title=text("You"),
        ),
        needs={"payment": {"amount": 8000, "for": text("Garden waste"), "fund": "garden",
                           "plan": wanted}},
    )  # fmt: skip


def garden_plan(shop):
    rules = {"name": {"en": "Garden waste"}, "most": 3, "prorates": "months", "refunds": "months"}
    plan = apply_plan(
        actor=SETUP, council_id=shop.council.id, key="garden", fund="garden", rules=rules,
        now=shop.now,
    )  # fmt: skip
    price_plan(
        actor=SETUP, plan=plan, valid_from=date(2020, 1, 1), pence=6_000, more_pence=4_500,
        now=shop.now,
    )  # fmt: skip


@pytest.fixture
def ann(client, shop, now, queue):
    garden_plan(shop)
    publish(shop.council, form(), now)
    browser = Browser(client)
    browser.start("trial")
    return browser


def fill_in(browser, what="join"):
    answers = {"what": what, "street": "1 High Street", "bins": "2", "mail": "ann@home.test"}
    browser.post(answers)
    browser.post()


def test_paid_it_begins_once_and_stopping_gives_back_by_the_plans_rules(ann, shop, queue, now):
    fill_in(ann)
    payment = pay(shop, queue)
    actions.hand_in_paid(draft_id=Draft.objects.get().pk, now=shop.now)

    joined = Subscription.objects.get()
    assert (joined.state, joined.place, joined.quantity) == ("active", "1 High Street", 2)
    assert (joined.email, joined.plan.key) == ("ann@home.test", "garden")
    charge = Charge.objects.get()
    assert (charge.pence, charge.payment_id, charge.state) == (8000, payment.pk, "paid")
    assert Submission.objects.count() == 1
    stop_subscription(actor=SETUP, subscription_id=joined.pk, now=shop.now)
    assert Refund.objects.get().payment_id == payment.pk


def test_who_only_renews_joins_nothing(ann, shop, queue):
    fill_in(ann, "renew")
    pay(shop, queue)

    assert Submission.objects.count() == 1
    assert Subscription.objects.count() == 0


def test_without_the_plan_the_form_is_handed_in_all_the_same(client, shop, now, queue):
    from moothall.kernel.models import AuditEntry

    publish(shop.council, form(), now)
    browser = Browser(client)
    browser.start("trial")
    fill_in(browser)
    pay(shop, queue)

    assert Submission.objects.count() == 1
    assert Subscription.objects.count() == 0
    assert AuditEntry.objects.filter(verb="fee.plan-not-joined").count() == 1


@pytest.mark.parametrize(
    ("plan", "place"), [({"place": "nowhere"}, "place"), ({"quantity": "street"}, "quantity")]
)
def test_questions_that_are_not_there_are_found(plan, place):
    from moothall.eforms.lint import Circumstances

    found = [one.place for one in mistakes(form(**plan), Circumstances(languages=("en", "cy")))]

    assert f"needs/payment/plan/{place}" in found


def test_the_designer_chooses_the_plan_and_keeps_when_it_is_joined(ann, designer, shop):
    fee = f"{TRIAL}part/fee/"
    assert "Which subscription begins" in get(designer, fee).content.decode()

    wrong = save(designer, fee, kind="one", for_en="Bins", amount="60", plan_place="")
    assert "Choose the question that says for which address" in wrong.content.decode()
    save(designer, fee, kind="one", for_en="Bins", amount="60", plan_quantity="")
    plan = documented(shop.council)["needs"]["payment"]["plan"]
    assert plan == {"key": "garden", "place": "street", "when": JOINS}
    save(designer, fee, kind="one", plan="")
    assert "plan" not in documented(shop.council)["needs"]["payment"]
