"""The screens of refunds: asking, agreeing, and what people have to do about them."""

import pytest
from django.test import Client

from moothall.kernel.errors import GiveUp
from moothall.payments.models import PaymentLine, Refund
from moothall.payments.ports import LostAnswer
from moothall.payments.refunds.tests.kit import state_of, sums
from moothall.payments.returning import token_of
from moothall.payments.tests.desks import Desk, supervisor

LIST = "/workspace/refunds/northvale/"
WHOLE = {"how_much": "whole", "reason": "cancelled", "note": ""}


@pytest.fixture
def asha(till, now):
    return supervisor("asha", till.council, now)


@pytest.fixture
def ben(till, now):
    return supervisor("ben", till.council, now)


def page_of(payment):
    return f"{LIST}of/{payment.pk}/"


def test_one_asks_and_another_agrees(till, asha, ben):
    payment = till.paid()
    asked = asha.post(page_of(payment), **WHOLE)
    refund = Refund.objects.get()
    assert asked.location == f"{LIST}{refund.pk}/"

    mine = asha.get(asked.location)
    assert "somebody else has to decide" in mine.one("own")
    assert asha.post(f"{asked.location}decide/", decision="approve").status == 422
    assert state_of(refund) == "requested"
    assert "Anybody who may agree, but not Asha" in ben.get(LIST).one("refund")
    agreed = ben.post(f"{asked.location}decide/", decision="approve", note="")

    assert (agreed.status, state_of(refund), sums(payment)) == (302, "approved", (0, 10_000))
    assert "Whose turn: Kept for tests" in ben.get(f"{LIST}?show=under-way").one("refund")


def test_a_part_is_written_line_by_line_and_mistakes_are_said_and_kept(till, asha):
    payment = till.paid(till.shop.item(unit_pence=6_000), till.shop.item(unit_pence=4_000))
    first, second = PaymentLine.objects.filter(payment_id=payment.pk).order_by("position")
    part = {"how_much": "part", "reason": "overcharged", "note": "See letter"}

    for typed, said in (
        ({f"line-{first.pk}": "x"}, "Write an amount in pounds"),
        ({f"line-{first.pk}": "60.01"}, "Only £60 of this is left."),
        ({}, "Write how much is given back"),
    ):
        page = asha.post(page_of(payment), **part, **typed)
        assert (page.status, said in page.text) == (422, True)
        assert page.value("note") == "See letter"
    card = asha.post(page_of(payment), **(WHOLE | {"note": "4242 4242 4242 4242"}))
    assert "Take out what looks like a bank card number." in card.text
    nothing = asha.post(page_of(payment))
    assert ("Say how much" in nothing.text, "Say why it is given back" in nothing.text) == (
        True, True,
    )  # fmt: skip
    assert Refund.objects.count() == 0

    asha.post(page_of(payment), **part, **{f"line-{second.pk}": "12.50"})

    assert (Refund.objects.get().amount_pence, sums(payment)) == (1_250, (0, 1_250))


def test_declining_needs_a_reason(till, asha, ben):
    payment = till.paid()
    address = asha.post(page_of(payment), **WHOLE).location

    assert ben.post(f"{address}decide/", decision="decline", note=" ").status == 422
    assert ben.post(f"{address}decide/", decision="decline", note="It was used").status == 302

    assert Refund.objects.get().state == "declined"
    assert ben.post(f"{address}decide/", decision="approve").status == 302  # told it is too late
    assert sums(payment) == (0, 0)


def test_what_is_made_in_the_portal_is_recorded_with_its_reference(till, asha, ben):
    payment = till.paid()
    address = asha.post(page_of(payment), **WHOLE, by_hand="on").location
    ben.post(f"{address}decide/", decision="approve")

    assert asha.post(f"{address}record/", reference=" ").status == 422
    assert asha.post(f"{address}record/", reference="SCP-9").status == 302

    assert (Refund.objects.get().state, sums(payment)) == ("done", (10_000, 0))
    assert "SCP-9" in asha.get(address).text


def test_in_doubt_somebody_looks_and_a_failure_is_asked_for_again(till, asha, ben):
    payment = till.paid()
    refund = till.approve(till.ask_for(payment))
    till.gateway.troubles = [LostAnswer("Silence."), GiveUp("No.")]
    till.ask_gateway(refund)
    Refund.objects.update(lease_until=None)
    till.ask_gateway(refund)
    address = f"{LIST}{refund.pk}/"
    assert "Failed or in doubt (1)" in asha.get(LIST).one("shelves")

    assert asha.post(f"{address}look/").status == 422
    assert asha.post(f"{address}look/", was_made="yes").status == 422
    asha.post(f"{address}look/", was_made="no")
    assert state_of(refund) == "failed"
    again = asha.post(f"{address}again/")

    assert again.location != address
    assert Refund.objects.exclude(pk=refund.pk).get().state == "requested"
    asha.post(f"{again.location}withdraw/")
    assert sums(payment) == (0, 0)


def test_another_council_an_agent_and_nobody_see_and_do_nothing(
    till, bob, carys, southmere, client, now
):
    payment = till.paid()
    refund = till.ask_for(payment, 100)
    agent, strange = Desk("northvale.test", bob), supervisor("dewi", southmere, now)
    paths = [LIST, page_of(payment), f"{LIST}{refund.pk}/"]
    acts = [
        f"{LIST}{refund.pk}/{act}/" for act in ("withdraw", "decide", "record", "look", "again")
    ]

    for path in paths:
        assert agent.get(path).status == 403
        assert strange.get(path).status == 404
        assert strange.get(path.replace("northvale", "southmere")).status in {200, 404}
        assert client.get(path, headers={"host": "northvale.test"}).status_code == 302
    for path in acts:
        assert agent.post(path, decision="approve").status == 403
        assert strange.post(path, decision="approve").status == 404
        assert strange.post(path.replace("northvale", "southmere")).status == 404
    assert strange.get("/workspace/refunds/southmere/").all("refund") == []

    assert (state_of(refund), sums(payment)) == ("requested", (0, 100))


def test_an_officer_asks_but_does_not_agree(till, alice, ben):
    payment = till.paid()
    officer = Desk("northvale.test", alice)
    refund = till.ask_for(payment, 100)

    assert officer.post(page_of(payment), **WHOLE).status == 302
    assert officer.post(f"{LIST}{refund.pk}/decide/", decision="approve").status == 403

    assert state_of(refund) == "requested"


def test_the_payer_sees_what_is_given_back(till):
    payment = till.paid()
    browser = Client(HTTP_HOST=till.council.hostname)
    page = f"/payment/{token_of(payment.pk)}/"
    refund = till.ask_for(payment, 4_000)
    assert "Money back" not in browser.get(page).text

    till.approve(refund)
    assert "£40: we are giving it back" in browser.get(page).text
    till.ask_gateway(refund)

    assert "£40 given back on" in browser.get(page).text
