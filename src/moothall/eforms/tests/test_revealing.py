"""Questions of a page that others of the same page call for, and values that are worked out."""

import pytest

from moothall.eforms import lint
from moothall.eforms.journey import relevant
from moothall.eforms.models import Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import (
    definition,
    document,
    options,
    page,
    publish,
    question,
    text,
)
from moothall.kernel import clock
from moothall.kernel.scope import acting_for

IS_GARDEN = {"==": [{"var": "waste"}, "garden"]}
FEE = {"*": [{"var": "bags"}, {"var": "figures.bag"}]}
FIGURES = [{"key": "bag", "label": text("A bag"), "as": "money", "value": 250}]


def _pages():
    return [
        page(
            "load",
            question("waste", "radios", options=options("garden", "rubble")),
            question("bags", "number", show_when=IS_GARDEN, settings={"least": 1}),
            question("fee", "calculated", calculate=FEE, show_when=IS_GARDEN,
                     settings={"as": "money"}),
            title=text("Your waste"),
        ),
        page("note", question("note", required=False)),
    ]  # fmt: skip


def _mistakes(*pages, **more):
    circumstances = lint.Circumstances(languages=("en", "cy"))
    return list(map(str, lint.mistakes(document(*pages, **more), circumstances)))


def test_an_answer_calls_for_another_of_the_same_page():
    form = definition(*_pages(), figures=FIGURES)

    rubble = relevant(form, {"waste": "rubble", "bags": 3})
    garden = relevant(form, {"waste": "garden", "bags": 3})

    assert [one.key for one in rubble.steps[0].questions] == ["waste"]
    assert dict(rubble.answers) == {"waste": "rubble"}
    assert dict(garden.answers) == {"waste": "garden", "bags": 3, "fee": 750}


def test_rules_settle_in_the_order_of_what_they_look_at():
    later = page(
        "sum",
        question("double", "calculated", calculate={"*": [{"var": "single"}, 2]}),
        question("single", "calculated", calculate={"+": [{"var": "given"}, 1]}),
        question("given", "number"),
        title=text("Sum"),
    )

    assert relevant(definition(later), {"given": 4}).answers["double"] == 10


def test_questions_that_wait_for_each_other_are_refused_with_their_place():
    round_about = page(
        "sum",
        question("one", show_when={"!!": [{"var": "two"}]}),
        question("two", show_when={"!!": [{"var": "one"}]}),
        title=text("Sum"),
    )

    found = _mistakes(round_about)

    assert len(found) == 1
    assert found[0].startswith("at pages/0/questions: these wait for each other: ")


def test_a_question_may_not_look_at_itself_nor_at_a_figure_that_is_not_there():
    assert _mistakes(page("a", question("a", show_when={"var": "a"}))) == [
        "at pages/0/questions/0/show_when: looks at 'a', which no earlier page asks for"
    ]
    assert _mistakes(page("a", question("a", "calculated", calculate=FEE))) == [
        "at pages/0/questions/0/calculate: looks at 'bags', which no earlier page asks for",
        "at pages/0/questions/0/calculate: looks at 'figures.bag', which no earlier page asks for",
    ]


@pytest.fixture
def browser(db, client, northvale):
    publish(northvale, document(*_pages(), figures=FIGURES, slug="load"), clock.now())
    browser = Browser(client)
    browser.start("load")
    return browser


def test_without_scripts_the_page_asks_further_and_says_nothing_is_wrong(browser):
    assert 'id="bags"' not in browser.html

    browser.post({"waste": "garden", "drawn": "waste"})

    assert browser.page == "load"
    assert 'id="bags"' in browser.html
    assert "Answer this question too" in browser.html
    assert "govuk-error-summary" not in browser.html


def test_what_was_revealed_is_needed_and_priced(browser, northvale):
    browser.post({"waste": "garden", "drawn": ["waste", "bags"]})
    assert "govuk-error-summary" in browser.html

    browser.post({"waste": "garden", "bags": "3", "drawn": ["waste", "bags", "fee"]})
    assert browser.page == "note"
    browser.post({"note": ""})
    assert "£7.50" in browser.html
    browser.post()

    with acting_for(northvale.id):
        answers = Submission.objects.get().answers
    assert answers == {"waste": "garden", "bags": 3, "fee": 750, "note": None}


def test_changing_ones_mind_makes_the_other_answer_absent(browser):
    browser.post({"waste": "garden", "bags": "3", "drawn": ["waste", "bags", "fee"]})
    browser.get(browser.path.replace("/note/", "/load/"))

    browser.post({"waste": "rubble", "bags": "3", "drawn": ["waste", "bags", "fee"]})
    browser.post({"note": ""})

    assert "£7.50" not in browser.html
    assert "What is bags?" not in browser.html


def test_the_pages_script_gets_the_page_as_it_would_be(browser):
    reply = browser.client.post(
        f"{browser.path}reveal/", {"waste": "garden", "bags": "2"}, headers={"host": browser.host}
    )

    assert reply.status_code == 200
    html = reply.content.decode()
    assert 'data-question="bags"' in html
    assert "£5" in html
    assert "govuk-error-summary" not in html
