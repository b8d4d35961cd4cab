"""Somebody signs in to a council's account with One Login, proves who they are, and signs out."""

import pytest
from playwright.sync_api import expect

from simulators.tests.program import CLIENT
from tests.installation import wait_until
from tests.journeys.browser import DESK, PHONE, examine, press, window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


@pytest.mark.parametrize(
    ("size", "scripts", "person", "name"),
    [(PHONE, False, "aisha", "Aisha Rahman"), (DESK, True, "tomos", "Tomos Vaughan")],
    ids=["390-without-scripts", "1280-with-scripts"],
)
def test_somebody_new_joins_a_council_as_who_they_are_proven_to_be(
    running, browser, size, scripts, person, name
):
    with window(browser, size=size, scripts=scripts) as page:
        page.goto(running.url("/account/proven/"))
        examine(browser, page)
        press(page, "identity-start")
        expect(page.get_by_test_id("level")).to_have_text("P2")
        press(page, f"be-{person}")

        expect(page).to_have_url(running.url("/account/join/?next=/account/proven/"))
        examine(browser, page)
        page.get_by_label(f"Use this name: {name}").check()
        page.get_by_label("Keep my date of birth", exact=False).check()
        press(page, "join")
        expect(page.get_by_test_id("signed-in-as")).to_have_text(name)
        expect(page.get_by_test_id("kept")).to_contain_text("GOV.UK One Login")
        examine(browser, page)

        page.goto(f"http://id.localhost:{running.port}/sign-in/")
        expect(page.get_by_test_id("identity")).to_contain_text(f"{person}.")
        examine(browser, page)
        press(page, "identity-disconnect")
        examine(browser, page)

        told = CLIENT.post(
            f"{running.simulators['one_login'].url}/_logout", json={"person": person}
        )
        assert [one["outcome"] for one in told.json()["told"]] == ["200"]
        page.goto(running.url("/account/"))
        expect(page.get_by_test_id("send-code")).to_be_visible()


def test_signing_out_leads_through_one_login_and_back(running, browser):
    with window(browser, size=DESK, scripts=True) as page:
        page.goto(f"http://id.localhost:{running.port}/sign-in/")
        press(page, "identity-start")
        press(page, "be-rhian")
        expect(page.get_by_test_id("identity")).to_contain_text("rhian.pritchard@example.org")

        page.get_by_test_id("sign-out").click()

        page.wait_for_url(f"http://id.localhost:{running.port}/sign-in/login/")
        wait_until(
            lambda: all(
                one["ended"]
                for one in running.simulators["one_login"].get("/_logouts.json").json()["sessions"]
                if one["person"] == "rhian"
            ),
            what="The end of the session at One Login",
        )


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_whoever_cannot_prove_who_they_are_reads_what_they_can_do(running, browser, size):
    with window(browser, size=size, scripts=True) as page:
        page.goto(running.url("/account/proven/"))
        press(page, "identity-start")
        press(page, "be-george")
        expect(page.get_by_role("heading", level=1)).to_have_text("You have not proved who you are")
        examine(browser, page)
        press(page, "try-again")
        press(page, "cancel")
        expect(page.get_by_role("heading", level=1)).to_have_text("You did not finish signing in")
        examine(browser, page)
        press(page, "other-way")
        expect(page.get_by_test_id("send-code")).to_be_visible()
