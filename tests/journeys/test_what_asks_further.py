"""Answers that somebody else gave, addresses, files, several things, a second signature."""

import json
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.installation import wait_until
from tests.journeys.browser import DESK, ERROR, PHONE, examine, window
from tests.journeys.form_that_asks_further import DOCUMENT, FILLED
from tests.journeys.keyboard import box, choose_file, expect_files, press_enter, tab_to, type_into

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

PAY = {"name": "pay.txt", "mimeType": "text/plain", "buffer": b"Some words"}
PROGRAM = {"name": "game.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00\x03"}
WINDOWS = [(PHONE, False), (DESK, True)]


@pytest.fixture(scope="module")
def tokens(running):
    """A published form, and for each window a partner's answers to one of its questions."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.publish", "aldermoor",
         "--filled", json.dumps(FILLED), "--persons", str(len(WINDOWS))],
        input=json.dumps(DOCUMENT), text=True, check=True, stdout=subprocess.PIPE,
        env={**running.environment, "PYTHONPATH": "src"}, timeout=60,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.parametrize(("size", "scripts"), WINDOWS, ids=["390-without-scripts", "1280"])
def test_what_asks_further_is_answered_by_keyboard(running, browser, tokens, size, scripts):
    owner = f"owner.{size['width']}@resident.example"
    with window(browser, size=size, scripts=scripts) as page:
        expect_files(page)
        page.goto(running.url(f"/forms/asks-further/?prefill={tokens.pop()}"))
        expect(page.get_by_test_id("prefill")).to_contain_text("The county library has filled in")
        examine(browser, page)
        press_enter(page, page.get_by_test_id("start"))
        change_what_a_partner_said(browser, page)
        type_an_address_abroad(browser, page)
        find_an_address(browser, page, scripts=scripts)
        give_a_postcode(browser, page)
        add_papers(browser, page)
        list_cars(browser, page)
        see_the_fee(browser, page)
        name_another_owner(browser, page, owner)
        wait_for_their_signature(browser, page, owner)
        have_it_declined(running, browser, page, owner, size=size, scripts=scripts)
        press_enter(page, page.get_by_test_id("submit"))
        waiting = page.url
        sign(running, browser, owner, size=size, scripts=scripts)

        page.goto(waiting)
        expect(page.get_by_test_id("reference")).to_contain_text("ALD-")


def refuse(browser, page, words=""):
    """Press "Continue" by keyboard, and see what is missing or wrong."""
    press_enter(page, page.get_by_test_id("continue"))
    expect(page).to_have_title(ERROR)
    expect(page.get_by_test_id("error-summary")).to_contain_text(words)
    examine(browser, page)


def go_on(page):
    """Press Enter where the focus is, and come to another page."""
    before = path_of(page)
    press_enter(page)
    assert path_of(page) != before, f"Enter did not lead on from {before}"


def path_of(page):
    return urlsplit(page.url).path


def change_what_a_partner_said(browser, page):
    expect(page.get_by_test_id("confirmed")).to_contain_text("L-77")
    refuse(browser, page)
    # The Enter key in a box must go on, and not press the button that stands before it.
    type_into(page, "Its colour", "Red")
    go_on(page)
    press_enter(page, page.get_by_role("link", name="Back", exact=True))
    press_enter(page, page.get_by_test_id("retype-card"))
    expect(page.get_by_label("Your library card")).to_have_value("L-77")
    examine(browser, page)
    type_into(page, "Your library card", "L-78", anew=True)
    go_on(page)


def type_an_address_abroad(browser, page):
    examine(browser, page)
    refuse(browser, page)
    tab_to(page, page.get_by_label("The address is in another country, or is not listed"))
    page.keyboard.press("Space")
    press_enter(page, page.get_by_test_id("continue"))
    examine(browser, page)
    refuse(browser, page, "Enter the first line of the address")
    type_into(page, "Address line 1", "Rue de la Gare 7")
    type_into(page, "Town or city", "Lyon")
    tab_to(page, box(page, "Country"))
    page.keyboard.press("Control+A")
    page.keyboard.type("France")
    examine(browser, page)
    press_enter(page, page.get_by_test_id("continue"))


def find_an_address(browser, page, *, scripts):
    refuse(browser, page)
    type_into(page, "Where is the shop?", "the old mill")
    if scripts:
        page.get_by_role("option").first.wait_for()
        examine(browser, page)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(box(page, "Where is the shop?")).to_have_value(re.compile("The Old Mill, "))
    else:
        press_enter(page, page.get_by_test_id("find-address"))
        examine(browser, page)
        refuse(browser, page, "Choose the address from the list")
        tab_to(page, page.locator("[name=shop]:not([type=hidden])").first)
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    press_enter(page, page.get_by_test_id("continue"))


def give_a_postcode(browser, page):
    refuse(browser, page)
    type_into(page, "Which postcode is it?", "AA3 1AB")
    refuse(browser, page)
    type_into(page, "Which postcode is it?", "QX3 1DB", anew=True)
    go_on(page)


def add_papers(browser, page):
    refuse(browser, page)
    choose_file(page, "Your papers", PROGRAM)
    refuse(browser, page, "The selected file must be a photo")
    choose_file(page, "Your papers", PAY)
    press_enter(page, page.get_by_test_id("upload"))
    expect(page.get_by_test_id("files")).to_contain_text("pay.txt")
    examine(browser, page)
    refuse(browser, page, "Say what “pay.txt” is")
    press_enter(page, page.get_by_role("button", name="Remove pay.txt"))
    expect(page.get_by_test_id("files")).to_have_count(0)
    choose_file(page, "Your papers", PAY)
    press_enter(page, page.get_by_test_id("upload"))
    tab_to(page, page.get_by_label("What is “pay.txt”?"))
    page.keyboard.type("Proof")
    press_enter(page, page.get_by_test_id("continue"))


def list_cars(browser, page):
    for make in ("Rover", "Austin"):
        if make == "Rover":
            refuse(browser, page)
        type_into(page, "Make", make)
        type_into(page, "Doors", "4")
        go_on(page)
        if make == "Rover":
            examine(browser, page)
            refuse(browser, page)
            tab_to(page, page.get_by_label("Yes"))
            page.keyboard.press("Space")
            press_enter(page, page.get_by_test_id("continue"))
    examine(browser, page)
    press_enter(page, page.get_by_role("link", name="Remove Austin"))
    expect(page.get_by_role("main")).to_contain_text("Austin, 4 doors")
    examine(browser, page)
    press_enter(page, page.get_by_test_id("remove"))
    tab_to(page, page.get_by_label("Yes"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    press_enter(page, page.get_by_test_id("continue"))


def see_the_fee(browser, page):
    type_into(page, "How many doors do you want?", "2")
    go_on(page)
    expect(page.get_by_role("main")).to_contain_text("Fee: £5")
    refuse(browser, page)
    type_into(page, "Your name", "Ann Person")
    type_into(page, "Your email address", "ann@resident.example")
    go_on(page)


def name_another_owner(browser, page, owner):
    type_into(page, "Their name", "Ben Person")
    type_into(page, "Their email address", "ann@resident.example")
    refuse(browser, page, "not your own again")
    type_into(page, "Their email address", owner, anew=True)
    go_on(page)
    expect(page.get_by_test_id("signer")).to_contain_text(owner)
    examine(browser, page)
    press_enter(page, page.get_by_test_id("submit"))


def wait_for_their_signature(browser, page, owner):
    expect(page.get_by_test_id("waits-for")).to_contain_text(owner)
    examine(browser, page)
    press_enter(page, page.get_by_test_id("again"))
    expect(page).to_have_title(ERROR)
    examine(browser, page)


def have_it_declined(running, browser, page, owner, *, size, scripts):
    waiting = page.url
    with window(browser, size=size, scripts=scripts) as theirs:
        theirs.goto(link_sent_to(running, owner, number=1))
        tab_to(theirs, theirs.locator("summary", has_text="I do not want to sign this"))
        theirs.keyboard.press("Enter")
        type_into(theirs, "Why not? (optional)", "It is the wrong shop")
        examine(browser, theirs)
        press_enter(theirs, theirs.get_by_test_id("decline"))
        expect(theirs.get_by_role("main")).to_contain_text("You have not signed the form")
        examine(browser, theirs)
    page.goto(waiting)
    expect(page.get_by_test_id("not-signed")).to_contain_text("It is the wrong shop")
    examine(browser, page)


def sign(running, browser, owner, *, size, scripts):
    with window(browser, size=size, scripts=scripts) as theirs:
        theirs.goto(link_sent_to(running, owner, number=2))
        examine(browser, theirs)
        # The Enter key in the box of the name signs, and does not decline.
        type_into(theirs, "Your full name", "Ben")
        press_enter(theirs)
        expect(theirs).to_have_title(ERROR)
        examine(browser, theirs)
        tab_to(theirs, theirs.get_by_label("I agree to this"))
        theirs.keyboard.press("Space")
        press_enter(theirs, theirs.get_by_test_id("sign"))
        expect(theirs.get_by_role("main")).to_contain_text("You have signed the form")
        examine(browser, theirs)


def link_sent_to(running, owner, *, number):
    """Return the link in their newest message once so many have come."""

    def link():
        answer = running.simulators["mailbox"].get("/_messages.json", to=owner).json()
        texts = [one["text"] for one in answer["messages"] if "/sign-form/" in one["text"]]
        return re.search(r"/sign-form/\w+/", texts[0])[0] if len(texts) >= number else None

    return running.url(wait_until(link, what="The signer's message"))
