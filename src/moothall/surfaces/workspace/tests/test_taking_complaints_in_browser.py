"""Taking a complaint in a real browser: narrow and wide, without scripts, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from moothall.cases.models import Case
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)
from moothall.surfaces.workspace.tests.test_taking_complaints import (  # noqa: F401 - fixtures
    at,
    contact,
    late,
    nameless,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_read_by_everybody(width, late, contact, nameless, bob, live_server):  # noqa: F811
    with a_desk(live_server, cookie_of(bob), width=width, refused=(422,)) as opened:
        for address in (at(contact), f"{at(contact)}?case={late.reference}", at(nameless)):
            opened.goto(address)
            assert (address, faults_in(opened)) == (address, [])
            assert is_in_reach(opened)
        opened.get_by_test_id("take-complaint").click()
        expect(opened.get_by_role("alert")).to_contain_text("Choose whether they tell us")
        assert faults_in(opened) == []
        assert is_in_reach(opened)


@pytest.mark.timeout(300)
def test_a_complaint_is_taken_by_keyboard(late, contact, northvale, bob, live_server):  # noqa: F811
    with a_desk(live_server, cookie_of(bob), width=1280) as opened:
        opened.goto(f"{at(contact)}?case={late.reference}")
        opened.get_by_label("What happened?").focus()
        opened.keyboard.press("Control+A")
        opened.keyboard.type("Nobody came")
        opened.keyboard.press("Tab")
        opened.keyboard.type("An apology")
        opened.keyboard.press("Tab")
        opened.keyboard.press("ArrowDown")
        for _step in range(10):
            opened.keyboard.press("Tab")
            if opened.evaluate("document.activeElement.dataset.testid") == "take-complaint":
                break
        opened.keyboard.press("Enter")
        expect(opened.get_by_test_id("flash")).to_contain_text("The complaint is taken.")

    with acting_for(northvale.id):
        made = Case.objects.get(kind="complaint")
        assert (made.about_case_id, made.summary) == (late.pk, "Nobody came")
        assert [one.value for one in made.particulars] == ["Nobody came", "An apology", "By email"]
