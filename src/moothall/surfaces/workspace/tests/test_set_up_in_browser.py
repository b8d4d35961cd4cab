"""Words of messages and roles in a real browser: with and without scripts, narrow and wide."""

import os

import pytest
from playwright.sync_api import expect

from moothall.kernel import clock, short_memory
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import actor_of
from moothall.notifications.models import MessageTemplate
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WORDS = "/workspace/message-words/northvale/"
ROLES = "/workspace/roles/northvale/"


@pytest.fixture
def admin(northvale, alice):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.ADMINISTRATOR, council_id=northvale.id,
            now=clock.now(),
        )  # fmt: skip
    return alice


def look_at(opened, name, *, scripts, width):
    assert is_in_reach(opened), name
    if scripts:
        assert faults_in(opened) == [], name
    if folder := os.environ.get("SET_UP_LOOKS"):
        opened.screenshot(path=f"{folder}/{name}-{width}-{scripts}.png", full_page=True)


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, True), (390, False)])
def test_words_are_written_looked_at_and_published(northvale, admin, live_server, width, scripts):
    seen = {"scripts": scripts, "width": width}
    with a_desk(live_server, cookie_of(admin), **seen) as opened:
        opened.goto("/workspace/set-up/")
        look_at(opened, "set-up", **seen)
        opened.get_by_role("main").get_by_role("link", name="Words of messages").click()
        look_at(opened, "words", **seen)
        opened.goto(f"{WORDS}cases.received/text/")
        opened.get_by_label("Words in English").fill("((reference)): ((track_url)) ŵ")
        opened.get_by_test_id("save").click()
        expect(opened.get_by_test_id("drafted").first).to_contain_text("ABC-4F7-K2Q: https://")
        expect(opened.get_by_test_id("drafted").first).to_contain_text("shorter: ŵ")
        look_at(opened, "words-draft", **seen)
        opened.get_by_test_id("publish").click()
        expect(opened.get_by_test_id("flash")).to_contain_text("Published")
        expect(opened.get_by_test_id("version")).to_have_count(1)
        opened.goto(f"{WORDS}payments.debit-set-up/email/")
        expect(opened.get_by_test_id("lock")).to_be_visible()
        look_at(opened, "words-fixed", **seen)

    short_memory.forget_all()
    with acting_for(northvale.id):
        assert MessageTemplate.objects.get().body == "((reference)): ((track_url)) ŵ"


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, True), (390, False)])
def test_a_role_is_made_and_given(northvale, admin, mallory, live_server, width, scripts):
    seen = {"scripts": scripts, "width": width}
    with a_desk(live_server, cookie_of(admin), **seen) as opened:
        opened.goto(ROLES)
        look_at(opened, "roles", **seen)
        opened.get_by_role("main").get_by_role("link", name="Desk", exact=True).click()
        opened.get_by_test_id("copy").click()
        opened.get_by_label("Name of the role").fill("Registrar on duty")
        opened.get_by_label("See payments", exact=True).check()
        opened.get_by_label("Ask for refunds").check()
        opened.get_by_test_id("save").click()
        expect(opened.get_by_test_id("sees")).to_contain_text("Diary")
        opened.get_by_label("Email address at work").fill(mallory.email)
        opened.get_by_label("Name", exact=True).fill("Mallory")
        opened.get_by_test_id("give").click()
        expect(opened.get_by_test_id("holder")).to_have_count(1)
        look_at(opened, "role", **seen)
        opened.get_by_test_id("edit").click()
        look_at(opened, "role-edit", **seen)
        opened.goto(f"{ROLES}built-in/supervisor/")
        expect(opened.get_by_test_id("beyond")).to_be_visible()
        look_at(opened, "role-beyond", **seen)

    assert "refund.request" in actor_of(mallory).permissions[northvale.id]


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, True), (390, False)])
def test_what_is_wrong_is_said_and_put_right(northvale, admin, live_server, width, scripts):
    seen = {"scripts": scripts, "width": width}
    refused = pytest.raises(AssertionError, match=r"status of 422")
    with refused, a_desk(live_server, cookie_of(admin), **seen) as opened:
        opened.goto(f"{WORDS}cases.received/email/")
        opened.get_by_label("Words in English").fill("Look: ((track))")
        opened.get_by_test_id("save").click()
        summary = opened.locator(".govuk-error-summary")
        expect(summary).to_contain_text("does not know ((track))")
        look_at(opened, "words-error", **seen)
        opened.goto(f"{ROLES}built-in/desk/copy/")
        opened.get_by_label("Ask for refunds").check()
        opened.get_by_label("Agree to refunds that somebody else has asked for").check()
        opened.get_by_test_id("save").click()
        expect(summary).to_contain_text("without “See payments”")
        look_at(opened, "role-error", **seen)
        opened.get_by_label("See payments", exact=True).check()
        opened.get_by_label("I have read what should not be together").check()
        opened.get_by_test_id("save").click()
        expect(opened.get_by_test_id("flash")).to_contain_text("Saved")
