"""A whole call in a real browser, by keyboard alone: it rings, is taken, checked and wrapped up."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from moothall.cases.contact import actions
from moothall.cases.contact.models import Call
from moothall.cases.contact.tests.telling import connect, event, tell, tell_over
from moothall.cases.models import Interaction
from moothall.cases.tests.factories import staff_of
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import add_contact_point
from moothall.people.models import ContactKind
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)
from tests.journeys.keyboard import press_enter, stops, tab_to, type_into

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LINES = (("northvale", "01632 960 500"), ("southmere", "01632 960 600"))


@pytest.fixture
def desk_with_telephone(northvale, southmere, bob, caller):
    connect(northvale)
    for council, (_slug, number) in zip((northvale, southmere), LINES, strict=True):
        with acting_for(council.id):
            actions.set_line(
                actor=staff_of(council, permissions=frozenset({"settings.edit"})),
                council_id=council.id, line_id=None, name=f"{council.short_name} general",
                number=number, queue="", greeting=f"{council.short_name}, good morning",
                now=clock.now(),
            )  # fmt: skip
    with acting_for(northvale.id):
        actions.claim_extension(
            actor=kit.actor_of(bob), council_id=northvale.id, extension="2101", now=clock.now()
        )
        add_contact_point(
            actor=kit.actor_of(bob), person_id=caller.pk, kind=ContactKind.PHONE,
            value="01632 960 123", now=clock.now(),
        )  # fmt: skip
    return cookie_of(bob)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_whole_call_by_keyboard(width, northvale, caller, desk_with_telephone, live_server):
    with a_desk(live_server, desk_with_telephone, width=width) as opened:
        opened.goto("/workspace/people/")
        expect(opened.get_by_test_id("agent-state")).to_have_text("You are: not taking calls")
        ringing = {"call_id": "c1", "to": LINES[0][1], "agents": ["2101"]}
        assert tell_over(live_server.url, northvale, event("new", **ringing)) == 204

        expect(opened.get_by_test_id("pop-said")).to_have_text("A call is ringing")
        expect(opened.get_by_test_id("pop-council")).to_have_text("Northvale")
        expect(opened.get_by_test_id("pop-reason").first).to_contain_text("Missed bin is open")
        assert faults_in(opened) == []
        assert is_in_reach(opened)
        assert (
            tell_over(live_server.url, northvale, event("answered", **ringing, extension="2101"))
            == 204
        )
        expect(opened.get_by_test_id("pop-said")).to_have_text("You are on a call")
        press_enter(opened, opened.get_by_test_id("take-as"))

        expect(opened.get_by_test_id("contact-open")).to_have_text(f"On a call with {caller.name}")
        expect(opened.get_by_test_id("level")).to_have_text("Level 0 of 2")
        expect(opened.locator("[data-began]")).to_contain_text(":")
        tab_to(opened, opened.get_by_test_id("ask").locator("summary"))
        opened.keyboard.press("Enter")
        type_into(opened, "What is your postcode?", "QX1 1AA")
        type_into(opened, "What is your date of birth?", "27/3/1980")
        press_enter(opened)
        expect(opened.get_by_test_id("level")).to_have_text("Level 1 of 2")
        expect(opened.get_by_test_id("read-out-words")).to_contain_text("We have it")
        assert faults_in(opened) == []
        assert is_in_reach(opened)
        type_into(opened, "What was it about?", "Asks about the bin")
        expect(opened.get_by_text("Kept", exact=True)).to_be_visible()
        case = opened.get_by_role("radio", name="Missed bin")
        tab_to(opened, opened.get_by_role("radio", name="I have answered it"))
        while not case.evaluate("one => one === document.activeElement"):
            opened.keyboard.press("ArrowDown")
        press_enter(opened)

        expect(opened.get_by_test_id("contact-council")).to_have_text("Northvale")
        assert (
            tell_over(live_server.url, northvale, event("ended", call_id="c1", cause="hangup"))
            == 204
        )
        press_enter(opened, opened.get_by_test_id("strip-wrap-up"))
        expect(opened.get_by_test_id("why")).to_contain_text("they asked how it stands")
        expect(opened.get_by_role("radio", name="Progress chasing")).to_be_checked()
        assert faults_in(opened) == []
        assert is_in_reach(opened)
        expect(opened.get_by_test_id("finish")).to_be_focused()
        press_enter(opened)

        expect(opened.get_by_test_id("flash")).to_have_text("The contact is written down.")
        expect(opened.get_by_test_id("contact-strip")).to_have_count(0)
        expect(opened.get_by_test_id("agent-state")).to_have_text("You are: Available")
        assert faults_in(opened) == []
        assert is_in_reach(opened)

    with acting_for(northvale.id):
        contact = Interaction.objects.get(began_at__isnull=False)
    assert (contact.outcome, contact.avoidable_reason, contact.verified_level) == (
        "progress", "chasing", 1,
    )  # fmt: skip
    assert (contact.summary, contact.person_id) == ("Asks about the bin", caller.pk)


@pytest.mark.timeout(300)
def test_a_call_is_heard_and_reached_in_order_and_takes_no_focus(
    northvale, caller, desk_with_telephone, live_server
):
    """What a screen reader says of a whole call, and where the focus goes without a mouse."""
    with a_desk(live_server, desk_with_telephone, width=1280, refused=[422]) as opened:
        opened.goto("/workspace/people/")
        expect(opened.get_by_test_id("agent-state")).to_be_visible()
        opened.keyboard.press("Tab")
        expect(opened.locator(":focus")).to_have_text("Skip to main content")
        search = opened.locator("#q")
        tab_to(opened, search)
        opened.keyboard.type("Som")
        ringing = {"call_id": "c1", "to": LINES[0][1], "agents": ["2101"]}
        tell_over(live_server.url, northvale, event("new", **ringing))

        calls = opened.get_by_role("region", name="Your calls")
        expect(calls).to_contain_text(caller.name)
        expect(calls).to_have_attribute("aria-live", "polite")
        expect(opened.get_by_role("region", name="A call is ringing")).to_be_visible()
        expect(search).to_be_focused()
        opened.keyboard.type("ebody")
        expect(search).to_have_value("Somebody")
        names = [one["name"] for one in stops(opened)]
        assert names[0] == "Skip to main content"
        taking = [one for one in names if one.startswith((caller.name, "Somebody else"))]
        assert [one.partition(",")[0] for one in taking] == [caller.name, "Somebody else"], names

        tell_over(live_server.url, northvale, event("answered", **ringing, extension="2101"))
        expect(opened.get_by_test_id("pop-said")).to_have_text("You are on a call")
        press_enter(opened, opened.get_by_test_id("take-as"))
        expect(opened).to_have_title(re.compile(f"Call from {caller.name}"))
        expect(opened.get_by_role("region", name="Open contact")).to_be_visible()
        expect(opened.get_by_role("heading", level=1)).to_contain_text(caller.name)
        assert "Continue" in [one["name"] for one in stops(opened)]
        type_into(opened, "What was it about?", "Asks about the bin")
        expect(opened.get_by_role("status").filter(has_text="Kept")).to_be_visible()
        press_enter(opened, opened.get_by_test_id("continue"))
        expect(opened.get_by_role("alert")).to_contain_text("There is a problem")
        expect(opened.locator(".govuk-error-summary")).to_be_focused()
        expect(opened).to_have_title(re.compile("^Error:"))
        tab_to(opened, opened.get_by_role("radio", name="I have answered it"))
        opened.keyboard.press("Space")
        press_enter(opened)

        expect(opened.get_by_test_id("finish")).to_be_focused()
        assert [one["name"] for one in stops(opened)].count("Finish") == 2
        press_enter(opened, opened.get_by_test_id("finish"))
        said = opened.get_by_role("status").filter(has_text="The contact is written down.")
        expect(said).to_be_visible()


def test_a_call_is_taken_and_wrapped_up_without_scripts(
    northvale, southmere, desk_with_telephone, live_server
):
    tell(northvale, event("new", call_id="c1", to=LINES[1][1], agents=["2101"]))

    with a_desk(live_server, desk_with_telephone, scripts=False) as opened:
        opened.goto("/workspace/calls/")
        expect(opened.get_by_test_id("pop-council")).to_have_text("Southmere")
        opened.get_by_test_id("take-nameless").click()
        opened.get_by_label("What was it about?").fill("Wants the library")
        opened.get_by_label("I have answered it").check()
        opened.get_by_test_id("continue").click()
        opened.get_by_label("Poor signposting or transfer").check()
        opened.get_by_test_id("finish").click()
        expect(opened.get_by_test_id("flash")).to_have_text("The contact is written down.")

    with acting_for(southmere.id):
        contact = Interaction.objects.get()
        assert Call.objects.get().interaction_id == contact.pk
    assert (contact.summary, contact.avoidable_reason) == ("Wants the library", "signposting")
    assert clock.now() - contact.finished_at < timedelta(minutes=5)
