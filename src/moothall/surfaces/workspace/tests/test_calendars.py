"""The working calendar on its pages."""

from datetime import date

import pytest

from moothall.cases.recounting.actions import recount
from moothall.cases.tests.factories import case_of
from moothall.councils.actions import replace_bank_holidays
from moothall.councils.models import CalendarRevision
from moothall.kernel import short_memory
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk

CALENDAR = "/workspace/calendar/northvale/"
CLOSED = {"on": "2026-11-20", "state": "closed", "title_en": "Staff conference"}
WEEK = {
    f"{day}_{what}": clock
    for day in ("mon", "tue", "wed", "thu", "fri")
    for what, clock in (("opens", "09:00"), ("closes", "17:00"))
}


@pytest.fixture
def desk(northvale, alice, clock_stands):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=clock_stands,
        )  # fmt: skip
    return Desk("northvale.test", alice)


def test_a_closed_day_is_added_shown_counted_and_taken_away(northvale, desk, now):
    replace_bank_holidays({"england-and-wales": {date(2026, 12, 25): "Christmas Day"}})
    with acting_for(northvale.id):
        case_of(northvale, now)
    preview = f"{CALENDAR}?service=missed-bin"
    assert desk.get(preview).one("promised") == (
        "A case of “Missed bin” that is opened now is answered by Thursday 19 November 2026, 11:00"
        " and finished by Wednesday 25 November 2026, 11:00."
    )

    saved = desk.post(f"{CALENDAR}day/", **CLOSED)
    page = desk.get(preview)

    assert saved.location == CALENDAR
    assert "20 November 2026: Closed. Staff conference" in page.one("days")
    assert "finished by Thursday 26 November 2026, 11:00" in page.one("promised")
    assert "25 December 2026: Christmas Day" in page.one("holidays")
    assert "A closed day, 2026-11-20 (Alice)" in page.one("changes")
    assert page.one("recount") == (
        "The promises of open cases will be worked out anew in a few minutes."
    )
    with acting_for(northvale.id):
        recount(council_id=northvale.id, now=now)
    assert "the promise of 1 open case moved." in desk.get(CALENDAR).one("recount")

    assert desk.post(CALENDAR, drop="2026-11-20").status == 302
    assert desk.get(CALENDAR).all("days") == []
    assert desk.post(CALENDAR, drop="2026-11-20").status == 404
    assert desk.post(CALENDAR, drop="soon").status == 404


def test_hours_are_changed_for_the_council_and_for_a_service(northvale, desk):
    form = desk.get(f"{CALENDAR}hours/")
    assert (form.value("mon_opens"), form.value("sat_opens")) == ("09:00", "")

    desk.post(f"{CALENDAR}hours/", **{**WEEK, "sat_opens": "10:00", "sat_closes": "12.30"})
    assert "Saturday 10:00 – 12:30 Sunday Closed" in desk.get(CALENDAR).one("week")

    of_bins = f"{CALENDAR}hours/?service=missed-bin"
    desk.post(of_bins, **{**WEEK, "mon_opens": "06:00"})
    assert desk.get(CALENDAR).one("own-weeks") == "Missed bin"
    assert desk.get(of_bins).value("mon_opens") == "06:00"
    desk.post(of_bins, drop="yes")
    assert desk.get(CALENDAR).all("own-weeks") == []


def test_mistakes_are_said_and_change_nothing(northvale, desk):
    for where, said, words in (
        ("hours/", {**WEEK, "mon_opens": "nine"}, "Enter a time, like 09:00"),
        ("hours/", {**WEEK, "mon_opens": ""}, "Enter both times, or neither"),
        ("hours/", {**WEEK, "mon_closes": "08:00"}, "It must close after it opens"),
        ("hours/", {}, "Enter the times of one day at least"),
        ("day/", {**CLOSED, "on": "2026-11-01"}, "Choose today or a later day"),
        ("day/", {**CLOSED, "state": "open"}, "Enter when you open"),
        ("day/", {**CLOSED, "title_en": ""}, "Say why"),
    ):
        page = desk.post(f"{CALENDAR}{where}", **{"sent": "yes", **said})
        assert page.status == 422, words
        assert page.text.count(words) >= 2, words

    with acting_for(northvale.id):
        assert CalendarRevision.objects.count() == 0


def test_a_council_of_two_languages_says_why_in_both(southmere, carys, clock_stands):
    with acting_for(southmere.id):
        give_role(
            actor=system("tests"), user=carys, role=Role.SUPERVISOR, council_id=southmere.id,
            partnership_id=None, now=clock_stands,
        )  # fmt: skip
    desk = Desk("southmere.test", carys)
    there = "/workspace/calendar/southmere/"

    desk.post(f"{there}day/", **CLOSED, title_cy="Cynhadledd staff")

    short_memory.forget_all()
    with acting_for(southmere.id):
        assert CalendarRevision.objects.get().days == [
            {
                "on": "2026-11-20", "hours": None, "title_en": "Staff conference",
                "title_cy": "Cynhadledd staff",
            }
        ]  # fmt: skip


def test_who_may_not_change_settings_and_another_council_are_refused(
    northvale, southmere, desk, desk_of_bob, desk_of_carys
):
    for page in (CALENDAR, f"{CALENDAR}hours/", f"{CALENDAR}day/"):
        assert desk_of_bob.get(page).status == 403
        assert desk_of_carys.get(page).status == 403
        assert desk.get(page.replace("northvale", "southmere")).status == 404
    assert desk_of_bob.post(f"{CALENDAR}day/", **CLOSED).status == 403
    with acting_for(northvale.id):
        assert CalendarRevision.objects.count() == 0
