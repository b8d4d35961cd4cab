"""The front desk in a real browser: a visitor is handed over while an officer answers."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from django.db import connection
from playwright.sync_api import expect

from moothall.bookings.queueing.actions import take_ticket
from moothall.bookings.queueing.serving import call_next, stand_at_counter
from moothall.cases.models import HandOver, Interaction
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace.tests.test_front_desk import (
    FRONT,
    _at_hall,
    _service,
    hall,  # noqa: F401 - fixture
)
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)
from moothall.surfaces.workspace.tests.test_receptionist import rita  # noqa: F401 - fixture

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def examined(opened):
    assert faults_in(opened) == []
    assert is_in_reach(opened)


@pytest.mark.timeout(300)
def test_a_visitor_is_handed_over_without_scripts(hall, northvale, alice, bob, live_server):  # noqa: F811
    with a_desk(live_server, cookie_of(bob), scripts=False) as desk:
        desk.goto(FRONT)
        desk.get_by_test_id("begin-visit").click()
        desk.get_by_test_id("hand-over").click()
        desk.get_by_label(alice.email).check()
        desk.get_by_label("What did they say?").fill("Asks about the flat")
        desk.get_by_test_id("save-hand-over").click()
        expect(desk.get_by_test_id("answer")).to_have_text("No answer yet")

    with a_desk(live_server, cookie_of(alice), scripts=False) as officer:
        officer.goto("/workspace/my-work/")
        officer.get_by_test_id("take-visitor").click()
        expect(officer.get_by_label("What was it about?")).to_have_value("Asks about the flat")

    with acting_for(northvale.id):
        assert Interaction.objects.get().logged_by_identifier == str(alice.pk)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_visitor_is_handed_over_and_taken(width, hall, northvale, alice, bob, live_server):  # noqa: F811
    with a_desk(live_server, cookie_of(bob), width=width) as desk:
        desk.goto(FRONT)
        examined(desk)
        desk.get_by_test_id("begin-visit").click()
        expect(desk.get_by_test_id("visit")).to_be_visible()
        examined(desk)
        desk.get_by_test_id("hand-over").click()
        desk.get_by_label(alice.email).check()
        desk.get_by_label("What did they say?").fill("Asks about the flat")
        examined(desk)
        desk.get_by_test_id("save-hand-over").click()
        expect(desk.get_by_test_id("answer")).to_have_text("No answer yet")
        examined(desk)

    with a_desk(live_server, cookie_of(alice), width=width) as officer:
        officer.goto("/workspace/visitors/")
        expect(officer.get_by_test_id("said")).to_have_text("Asks about the flat")
        examined(officer)
        officer.get_by_label("A word for the front desk").fill("Five minutes")
        officer.get_by_test_id("coming").click()
        expect(officer.get_by_test_id("answer")).to_have_text("I am coming")

    with a_desk(live_server, cookie_of(bob), width=width) as desk:
        desk.goto(FRONT)
        expect(desk.get_by_test_id("answer")).to_have_text("I am coming")
        examined(desk)
        with ThreadPoolExecutor() as beside:
            beside.submit(_take, northvale, alice).result()
        expect(desk.get_by_test_id("answer")).to_have_text("Taken over", timeout=20_000)

    with a_desk(live_server, cookie_of(alice), width=width) as officer:
        officer.goto("/workspace/my-work/")
        examined(officer)
        officer.goto("/workspace/calls/")
        officer.get_by_test_id("unfinished").get_by_role("link").first.click()
        expect(officer.get_by_label("What was it about?")).to_have_value("Asks about the flat")

    with acting_for(northvale.id):
        assert Interaction.objects.get().logged_by_identifier == str(alice.pk)


def _take(northvale, alice):
    from moothall.kernel.tests import kit
    from moothall.surfaces.workspace.front_desk import take_visitor

    with acting_for(northvale.id):
        take_visitor(
            actor=kit.actor_of(alice), hand_over_id=HandOver.objects.get().pk, now=clock.now()
        )
    connection.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, True), (390, False)])
def test_a_receptionist_hands_over_what_was_said(
    width,
    scripts,
    hall,  # noqa: F811
    northvale,
    alice,
    rita,  # noqa: F811
    live_server,
):
    with acting_for(northvale.id):
        take_ticket(service_id=_service().pk, now=clock.now())
        at = _at_hall(rita)
        stand_at_counter(**at, desk="7")
        call_next(**at)

    refused = pytest.raises(AssertionError, match="status of 422") if width > 390 else nullcontext()
    with refused, a_desk(live_server, cookie_of(rita), scripts=scripts, width=width) as desk:
        desk.goto(FRONT)
        desk.get_by_test_id("begin-visit").click()
        _looked(desk, scripts)
        if width > 390:
            desk.get_by_test_id("finish-visit").click()
            expect(desk.get_by_role("link", name="Choose what came of it")).to_be_visible()
            _looked(desk, scripts)
        desk.get_by_label("What did they say?").fill("Asks about the flat")
        desk.get_by_test_id("hand-over").click()
        desk.get_by_label(alice.email).check()
        desk.get_by_test_id("save-hand-over").click()
        expect(desk.get_by_test_id("answer")).to_have_text("No answer yet")
        _looked(desk, scripts)

    with acting_for(northvale.id):
        assert HandOver.objects.get().employee_id == alice.pk


def _looked(opened, scripts):
    assert is_in_reach(opened)
    if scripts:
        assert faults_in(opened) == []
