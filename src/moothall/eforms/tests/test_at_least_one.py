"""Questions of which at least one must be answered: email address or telephone number."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.eforms import lint
from moothall.eforms.at_least_one import unmet
from moothall.eforms.designing import editing
from moothall.eforms.designing.facts import facts_of
from moothall.eforms.designing.parts import spot_of
from moothall.eforms.designing.plain import plain_words, where_words
from moothall.eforms.journey import relevant
from moothall.eforms.models import Draft, Submission
from moothall.eforms.sharing import telling
from moothall.eforms.sharing.differences import changes
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
from moothall.eforms.tests.test_designing_screens import TRIAL, documented, get, save
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)
from moothall.kernel import clock
from moothall.kernel.scope import acting_for

MESSAGE = "Enter an email address or a telephone number"
BY_POST = {"==": [{"var": "way"}, "post"]}
NOT_BY_POST = {"!=": [{"var": "way"}, "post"]}


def contact(message=None, **more):
    rule = {"of": ["email", "phone"], **({"message": text(message)} if message else {})}
    return page(
        "contact",
        question("email", "email", required=False, short_label=text("Email address")),
        question("phone", "phone", required=False, short_label=text("Phone number")),
        title=text("How can we reach you?"), at_least_one=[rule], **more,
    )  # fmt: skip


def either():
    """Return a page that asks for one of two, unless the person wants a letter."""
    return page(
        "contact",
        question("way", "radios", options=options("post", "online", "email")),
        question("email", required=False, show_when=NOT_BY_POST),
        question("phone", required=False, show_when={"==": [{"var": "way"}, "online"]}),
        title=text("You"), at_least_one=[{"of": ["email", "phone"]}],
    )  # fmt: skip


def mistakes(*pages):
    circumstances = lint.Circumstances(languages=("en", "cy"))
    return list(map(str, lint.mistakes(document(*pages), circumstances)))


def open_form(council, client, *pages):
    publish(council, document(*pages), clock.now())
    browser = Browser(client)
    browser.start("trial")
    return browser


def test_without_any_of_them_the_page_is_not_done():
    form = definition(contact())

    assert not relevant(form, {"email": None, "phone": None}).is_complete
    assert relevant(form, {"email": "a@b.test", "phone": None}).is_complete
    assert relevant(form, {"email": None, "phone": "07700900982"}).is_complete


def test_what_is_hidden_answers_nothing_and_where_none_is_shown_none_is_needed():
    form = definition(either())

    assert relevant(form, {"way": "post", "email": "a@b.test"}).is_complete
    assert not relevant(form, {"way": "email", "email": None, "phone": "1"}).is_complete
    assert relevant(form, {"way": "online", "email": None, "phone": "1"}).is_complete


answers = st.dictionaries(
    st.sampled_from(["way", "email", "phone"]),
    st.sampled_from([None, "post", "online", "email", False, 0, "x"]),
)


@pytest.mark.slow
@given(answers)
@settings(max_examples=300, deadline=None)
def test_a_complete_journey_has_one_of_each_that_needs_one(given_answers):
    journey = relevant(definition(either()), given_answers)

    for step in journey.steps:
        shown = [one.key for one in step.questions]
        found = [journey.answers.get(key) for key in ("email", "phone") if key in shown]
        is_met = not found or any(one is not None for one in found)
        assert is_met is not any(unmet(step.page, step.questions, journey.answers))
        assert is_met or not journey.is_complete


@pytest.mark.parametrize(
    ("one", "of", "words"),
    [
        (question("other"), ["email", "other"], "'other' must be answered in any case"),
        (question("other"), ["email", "strange"], "no question of the page is called 'strange'"),
        (question("other", "declaration", required=False), ["email", "other"],
         "'other' is a declaration"),
        (question("other", "calculated", calculate={"+": [1]}), ["email", "other"],
         "'other' is a calculated"),
    ],
)  # fmt: skip
def test_only_what_may_be_left_blank_on_the_page_is_one_of_them(one, of, words):
    found = mistakes(
        page("p", question("email", "email", required=False), one, title=text("P"),
             at_least_one=[{"of": of}])
    )  # fmt: skip

    assert len(found) == 1
    assert found[0].startswith(f"at pages/0/at_least_one/0/of/1: {words}")


def test_the_designer_is_told_in_plain_words_what_to_untick():
    must = page("p", question("email", required=False), question("other"), title=text("P"),
                at_least_one=[{"of": ["email", "other"]}])  # fmt: skip
    form = document(must)

    (mistake,) = lint.mistakes(form, lint.Circumstances(languages=("en", "cy")))

    assert plain_words(mistake, form).startswith("“What is other?” is one of the questions of")
    assert where_words(form, spot_of(form, mistake.place)) == "Page “P”"


def test_a_rule_is_over_two_questions_at_least_and_only_where_something_is_asked():
    alone = {**contact(), "at_least_one": [{"of": ["email"]}]}
    told = {"key": "told", "kind": "information", "title": text("T"),
            "at_least_one": [{"of": ["a", "b"]}]}  # fmt: skip

    assert mistakes(contact()) == []
    assert mistakes(alone)[0].startswith("at pages/0/at_least_one/0/of: ")
    assert mistakes(contact(), told)[0].startswith("at pages/1: ")


@pytest.mark.django_db
def test_the_page_says_that_one_is_needed_and_asks_for_it(northvale, client):
    browser = open_form(northvale, client, contact())

    assert "Answer at least one of these: Email address, Phone number" in browser.html
    assert "(optional)" not in browser.html
    browser.post({"email": "", "phone": ""})

    summary = re.search(r'class="govuk-error-summary.*?</ul>', browser.html, re.DOTALL)[0]
    assert 'href="#email"' in summary
    assert browser.html.count("Answer at least one of these: Email address, Phone number") == 3
    assert 'id="email-error"' in browser.html
    browser.post({"email": "", "phone": "07700 900982"})
    assert browser.page == "check"
    browser.post()
    with acting_for(northvale.id):
        assert Submission.objects.get().answers == {"email": None, "phone": "07700 900982"}


@pytest.mark.django_db
def test_what_is_wrong_with_one_of_them_is_said_first_and_the_forms_own_words_are_used(
    northvale, client
):
    browser = open_form(northvale, client, contact(MESSAGE))

    browser.post({"email": "nonsense", "phone": ""})
    assert MESSAGE not in browser.html
    assert browser.html.count("govuk-error-message") == 1
    browser.post({"email": "", "phone": ""})
    assert browser.html.count(MESSAGE) == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_draft_without_any_is_refused_when_it_is_sent(northvale, client):
    browser = open_form(northvale, client, contact(MESSAGE))
    browser.post({"email": "ann@example.test", "phone": ""})
    with acting_for(northvale.id):
        Draft.objects.update(answers={"email": None, "phone": None})

    browser.post()

    assert browser.page == "contact"
    assert browser.html.count(MESSAGE) == 2
    with acting_for(northvale.id):
        assert not Submission.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_each_of_several_things_needs_one(northvale, client):
    several = {
        **contact(MESSAGE), "kind": "repeat",
        "repeat": {"one": text("witness"), "summary": text("{email} {phone}")},
    }  # fmt: skip
    browser = open_form(northvale, client, several)
    assert browser.page == "contact_1"

    browser.post({"email": "", "phone": ""})
    assert browser.page == "contact_1"
    assert MESSAGE in browser.html
    browser.post({"email": "ann@example.test", "phone": ""})
    browser.post({"another": "no"})
    assert browser.page == "check"
    with acting_for(northvale.id):
        Draft.objects.update(answers={"contact": [{"email": None, "phone": None}]})
    browser.post()

    assert browser.page == "contact"
    with acting_for(northvale.id):
        assert not Submission.objects.exists()


@pytest.mark.django_db
def test_what_is_asked_further_comes_before_one_of_them_is_missed(northvale, client):
    browser = open_form(northvale, client, either())

    browser.post({"way": "online", "drawn": "way"})
    assert "govuk-error-summary" not in browser.html
    assert "Answer at least one of these: What is email?, What is phone?" in browser.html
    browser.post({"way": "online", "drawn": ["way", "email", "phone"]})

    assert 'href="#email"' in browser.html.partition("govuk-error-summary")[2]
    browser.post({"way": "post", "email": "", "drawn": ["way", "email", "phone"]})
    assert browser.page == "check"


@pytest.mark.django_db
def test_a_designer_ticks_the_questions_of_which_one_is_needed(designer, northvale, now):
    form = page("contact", question("email", "email"), question("phone", "phone"),
                question("agree", "declaration"), title=text("You"))  # fmt: skip
    publish(northvale, document(form), now)
    where = f"{TRIAL}page/contact/"

    html = get(designer, where).content.decode()
    assert re.findall(r'name="s-one_of_0"[^>]*value="(\w+)"', html) == ["email", "phone"]
    assert save(designer, where, one_of_0="email").status_code == 422
    save(designer, where, one_of_0=["email", "phone"], none_given_0_en=MESSAGE)

    (saved,) = documented(northvale)["pages"]
    assert saved["at_least_one"] == [{"of": ["email", "phone"], "message": {"en": MESSAGE}}]
    assert [one.get("required", True) for one in saved["questions"]] == [False, False, True]
    assert lint.mistakes(documented(northvale), lint.Circumstances()) == []
    tried = designer.post(f"{TRIAL}try/page/contact/", {"email": "", "agree": "yes"},
                          headers={"host": "northvale.test"})  # fmt: skip
    assert MESSAGE in tried.content.decode()
    save(designer, where, one_of_0=[], none_given_0_en="")
    assert "at_least_one" not in documented(northvale)["pages"][0]


def test_a_question_that_goes_is_none_of_them_any_more():
    form = document(contact(), page("more", question("more")))

    gone = editing.remove_question(form, "phone")
    moved = editing.move_question(form, "phone", page="more")

    assert "at_least_one" not in gone["pages"][0]
    assert "at_least_one" not in moved["pages"][0]
    assert form["pages"][0]["at_least_one"] == [{"of": ["email", "phone"]}]


def test_a_changed_rule_is_told_by_what_the_questions_are_called():
    before, after = document(contact()), document(contact(MESSAGE))
    found = changes(before, after)

    (row,) = telling.rows(found, before, after)
    facts = facts_of(after, after["pages"][0], "en", {}).values()

    assert row.place.endswith("of which questions one must be answered")
    assert row.was == "Email address or Phone number"
    assert row.now == f"Email address or Phone number (“{MESSAGE}”)"
    label, words = "At least one must be answered 1: Questions", "Email address, Phone number"
    assert (label, words) in [(one.label, one.words) for one in facts]
