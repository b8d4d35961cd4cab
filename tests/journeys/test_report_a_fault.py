"""The whole line: a resident reports, the crew has it, the resident sees it done."""

import pytest
from playwright.sync_api import expect

from tests.installation import wait_until
from tests.journeys.browser import DESK, ERROR, PHONE, press, window
from tests.journeys.browser import examine as look

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

MAIL = "sian.journey@resident.example"


@pytest.mark.parametrize("scripts", [False, True], ids=["without-scripts", "with-scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_a_resident_reports_a_street_light_and_watches_it_mended(running, browser, size, scripts):
    mail = f"{scripts}.{size['width']}.{MAIL}".lower()
    # Without scripts a desk shows what a phone shows: once is enough to look at.
    examine = look if scripts or size == PHONE else look_away
    with window(browser, size=size, scripts=scripts) as page:
        page.goto(running.url("/"))
        examine(browser, page)
        page.goto(running.url("/forms/street-fault/"))
        examine(browser, page)
        press(page, "start")

        press(page, "continue")
        expect(page, "an unanswered page says what is missing").to_have_title(ERROR)
        examine(browser, page)
        page.get_by_label("street light", exact=False).first.check()
        press(page, "continue")
        page.get_by_label("No", exact=False).first.check()
        examine(browser, page)
        press(page, "continue")
        page.locator("[name=place_description]").fill("Outside the library in Alder Street")
        examine(browser, page)
        press(page, "continue")
        page.locator("[name=description]").fill("Out for three nights")
        press(page, "continue")
        examine(browser, page)
        press(page, "continue")
        page.locator("[name=name]").fill("Siân Llewelyn")
        page.locator("[name=email]").fill(mail)
        examine(browser, page)
        press(page, "continue")

        expect(page.get_by_role("main")).to_contain_text("Out for three nights")
        examine(browser, page)
        press(page, "submit")
        reference = page.get_by_test_id("reference").inner_text().strip()
        examine(browser, page)

        job = wait_until(lambda: _job(running, reference), what="The crew's job")
        _mend(running, job)
        wait_until(lambda: len(_subjects(running, mail)) >= 2, what="The second message")
        page.goto(running.url(f"/track/?reference={reference}"))
        examine(browser, page)
        page.locator("[name=contact]").fill(mail)
        page.locator("main form button").first.click()
        expect(page.get_by_role("main")).to_contain_text("Lamp replaced.")
        examine(browser, page)


def test_a_welsh_speaker_is_served_in_welsh(running, browser):
    with window(browser, size=PHONE, scripts=False) as page:
        for path in ("/cy/", "/cy/forms/street-fault/", "/cy/forms/missed-bin/", "/cy/track/"):
            page.goto(running.url(path, host="cwm-helyg"))
            assert page.locator("html").get_attribute("lang") == "cy"
            look(browser, page)


def test_the_form_is_filled_in_by_keyboard_alone(running, browser):
    with window(browser, size=DESK, scripts=True) as page:
        page.goto(running.url("/forms/general-enquiry/"))
        page.get_by_test_id("start").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("select")
        page.locator("select").focus()
        page.keyboard.press("ArrowDown")
        _enter(page)
        page.locator("textarea").focus()
        page.keyboard.type("When does the library open?")
        _enter(page)
        page.locator("[name=name]").focus()
        page.keyboard.type("Key Board")
        page.keyboard.press("Tab")
        page.keyboard.type("keys@resident.example")
        _enter(page)
        page.get_by_test_id("submit").focus()
        page.keyboard.press("Enter")

        assert page.get_by_test_id("reference").inner_text().strip().startswith("ALD-")


def look_away(browser, page) -> None:
    """Examine nothing."""


def _enter(page) -> None:
    page.get_by_test_id("continue").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _job(running, reference):
    jobs = running.simulators["backoffice"].get("/_jobs.json").json()["jobs"]
    return next((job for job in jobs if reference in job["description"]), None)


def _mend(running, job) -> None:
    import httpx

    works = running.simulators["backoffice"].url
    answer = httpx.post(
        f"{works}/jobs/{job['service_request_id']}/status",
        data={"status": "FIXED", "note": "Lamp replaced."},
        headers={"Origin": works},
    )
    assert answer.status_code in (302, 303)


def _subjects(running, mail: str) -> list[str]:
    answer = running.simulators["mailbox"].get("/_messages.json", to=mail).json()
    return [message["subject"] for message in answer["messages"]]
