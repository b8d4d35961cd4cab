"""A resident's account: what needs them is seen first, answered with a photo, and read by staff."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.installation import wait_until
from tests.journeys.browser import DESK, ERROR, PHONE, examine, press, window
from tests.journeys.test_design_a_form import sign_in as sign_in_as_staff

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

MAIL = "walker@resident.example"


def picture(name):
    """Return a photo as a browser takes one from a phone."""
    content = BytesIO()
    Image.new("RGB", (640, 480), (90, 140, 90)).save(content, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


def mails(running, address):
    answer = running.simulators["mailbox"].get("/_messages.json", to=address).json()
    return [message["subject"] for message in answer["messages"]]


def code_sent_to(running, address):
    def newest():
        found = (re.search(r"\b\d{6}\b", subject) for subject in mails(running, address))
        return next((match[0] for match in found if match), None)

    return wait_until(newest, what="The code's arrival")


def create_account(running, browser, page, address, look):
    """Come to the account, create one by a code from the mailbox, and join the council."""
    page.goto(running.url("/account/"))
    press(page, "sign-up")
    page.fill("#id_email", address)
    press(page, "send-code")
    look(browser, page)
    page.fill("#id_code", code_sent_to(running, address))
    press(page, "enter-code")
    page.locator("#id_name").wait_for()
    page.fill("#id_name", "Wanda Walker")
    press(page, "join")
    expect(page.get_by_test_id("nothing-needed")).to_be_visible()


def ask(running, browser, reference, question):
    """Let a supervisor ask the resident something on the page of the case."""
    with window(browser, size=DESK, scripts=True) as page:
        sign_in_as_staff(running, page)
        page.goto(running.url(f"/workspace/cases/{reference}/"))
        page.get_by_test_id("open-ask").click()
        page.fill("[name=question]", question)
        examine(browser, page)
        press(page, "send-question")
        page.get_by_test_id("flash").wait_for()
        examine(browser, page)


def read_news(running, browser, reference):
    with window(browser, size=DESK, scripts=True) as page:
        sign_in_as_staff(running, page)
        page.goto(running.url("/workspace/?news=yes"))
        examine(browser, page)
        page.get_by_role("link", name=reference).click()
        expect(page.get_by_test_id("timeline")).to_contain_text("The one by the mill")
        press(page, "take-note")
        expect(page.get_by_test_id("case-news")).to_have_count(0)


@pytest.mark.parametrize(
    ("size", "scripts"), [(PHONE, False), (DESK, True)], ids=["390-without-scripts", "1280"]
)
def test_a_question_is_seen_first_and_answered_with_a_photo(running, browser, size, scripts):
    address = f"{size['width']}.{MAIL}"
    with window(browser, size=size, scripts=scripts) as page:
        create_account(running, browser, page, address, examine)
        page.goto(running.url("/account/messages/"))
        examine(browser, page)
        press(page, "write")
        press(page, "send")
        expect(page).to_have_title(ERROR)
        examine(browser, page)
        page.get_by_label("Ask us a question").check()
        page.fill("[name=text]", "When does the library open?")
        press(page, "send")
        reference = page.url.split("/requests/")[1].split("/")[0]
        examine(browser, page)

        ask(running, browser, reference, "Which library?")
        wait_until(
            lambda: f"We need something from you: {reference}" in mails(running, address),
            what="The message about the question",
        )
        page.goto(running.url("/account/"))
        examine(browser, page)
        page.get_by_test_id("need").get_by_role("link").click()
        expect(page.get_by_test_id("question")).to_have_text("Which library?")
        page.fill("[name=text]", "The one by the mill")
        page.set_input_files("[name=files]", [picture("library.jpg")])
        examine(browser, page)
        press(page, "send")
        expect(page.get_by_test_id("status")).to_have_text("Being looked into")
        expect(page.get_by_test_id("file-link")).to_have_text("library.jpg")
        examine(browser, page)

        for path in ("/account/requests/?q=library", "/account/documents/", "/account/"):
            page.goto(running.url(path))
            examine(browser, page)
        expect(page.get_by_test_id("nothing-needed")).to_be_visible()
    read_news(running, browser, reference)


def test_the_account_is_used_by_keyboard_alone(running, browser):
    with window(browser, size=DESK, scripts=True) as page:
        create_account(running, browser, page, f"keys.{MAIL}", lambda *_: None)
        page.goto(running.url("/account/messages/new/"))
        tab_to(page, "[name=service]")
        page.keyboard.press("Space")
        tab_to(page, "textarea[name=text]")
        page.keyboard.type("Where can I skate?")
        tab_to(page, "[data-testid=send]")
        enter(page)
        expect(page.get_by_test_id("done")).to_be_focused()
        tab_to(page, "[data-testid=act-withdraw]")
        enter(page)
        tab_to(page, "[data-testid=send]")
        enter(page)

        expect(page.get_by_test_id("status")).to_have_text("Cancelled")


def tab_to(page, selector, most=60):
    """Press Tab until the focus has come to what a selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The focus never came to {selector}.")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")
