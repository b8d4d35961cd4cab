"""What becomes of drafts when their form changes, opens or closes."""

from datetime import timedelta

import pytest

from moothall.eforms import actions
from moothall.eforms.actions import publish_form, set_availability
from moothall.eforms.models import Draft, FormVersion, InFlight, Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.people.queries import actor_for

pytestmark = pytest.mark.django_db

COLOURS = ("red", "green", "blue")


def _form(*colours, **more):
    return document(
        page("colour", question("colour", "radios", options=options(*colours))),
        page("why", question("why", **more)),
        page("name", question("name")),
        slug="paint",
    )


def _publish(council, form, in_flight):
    with acting_for(council.id):
        return publish_form(
            actor=system("tests"), council_id=council.id, document=form, in_flight=in_flight,
            now=clock.now(),
        )  # fmt: skip


@pytest.fixture
def browser(client, northvale):
    publish(northvale, _form(*COLOURS), clock.now())
    browser = Browser(client)
    browser.start("paint")
    browser.post({"colour": "green"})
    browser.post({"why": "I like it"})
    assert browser.page == "name"
    return browser


def _submissions(council):
    with acting_for(council.id):
        return list(Submission.objects.select_related("version"))


def test_by_default_people_finish_what_they_began(browser, northvale):
    _publish(northvale, _form("red"), InFlight.FINISH)

    browser.post({"name": "Ann"})
    browser.post()

    (submission,) = _submissions(northvale)
    assert submission.version.number == 1
    assert submission.answers["colour"] == "green"


def test_what_no_longer_fits_is_dropped_and_told_once(browser, northvale):
    _publish(northvale, _form("red", "blue"), InFlight.CHECK_AGAIN)

    browser.get(f"/forms/paint/{browser.secret}/")

    assert browser.page == "colour"
    assert "We have kept your answers, except to:" in browser.html
    assert "<li>What is colour?</li>" in browser.html
    browser.post({"colour": "blue"})
    assert browser.page == "why"
    assert "I like it" in browser.html
    assert "except to:" not in browser.html
    browser.post({"why": "I like it"})
    browser.post({"name": "Ann"})
    browser.post()
    (submission,) = _submissions(northvale)
    assert (submission.version.number, submission.answers["colour"]) == (2, "blue")


def test_an_answer_of_another_type_does_not_fit(browser, northvale):
    form = _form(*COLOURS)
    form["pages"][1]["questions"][0]["type"] = "number"
    _publish(northvale, form, InFlight.CHECK_AGAIN)

    browser.get(f"/forms/paint/{browser.secret}/")

    assert browser.page == "why"
    assert "<li>What is why?</li>" in browser.html


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sending_an_old_version_that_must_be_checked_sends_nothing(browser, northvale):
    browser.post({"name": "Ann"})
    assert browser.page == "check"
    _publish(northvale, _form("red"), InFlight.CHECK_AGAIN)

    browser.post()

    assert browser.page == "colour"
    assert _submissions(northvale) == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_closed_version_takes_nothing_and_shows_what_was_written(browser, northvale):
    _publish(northvale, _form("red"), InFlight.CLOSED)

    browser.post({"name": "Ann"})

    assert "This form is closed" in browser.html
    assert "I like it" in browser.html
    assert "Change" not in browser.html
    with acting_for(northvale.id):
        assert Draft.objects.get().typed["name"] == {"name": ["Ann"]}
    browser.post(path=browser.path + "check/")
    assert "This form is closed" in browser.html
    assert _submissions(northvale) == []


def test_a_later_kinder_version_does_not_reopen_a_closed_one(browser, northvale):
    _publish(northvale, _form("red"), InFlight.CLOSED)
    _publish(northvale, _form("red", "blue"), InFlight.FINISH)

    browser.get(f"/forms/paint/{browser.secret}/")

    assert "This form is closed" in browser.html


def test_what_was_handed_in_stays_with_its_version(browser, northvale):
    browser.post({"name": "Ann"})
    browser.post()
    _publish(northvale, _form("red"), InFlight.CLOSED)

    browser.get(f"/forms/paint/{browser.secret}/")

    assert browser.page == "done"


def _available(council, actor=None, **more):
    with acting_for(council.id):
        return set_availability(
            actor=actor or system("tests"), council_id=council.id, form="paint",
            **{"opens_at": None, "closes_at": None, "most_submissions": None, **more},
            now=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    "times",
    [{"opens_at": timedelta(hours=1)}, {"closes_at": timedelta(hours=-1)}],
)
def test_a_form_that_is_not_open_says_so_and_begins_nothing(client, northvale, times):
    publish(northvale, _form(*COLOURS), clock.now())
    _available(northvale, **{name: clock.now() + offset for name, offset in times.items()})
    browser = Browser(client)

    browser.get("/forms/paint/")

    assert "This form is closed" in browser.html
    browser.post()
    with acting_for(northvale.id):
        assert Draft.objects.count() == 0


def test_a_form_that_closes_meanwhile_takes_nothing(browser, northvale):
    _available(northvale, closes_at=clock.now() - timedelta(seconds=1))

    browser.post({"name": "Ann"})

    assert "This form is closed" in browser.html
    assert "I like it" in browser.html


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_more_are_taken_than_the_limit(browser, northvale, client):
    _available(northvale, most_submissions=1)
    browser.post({"name": "Ann"})
    browser.post()
    other = Browser(client)
    other.start("paint")
    other.post({"colour": "red"})
    other.post({"why": "Warm"})
    other.post({"name": "Ben"})

    other.post()

    assert len(_submissions(northvale)) == 1
    assert "reference" not in other.html.lower()


def test_nobody_without_the_right_and_no_other_council_changes_opening_times(
    browser, northvale, southmere, mallory
):
    moment = clock.now()
    with pytest.raises(NotPermitted):
        _available(northvale, actor=actor_for(mallory), most_submissions=0)
    with pytest.raises(NotFound):
        _available(southmere, most_submissions=0)
    with pytest.raises(ValueError, match="closes after it opens"):
        _available(northvale, opens_at=moment, closes_at=moment)

    browser.post({"name": "Ann"})
    browser.post()
    assert len(_submissions(northvale)) == 1


def test_a_version_keeps_what_it_said_of_drafts(browser, northvale):
    _publish(northvale, _form("red"), InFlight.CHECK_AGAIN)

    with acting_for(northvale.id):
        said = FormVersion.objects.order_by("number").values_list("drafts_in_flight", flat=True)
        assert list(said) == ["finish", "check_again"]


def test_carrying_over_twice_changes_nothing_more(browser, northvale):
    _publish(northvale, _form("red"), InFlight.CHECK_AGAIN)

    def carry():
        with acting_for(northvale.id):
            return actions.carry_over(
                actor=system("tests"), council_id=northvale.id, secret=browser.secret,
                form="paint", language="en", now=clock.now(),
            )  # fmt: skip

    first, second = carry(), carry()

    assert (
        first.dropped == second.dropped == [{"en": "What is colour?", "cy": "What is colour? (cy)"}]
    )
    assert second.answers == {"why": "I like it"}
