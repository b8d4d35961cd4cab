"""A form with a fee that somebody else signs: signed first, then paid, then handed in, once."""

import re
from datetime import timedelta

import pytest

from moothall.cases.models import Case
from moothall.eforms.actions import delete_expired_drafts, let_go_of_unpaid
from moothall.eforms.models import Draft, Signing, SigningState, Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import publish
from moothall.eforms.tests.test_fees import pay, shop  # noqa: F401 - a fixture
from moothall.eforms.tests.test_signing import OTHER, OWN, fill_in, form, link, messages
from moothall.kernel import clock
from moothall.payments.models import BasketLine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def with_fee():
    document = form()
    document["needs"]["payment"] = {
        "amount": 6000,
        "for": {"en": "Dropped kerb", "cy": "Cwrb isel"},
        "when": {"==": [{"var": "home"}, "ours"]},
        "fund": "garden",
    }
    return document


@pytest.fixture
def ann(client, shop, now):  # noqa: F811
    publish(shop.council, with_fee(), now)
    browser = Browser(client)
    browser.start("trial")
    fill_in(browser)
    return browser


@pytest.fixture
def signed(ann, client, shop):  # noqa: F811
    ann.post()
    ben = Browser(client)
    ben.get(link(shop.council))
    ben.post({"action": "sign", "agreed": "yes", "name": "Ben Person"})
    return ben


def way_to_pay(shop):  # noqa: F811
    (told,) = messages(shop.council, "eforms.sign-to-pay")
    assert told.recipient == OWN
    assert "£60" in told.body
    return re.search(r"test(?::\d+)?(/\S+)", told.body)[1]


def test_it_is_signed_then_paid_then_handed_in_once(ann, shop, signed, queue):  # noqa: F811
    assert "There is a fee" in signed.html
    assert Submission.objects.count() == BasketLine.objects.count() == 0
    signed.get(link(shop.council))
    assert "There is a fee" in signed.html

    ann.get(way_to_pay(shop))
    assert "Ben Person has signed your form" in ann.html
    assert Draft.objects.get().answers["who"] == "Ann Person"
    ann.post({"action": "pay"})
    assert ann.path == "/basket/"
    payment = pay(shop, queue)

    submission = Submission.objects.get()
    assert submission.signature["name"] == "Ben Person"
    assert submission.signature["email"] == OTHER
    keys = [one["key"] for one in Case.objects.get().details][-2:]
    assert keys == ["signature", "payment"]
    assert payment.amount_pence == 6000
    signed.get(link(shop.council))
    assert submission.reference in signed.html


def test_taken_out_of_the_basket_it_stays_signed(ann, shop, signed):  # noqa: F811
    ann.get(way_to_pay(shop))
    fee_page = ann.path
    ann.post({"action": "pay"})
    ann.post(path=f"/basket/{BasketLine.objects.get().pk}/remove/")
    draft = Draft.objects.get()
    assert draft.frozen_for == "payment"

    ann.get(fee_page)
    ann.post({"action": "pay"})

    assert BasketLine.objects.filter(removed_at=None).count() == 1
    ann.post({"action": "pay"}, path=fee_page)
    assert BasketLine.objects.filter(removed_at=None).count() == 1


def test_taken_back_it_must_be_signed_again(ann, shop, signed):  # noqa: F811
    ann.get(way_to_pay(shop))
    ann.post()

    assert ann.page == "check"
    assert "they must sign it again" in ann.html
    signed.get(link(shop.council))
    assert "needs no signature now" in signed.html
    ann.post({"action": "pay"}, path=ann.path.replace("check", "fee"))
    assert BasketLine.objects.count() == 0
    ann.get(ann.path)
    ann.post(path=ann.path.replace("fee", "check"))
    assert ann.page == "signature"
    assert list(Signing.objects.order_by("asked_at").values_list("state", flat=True)) == [
        SigningState.SIGNED,
        SigningState.WAITING,
    ]


def test_answers_that_need_no_signer_any_more_are_handed_in_without_one(ann, shop, signed):  # noqa: F811
    ann.get(way_to_pay(shop))
    ann.post()
    you = ann.path.replace("check", "you")
    ann.post({"who": "Ann Person", "mail": OWN, "home": "mine"}, path=you + "?return=check")
    ann.post()

    assert ann.page == "done"
    assert Submission.objects.get().signature is None


def test_what_nobody_pays_can_be_changed_again_and_is_forgotten_later(ann, shop, signed):  # noqa: F811
    draft = Draft.objects.get()
    late = draft.expires_at + timedelta(seconds=1)
    assert delete_expired_drafts(now=late) == 0

    assert let_go_of_unpaid(now=draft.expires_at) == 0
    assert let_go_of_unpaid(now=late) == 1
    assert let_go_of_unpaid(now=late) == 0

    draft.refresh_from_db()
    assert (draft.frozen_at, draft.frozen_for) == (None, "")
    assert delete_expired_drafts(now=late) == 0
    assert delete_expired_drafts(now=draft.expires_at + timedelta(days=1)) == 1


def test_what_staff_filled_in_is_paid_by_a_link(ann, client, shop):  # noqa: F811
    Draft.objects.update(actor_kind="staff", actor_identifier="1", channel="phone")
    from moothall.eforms import actions
    from moothall.eforms.actions.sign_messages import token_of
    from moothall.kernel.actors import Actor, ActorKind

    staff = Actor(
        kind=ActorKind.STAFF,
        identifier="1",
        name="Sam",
        permissions={shop.council.id: frozenset({"form.assist"})},
    )
    signing = actions.ask_for_signature(
        actor=staff, council_id=shop.council.id, form="trial", secret=ann.path.split("/")[3],
        language="en", now=clock.now(),
    )  # fmt: skip
    handed_in = actions.sign(
        council_id=shop.council.id, token=token_of(signing), name="Ben", now=clock.now()
    )

    assert handed_in is None
    page = client.get(way_to_pay(shop), headers={"host": "northvale.test"}, follow=True)
    assert "Dropped kerb" in page.content.decode()
