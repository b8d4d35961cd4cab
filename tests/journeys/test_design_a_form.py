"""A services officer builds a form, tries it out and sees what stands before its publication."""

import pytest
from playwright.sync_api import expect

from tests.installation import secrets_folder
from tests.journeys.browser import DESK, PHONE, examine, press, window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

EMAIL = "supervisor@aldermoor.example"


def sign_in(running, page, email=EMAIL):
    password = (secrets_folder() / "demo-password").read_text(encoding="utf-8").strip()
    page.goto(running.url("/workspace/"))
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.get_by_test_id("signed-in-as").wait_for()


def add(page, label, kind, options=""):
    page.get_by_test_id("add-question").click()
    page.fill("#id_label", label)
    page.check(f"input[name=type][value={kind}]")
    page.fill("#id_options", options)
    page.get_by_test_id("add").click()
    page.get_by_test_id("save").wait_for()


@pytest.mark.parametrize(
    ("size", "scripts"), [(PHONE, False), (DESK, True)], ids=["390-without-scripts", "1280"]
)
def test_a_skip_permit_with_a_fee_a_map_and_a_condition(running, browser, size, scripts):
    with window(browser, size=size, scripts=scripts) as page:
        sign_in(running, page)
        page.goto(running.url("/workspace/forms/"))
        press(page, "new-aldermoor")
        page.fill("#id_title", "Apply for a skip permit")
        page.fill("#id_slug", f"skip-permit-{size['width']}")
        page.select_option("#id_service_type", "general-enquiry")
        examine(browser, page)
        page.get_by_test_id("begin").click()
        page.get_by_test_id("outline").wait_for()
        add(page, "Where will the skip stand?", "map_location")
        add(page, "Will it stand on the road?", "radios", "On the road\nOn my own land")
        add(page, "How will you light it at night?", "textarea")
        examine(browser, page)

        press(page, "change-condition")
        page.get_by_label("Will it stand on the road?").check()
        press(page, "choose")
        page.get_by_label("On the road").check()
        examine(browser, page)
        press(page, "add")
        sentence = page.get_by_test_id("sentence").inner_text()
        assert sentence == "When “Will it stand on the road?” is “On the road”"

        page.get_by_test_id("part-fee").click()
        page.get_by_label("One amount").check()
        page.fill("[name=s-for_en]", "Skip permit")
        page.fill("[name=s-amount]", "45")
        press(page, "save")
        page.get_by_text("Saved. It is not published yet.").wait_for()
        press(page, "way-design-checks")
        expect(page.get_by_test_id("mistakes")).to_have_count(0)
        examine(browser, page)
        press(page, "way-design-journey")
        examine(browser, page)

        press(page, "way-design-try")
        press(page, "start")
        page.locator("[name=details]").fill("A skip for a week")
        press(page, "continue")
        assert "How will you light it at night?" in page.get_by_test_id("reasons").inner_text()
        examine(browser, page)


@pytest.mark.parametrize(
    ("size", "scripts"), [(PHONE, False), (DESK, True)], ids=["390-without-scripts", "1280"]
)
def test_what_becomes_of_the_answers_and_two_versions_side_by_side(running, browser, size, scripts):
    with window(browser, size=size, scripts=scripts) as page:
        sign_in(running, page)
        form = running.url("/workspace/form-design/aldermoor/missed-bin/")
        page.goto(f"{form}part/told/")
        page.select_option("[name=s-new]", index=1)
        press(page, "save")
        examine(browser, page)
        page.goto(f"{form}part/services/")
        page.select_option("[name=s-new]", index=1)
        press(page, "save")
        examine(browser, page)
        page.goto(f"{form}part/services/")
        examine(browser, page)
        page.goto(f"{form}part/signature/")
        page.fill("[name=s-statement_en]", "I agree.")
        press(page, "save")
        examine(browser, page)
        page.goto(f"{form}open/")
        assert "The form is open." in page.get_by_test_id("opening").inner_text()
        examine(browser, page)

        press(page, "way-design-history")
        press(page, "compare")
        assert "They differ in 1 place" in page.get_by_test_id("differences").inner_text()
        examine(browser, page)
        press(page, "restore-1")
        examine(browser, page)
        press(page, "restore")
        page.goto(f"{form}compare/")
        assert "The two versions are the same." in page.get_by_test_id("differences").inner_text()
