"""A time that is lost: the next best is said, it is asked for anew, and no answer goes with it."""

from datetime import timedelta

import pytest
from django.test import Client

from moothall.bookings.actions import expire_holds
from moothall.bookings.models import Activity
from moothall.bookings.tests.kit import VISITOR
from moothall.cases.models import Case
from moothall.eforms import actions
from moothall.eforms.models import Draft, InFlight, Submission
from moothall.eforms.tests.times_kit import DAY, WHEN, Town, choose, form, question, tell, words
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def town(northvale, now, clock_stands):
    return Town(northvale, now).publish()


@pytest.fixture
def ann(client, town):
    browser = town.somebody(client)
    browser.start("trial")
    return browser


@pytest.fixture
def later(monkeypatch, now):
    """The clock after the hold has run out."""
    moment = now + timedelta(minutes=16)
    return lambda: monkeypatch.setattr("moothall.kernel.clock.now", lambda: moment) or moment


def taken_by_another(town, moment):
    with acting_for(town.council.id):
        town.diary.now = moment
        town.diary.book(DAY, "09:30")


def test_late_but_still_free_it_is_booked_all_the_same(ann, town, later):
    choose(ann, town)
    tell(ann)
    moment = later()
    with acting_for(town.council.id):
        expire_holds(actor=VISITOR, now=moment)
    ann.get(ann.path)
    assert "You get it if nobody else has taken it" in ann.html

    ann.post()

    assert ann.page == "done"
    assert town.statuses() == ["confirmed"]


def test_lost_while_finishing_the_next_best_is_offered_and_all_answers_stay(ann, town, later):
    choose(ann, town)
    tell(ann)
    taken_by_another(town, later())

    ann.post()

    assert ann.page == "when"
    assert f"We do not keep {WHEN} for you" in words(ann)
    assert 'href="#slot">Choose a time</a>' in ann.html
    next_best = ann.html.partition('data-testid="next-best"')[2]
    assert "Thursday 19 November 2026 at 9am" in next_best
    assert f'value="{town.slot("09:30")}"' not in ann.html
    with acting_for(town.council.id):
        assert Submission.objects.count() == Case.objects.count() == 0
    assert town.draft().answers["who"] == "Ann Person"

    ann.post({"slot": town.slot("10:00"), "return": "check"})

    assert ann.page == "check"
    ann.post()
    assert ann.page == "done"
    assert town.statuses() == ["expired", "confirmed", "confirmed"]


def test_a_saved_draft_whose_hold_ran_out_asks_again_and_keeps_the_rest(ann, town, later):
    choose(ann, town)
    ann.post({"who": "Ann Person", "mail": "ann@example.test"})
    later()
    resumed = town.somebody(Client())

    resumed.get(f"/forms/trial/{ann.secret}/")

    assert resumed.page == "when"
    assert f"We do not keep {WHEN} for you" in words(resumed)
    assert f'value="{town.slot("09:30")}"' in resumed.html
    assert town.draft().answers == {"who": "Ann Person", "mail": "ann@example.test"}
    resumed.post({"slot": town.slot("09:30")})
    assert resumed.page == "you"
    assert 'value="Ann Person"' in resumed.html
    assert town.statuses() == ["released", "held"]


def test_one_more_than_a_person_may_is_said_and_nothing_is_sent(
    client, northvale, now, clock_stands
):
    town = Town(northvale, now, most_open=1).publish()
    with acting_for(northvale.id):
        held = town.diary.hold(DAY, "11:00")
        town.diary.confirm(held, email="ann@example.test")
    ann = town.somebody(client)
    ann.start("trial")
    choose(ann, town)
    tell(ann)

    ann.post()

    assert ann.page == "when"
    assert "You have as many of these ahead as one person may" in words(ann)
    assert town.statuses() == ["confirmed", "held"]


def test_a_closure_meanwhile_is_a_lost_time(ann, town, now):
    choose(ann, town)
    tell(ann)
    with acting_for(town.council.id):
        Activity.objects.filter(key="birth").update(lead_minutes=10_000)
        town.bookings()[0].claims.update(is_active=False)
        row = town.bookings()[0]
        row.status = "released"
        row.save()

    ann.post()

    assert ann.page == "when"
    assert f"We do not keep {WHEN} for you" in words(ann)


def test_an_abandoned_draft_gives_its_time_back(ann, town, now):
    choose(ann, town)
    with acting_for(town.council.id):
        Draft.objects.update(expires_at=now - timedelta(days=1))
        actions.delete_expired_drafts(now=now)

    assert town.statuses() == ["released"]
    with acting_for(town.council.id):
        assert "09:30" in town.diary.free(DAY)


def test_a_newer_version_without_the_question_gives_the_time_back(ann, town, now):
    choose(ann, town)
    newer = form()
    newer["pages"][0]["questions"] = [question("other")]
    with acting_for(town.council.id):
        actions.publish_form(
            actor=system("tests"), council_id=town.council.id, document=newer,
            in_flight=InFlight.CHECK_AGAIN, now=now,
        )  # fmt: skip

    ann.get(f"/forms/trial/{ann.secret}/")

    assert town.statuses() == ["released"]


def test_who_keeps_as_many_times_as_one_may_is_told_so(
    client, northvale, rhian, now, clock_stands, monkeypatch
):
    monkeypatch.setattr("moothall.bookings.limits.MOST_AT_ONCE", 1)
    town = Town(northvale, now).publish()
    with acting_for(northvale.id):
        town.diary.hold(DAY, "11:00", person_id=rhian.pk, actor=kit.actor_of_resident_person(rhian))
    kit.sign_in_resident(client, rhian)
    rhians = town.somebody(client, prefix="/account")
    rhians.start("trial")

    choose(rhians, town)

    assert "You have kept many times in a short while" in words(rhians)
    assert town.statuses() == ["held"]
