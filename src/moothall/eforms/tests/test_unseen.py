"""What stood in a question that its page does not show is there again when it is revealed."""

import re

import pytest

from moothall.eforms.models import Draft, Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.eforms.tests.test_designing_screens import TRIAL
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)
from moothall.kernel import clock
from moothall.kernel.scope import acting_for

pytestmark = pytest.mark.django_db
IS_GARDEN = {"==": [{"var": "waste"}, "garden"]}
ALL = ["waste", "note", "marks"]


def form():
    return document(
        page(
            "load",
            question("waste", "radios", options=options("garden", "rubble")),
            question("note", show_when=IS_GARDEN),
            question("marks", "checkboxes", options=options("wet", "heavy"), show_when=IS_GARDEN,
                     required=False),
            title=text("Your waste"),
        ),
        page("more", question("more", required=False)),
        slug="load", prefill={"query": ["note"]},
    )  # fmt: skip


@pytest.fixture
def browser(client, northvale):
    publish(northvale, form(), clock.now())
    return Browser(client)


def prefilled(browser):
    browser.get("/forms/load/?note=Leaves")
    browser.post({"note": "Leaves"})
    return browser


def revealed(browser, **typed):
    reply = browser.client.post(f"{browser.path}reveal/", typed, headers={"host": browser.host})
    return in_note(reply.content.decode())


def in_note(html):
    found = re.search(r'<input[^>]*name="note"[^>]*value="([^"]*)"', html)
    return found[1] if found else None


def test_what_the_address_filled_in_is_there_when_it_is_revealed(browser):
    prefilled(browser)
    assert in_note(browser.html) is None

    assert revealed(browser, waste="garden", drawn="waste") == "Leaves"
    browser.post({"waste": "garden", "drawn": "waste"})

    assert browser.page == "load"
    assert in_note(browser.html) == "Leaves"
    assert "Answer this question too" in browser.html


def test_nothing_that_was_not_seen_is_taken_for_an_answer(browser, northvale):
    prefilled(browser)

    browser.post({"waste": "garden", "drawn": "waste"})

    with acting_for(northvale.id):
        assert Draft.objects.get().answers == {}


def test_saving_while_typing_keeps_what_is_not_shown(browser):
    prefilled(browser)

    saved = browser.client.post(
        f"{browser.path}save/", {"waste": "rubble", "drawn": "waste"},
        headers={"host": browser.host},
    )  # fmt: skip

    assert saved.status_code == 204
    assert revealed(browser, waste="garden", drawn="waste") == "Leaves"


def test_what_was_filled_in_outlives_another_answer(browser):
    prefilled(browser)
    browser.post({"waste": "rubble", "drawn": "waste"})
    assert browser.page == "more"

    browser.get(browser.path.replace("/more/", "/load/"))

    assert 'value="rubble" checked' in re.sub(r"\s+", " ", browser.html)
    assert revealed(browser, waste="garden", drawn="waste") == "Leaves"
    browser.post({"waste": "garden", "drawn": "waste"})
    assert in_note(browser.html) == "Leaves"


def test_an_answer_that_was_hidden_by_another_comes_back(browser, northvale):
    browser.start("load")
    browser.post({"waste": "garden", "note": "Twigs", "marks": "wet", "drawn": ALL})
    browser.get(browser.path.replace("/more/", "/load/"))
    browser.post({"waste": "rubble", "drawn": "waste"})
    browser.get(browser.path.replace("/more/", "/load/"))

    assert revealed(browser, waste="garden", drawn="waste") == "Twigs"
    browser.post({"waste": "garden", "drawn": "waste"})
    assert in_note(browser.html) == "Twigs"
    browser.post({"waste": "garden", "note": "Twigs", "drawn": ALL})
    browser.post({"more": ""})
    browser.post()

    with acting_for(northvale.id):
        answers = Submission.objects.get().answers
    assert answers == {"waste": "garden", "note": "Twigs", "marks": None, "more": None}


def test_what_is_emptied_where_it_is_shown_stays_empty(browser):
    prefilled(browser)
    browser.post({"waste": "garden", "drawn": "waste"})

    browser.post({"waste": "garden", "note": "", "drawn": ALL})

    assert in_note(browser.html) == ""


def test_a_trial_run_keeps_it_too(designer, northvale, now):
    publish(northvale, form(), now)
    where, host = f"{TRIAL.replace('trial', 'load')}try/page/load/", {"host": "northvale.test"}
    typed = {"waste": "garden", "note": "Twigs", "drawn": ALL}
    designer.post(f"{where}save/", typed, headers=host)

    designer.post(f"{where}save/", {"waste": "rubble", "drawn": "waste"}, headers=host)
    reply = designer.post(f"{where}reveal/", {"waste": "garden", "drawn": "waste"}, headers=host)

    assert in_note(reply.content.decode()) == "Twigs"
