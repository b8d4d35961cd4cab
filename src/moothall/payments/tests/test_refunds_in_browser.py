"""Refunds and subscriptions in a real browser, without any script, on a phone and at a desk."""

import os
from pathlib import Path

import pytest
from django.test import Client

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import Queue, sign_in_resident, staff_user
from moothall.payments.models import Refund
from moothall.payments.refunds.tests.kit import Till
from moothall.payments.subscriptions.tests.kit import Round
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
]

PHONE, DESK = 390, 1280


def look(opened, name):
    """Examine a page as its readers do, and keep a picture of it where somebody wants one."""
    if folder := os.environ.get("MOOTHALL_PICTURES"):
        opened.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert is_in_reach(opened), name
    assert faults_in(opened) == [], name


@pytest.fixture
def council(northvale, alice):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=clock.now(),
        )  # fmt: skip
    return northvale


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_staff_ask_for_a_refund_and_agree_to_another(live_server, council, width):
    with acting_for(council.id):
        till = Till(Round(council, clock.now(), Queue()).shop)
        payment = till.paid(till.shop.item(reference="GW-1"), till.shop.item(unit_pence=4_000))
        other = till.ask_for(till.paid(), 2_500, note="They rang on Monday")
    alice = staff_user("alice", clock.now())
    asking = f"/workspace/refunds/northvale/of/{payment.pk}/"
    deciding = f"/workspace/refunds/northvale/{other.pk}/"
    with a_desk(live_server, cookie_of(alice), width=width) as opened:
        opened.goto(asking)
        look(opened, f"refund-new-{width}")
        for path, name in (("/workspace/refunds/northvale/", "refunds"), (deciding, "refund")):
            opened.goto(path)
            look(opened, f"{name}-{width}")
    with a_desk(live_server, cookie_of(alice), width=width, scripts=False) as opened:
        opened.goto(asking)
        opened.get_by_label("A part of it").check()
        opened.get_by_label("Garden waste: £40 left").fill("12.50")
        opened.get_by_label("The payer cancelled").check()
        opened.get_by_test_id("ask").click()
        assert "somebody else has to decide" in opened.get_by_test_id("own").inner_text()
        opened.goto(deciding)
        opened.get_by_test_id("approve").click()
        assert "The payer is told" in opened.get_by_test_id("flash").inner_text()
    with acting_for(council.id):
        assert sorted(Refund.objects.values_list("amount_pence", "state")) == [
            (1_250, "requested"), (2_500, "approved"),
        ]  # fmt: skip


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_resident_looks_after_their_subscription(live_server, council, rhian, width):
    with acting_for(council.id):
        garden = Round(council, clock.now(), Queue())
        subscription = garden.joined(person=rhian, quantity=2, keeps_card=True)
    alice = staff_user("alice", clock.now())
    browser = Client(HTTP_HOST="northvale.test")
    sign_in_resident(browser, rhian)
    mine = f"/account/subscriptions/{subscription.pk}/"
    with a_desk(live_server, cookie_of(alice), width=width) as opened:
        for path, name in (
            ("/subscribe/garden-waste/", "join"),
            ("/workspace/subscriptions/northvale/", "staff-list"),
            (f"/workspace/subscriptions/northvale/{subscription.pk}/", "staff-one"),
        ):
            opened.goto(path)
            look(opened, f"subscription-{name}-{width}")
        opened.context.add_cookies(
            [
                {"name": name, "value": one.value, "domain": "northvale.test", "path": "/"}
                for name, one in browser.cookies.items()
            ]
        )
        for path, name in (
            ("/account/subscriptions/", "list"),
            (mine, "one"),
            (f"{mine}change/?quantity=1", "fewer"),
            (f"{mine}renewal/", "renewal"),
            (f"{mine}stop/", "stop"),
        ):
            opened.goto(path)
            look(opened, f"subscription-{name}-{width}")
        opened.get_by_test_id("confirm").click()
        assert "Stopped" in opened.get_by_test_id("state").inner_text()
