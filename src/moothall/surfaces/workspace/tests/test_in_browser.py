"""The agent's day in a real browser: with scripts where they help, and without any."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from moothall.cases.models import Case
from moothall.cases.tests.factories import case_of, person_of
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.actions import choose_topics, replace_topics
from moothall.notifications.tests.test_topics import TOPICS
from moothall.people.actions import give_role
from moothall.people.models import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

AXE = Path(settings.CHECKOUT) / "node_modules" / "axe-core" / "axe.min.js"
#: The browser says so of every site that is served without TLS to a name that is not its own.
UNAVOIDABLE = "Cross-Origin-Opener-Policy"


@contextmanager
def a_desk(live_server, cookie, *, width=390, scripts=True, foreseen=UNAVOIDABLE):
    """Open a browser in which somebody has signed in; nothing may go wrong in it unforeseen."""
    address = urlsplit(live_server.url)
    program = os.environ.get("MOOTHALL_CHROMIUM") or shutil.which("chromium")
    rules = f"--host-resolver-rules=MAP *.test {address.hostname}"
    complaints = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", rules, "--use-angle=swiftshader"]
        )
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
            base_url=f"http://northvale.test:{address.port}",
        )
        context.add_cookies(
            [{"name": "session", "value": cookie, "domain": "northvale.test", "path": "/"}]
        )
        opened = context.new_page()
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type == "error"
                and UNAVOIDABLE not in said.text
                and foreseen not in said.text
                else None
            ),
        )
        yield opened
        browser.close()
    assert complaints == []


def cookie_of(user):
    client = Client()
    kit.sign_in(client, user)
    return client.cookies["session"].value


def is_in_reach(opened):
    """Tell whether nothing of the page lies beyond the edge of the screen, once it is here."""
    opened.wait_for_load_state()
    return opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def faults_in(opened):
    """Return what axe finds wrong with a page for those who read it in another way."""
    opened.evaluate(AXE.read_text())
    found = opened.evaluate("axe.run()")
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]


def test_filters_replace_the_list_alone_and_the_address_keeps_them(
    northvale, southmere, bob, live_server
):
    for council in (northvale, southmere):
        with acting_for(council.id):
            case_of(council, clock.now())
            case_of(council, clock.now(), service_type="general-enquiry", channel="phone")

    with a_desk(live_server, cookie_of(bob), width=1280) as opened:
        opened.goto("/workspace/?council=southmere")
        opened.evaluate("window.same = true")
        opened.get_by_text("More filters").press("Enter")
        opened.get_by_label("How it came").select_option("phone")
        opened.get_by_role("button", name="Show results").press("Enter")

        expect(opened.get_by_test_id("case-row")).to_have_count(1)
        expect(opened.get_by_role("heading", name="Newest first")).to_be_focused()
        assert opened.evaluate("window.same")
        assert "council=southmere" in opened.url
        assert "channel=phone" in opened.url
        opened.reload()
        expect(opened.get_by_test_id("case-row")).to_have_count(1)
        opened.get_by_test_id("case-reference").click()
        expect(opened.get_by_test_id("acting-for")).to_have_text(f"Acting for {southmere.name}")
        opened.go_back()
        expect(opened.get_by_test_id("queues")).to_be_visible()


def test_a_call_is_taken_without_scripts_on_a_narrow_screen(northvale, southmere, bob, live_server):
    publish(southmere, document(page("words", question("words", "textarea"))), clock.now())
    with acting_for(southmere.id):
        caller = person_of(southmere, clock.now())

    with a_desk(live_server, cookie_of(bob), scripts=False) as opened:
        opened.goto("/workspace/")
        opened.get_by_test_id("take-a-call").click()
        opened.get_by_label("Who is it?").fill("pugh")
        opened.get_by_test_id("search").click()
        opened.get_by_test_id("choose-person").click()
        opened.get_by_label("What was it about?").fill("The lamp outside is dark")
        opened.get_by_label("A trial form").check()
        opened.get_by_test_id("continue").click()
        opened.locator("textarea").fill("It went out on Monday")
        opened.get_by_test_id("continue").click()
        opened.locator("main form button[type=submit]").first.click()
        reference = opened.get_by_test_id("reference").inner_text()
        opened.get_by_test_id("read-out").click()
        expect(opened.get_by_test_id("spelled")).to_contain_text("Sierra Oscar Uniform dash")
        opened.get_by_test_id("open-case").click()
        expect(opened.get_by_test_id("status")).to_have_text("Received")

    with acting_for(southmere.id):
        case = Case.objects.get()
    assert (case.reference, case.person_id) == (reference, caller.pk)
    assert (case.channel, case.opened_by_kind, case.opened_by_name) == ("phone", "staff", "Bob")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [390, 1280])
def test_every_screen_can_be_read_by_everybody(northvale, southmere, alice, live_server, width):
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now())
        case = case_of(northvale, clock.now(), person_id=person.pk)
    screens = [
        "", "?q=nobody", f"cases/{case.reference}/", "deliveries/", "calls/new/?q=pugh",
        f"calls/log/?person={person.pk}", f"calls/done/{case.reference}/", "people/?q=pugh",
        f"people/{person.pk}/", f"people/{person.pk}/edit/", "people/new/?q=pugh", "account/",
    ]  # fmt: skip

    with a_desk(live_server, cookie_of(alice), width=width) as opened:
        found = {}
        for screen in screens:
            opened.goto(f"/workspace/{screen}")
            found[screen] = faults_in(opened), is_in_reach(opened)

    assert found == {screen: ([], True) for screen in screens}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [390, 1280])
def test_news_are_written_and_sent_without_scripts_and_read_by_everybody(
    northvale, southmere, bob, live_server, width
):
    with acting_for(southmere.id):
        give_role(
            actor=system("tests"), user=bob, role=Role.SUPERVISOR, council_id=southmere.id,
            now=clock.now(),
        )  # fmt: skip
        replace_topics(actor=system("tests"), council_id=southmere.id, topics=TOPICS)
        reader = kit.resident("dilys", southmere, clock.now())
        choose_topics(
            actor=system("tests"), person_id=reader.pk, chosen={"waste": ["email"]},
            language="en", now=clock.now(),
        )  # fmt: skip

    with a_desk(live_server, cookie_of(bob), width=width, scripts=False) as opened:
        opened.goto("/workspace/broadcasts/new/")
        opened.get_by_label("What is it about?").select_option(label="Bins")
        opened.get_by_label("Title", exact=True).fill("No bins on Monday")
        opened.get_by_label("News", exact=True).fill("We come on Tuesday.")
        opened.get_by_label("Title in Welsh").fill("Dim biniau ddydd Llun")
        opened.get_by_label("News in Welsh").fill("Down ni ddydd Mawrth.")
        opened.get_by_test_id("broadcast-save").click()
        draft = opened.url
        opened.get_by_label("I have read it").check()
        opened.get_by_test_id("broadcast-send").click()
        expect(opened.get_by_test_id("state")).to_have_text("Being sent")
    with a_desk(live_server, cookie_of(bob), width=width) as opened:
        for screen in (draft, "/workspace/broadcasts/", "/workspace/broadcasts/new/"):
            opened.goto(screen)
            assert (faults_in(opened), is_in_reach(opened)) == ([], True)
