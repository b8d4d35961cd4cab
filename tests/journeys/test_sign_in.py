"""A resident makes an account on a phone and comes back with a passkey; or without any script."""

import re

import pytest
from playwright.sync_api import expect

from tests.installation import wait_until
from tests.journeys.browser import PHONE, examine, press, window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

CODE = re.compile(r"\b(\d{6})\b")


def codes_so_far(running, email):
    messages = running.simulators["mailbox"].get("/_messages.json", to=email).json()["messages"]
    return {found[1] for one in messages if (found := CODE.search(one["subject"]))}


def newest_code(running, email, before):
    return wait_until(lambda: codes_so_far(running, email) - before, what="The code").pop()


def ask_for_code(running, page, email, test_id="send-code"):
    before = codes_so_far(running, email)
    page.locator("[name=email]").fill(email)
    press(page, test_id)
    return newest_code(running, email, before)


def create_account(running, browser, page, email, host="aldermoor", path="/account/"):
    page.goto(running.url(path, host=host))
    examine(browser, page)
    press(page, "sign-up")
    examine(browser, page)
    code = ask_for_code(running, page, email)
    examine(browser, page)
    page.locator("[name=code]").fill(code)
    press(page, "enter-code")
    examine(browser, page)
    page.locator("[name=name]").fill("Siân Llewelyn")
    press(page, "join")
    examine(browser, page)


def virtual_authenticator(page):
    """Give the page a telephone's own authenticator, with whose owner's finger on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devtools, made["authenticatorId"]


def test_a_passkey_is_added_on_a_phone_and_signs_in(running, browser):
    email = "passkey@resident.example"
    with window(browser, size=PHONE, scripts=True) as page:
        devtools, authenticator = virtual_authenticator(page)
        create_account(running, browser, page, email)
        expect(page.get_by_test_id("signed-in-as")).to_have_text("Siân Llewelyn")

        page.goto(running.url("/sign-in/", host="id"))
        examine(browser, page)
        press(page, "add-passkey")
        examine(browser, page)
        page.get_by_label("What you call it").fill("My telephone")
        page.bring_to_front()  # a browser asks for a passkey in the window in front alone
        press(page, "add-passkey")
        expect(page.get_by_test_id("recovery-codes")).to_be_visible()
        examine(browser, page)
        held = devtools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})
        assert [one["isResidentCredential"] for one in held["credentials"]] == [True]
        press(page, "go-on")
        for place in ("where/", "addresses/", "second-factor/passkeys/", "password/set/"):
            page.goto(running.url(f"/sign-in/{place}", host="id"))
            examine(browser, page)

        page.goto(running.url("/account/"))
        press(page, "sign-out")
        expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
        examine(browser, page)

        page.goto(running.url("/account/"))
        page.bring_to_front()
        press(page, "use-passkey")

        expect(page.get_by_test_id("signed-in-as")).to_have_text("Siân Llewelyn")
        assert page.url == running.url("/account/")


def test_who_says_no_to_the_passkey_is_told_what_else_there_is(running, browser):
    with window(browser, size=PHONE, scripts=True) as page:
        devtools, authenticator = virtual_authenticator(page)
        devtools.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": authenticator, "isUserVerified": False},
        )
        page.goto(running.url("/account/"))

        page.bring_to_front()
        page.get_by_test_id("use-passkey").click()

        expect(page.get_by_role("alert")).to_contain_text(
            "The passkey was not used.", timeout=30_000
        )
        examine(browser, page)


def test_without_scripts_a_code_by_mail_is_enough(running, browser):
    email = "no.scripts@resident.example"
    with window(browser, size=PHONE, scripts=False) as page:
        create_account(running, browser, page, email)
        press(page, "sign-out")
        page.goto(running.url("/account/"))
        expect(page.get_by_test_id("use-passkey")).to_be_hidden()

        code = ask_for_code(running, page, email)
        page.locator("[name=code]").fill("000000" if code != "000000" else "111111")
        press(page, "enter-code")
        expect(page.get_by_test_id("error-summary")).to_contain_text("The code is wrong")
        examine(browser, page)
        page.locator("[name=code]").fill(code)
        press(page, "enter-code")

        expect(page.get_by_test_id("signed-in-as")).to_have_text("Siân Llewelyn")
        page.goto(running.url("/sign-in/", host="id"))
        examine(browser, page)
        press(page, "sign-out")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")


def test_a_welsh_speaker_signs_in_in_welsh(running, browser):
    email = "cymraeg@resident.example"
    with window(browser, size=PHONE, scripts=False) as page:
        page.goto(running.url("/cy/account/", host="cwm-helyg"))
        for test_id in ("sign-up", "send-code"):
            assert page.locator("html").get_attribute("lang") == "cy"
            assert "/cy/sign-in/" in page.url
            examine(browser, page)
            if test_id == "send-code":
                code = ask_for_code(running, page, email)
            else:
                press(page, test_id)
        assert page.locator("html").get_attribute("lang") == "cy"
        page.locator("[name=code]").fill(code)
        press(page, "enter-code")

        assert page.locator("html").get_attribute("lang") == "cy"
        assert page.url.startswith(running.url("/cy/account/join/", host="cwm-helyg"))
        messages = running.simulators["mailbox"].get("/_messages.json", to=email).json()
        assert "Your code" not in messages["messages"][0]["subject"]
