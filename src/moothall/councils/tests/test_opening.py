"""What a council says of its own working calendar."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from moothall.councils import opening
from moothall.councils.actions import replace_bank_holidays
from moothall.councils.calendar import (
    WorkingCalendar,
    calendar_of_file,
    calendar_of_revision,
)
from moothall.councils.models import CalendarRevision
from moothall.councils.queries import calendar_revisions, coming_holidays, service_type
from moothall.kernel import short_memory
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

SYSTEM = system("tests")
CHRISTMAS = date(2026, 12, 25)
LONDON = ZoneInfo("Europe/London")


def on(council, now, actor=SYSTEM):
    return {"actor": actor, "council_id": council.id, "now": now}


def calendar(council):
    short_memory.forget_all()
    return WorkingCalendar.for_council(council.id)


def test_own_days_count_before_weekdays_and_bank_holidays(in_northvale, now):
    replace_bank_holidays({"england-and-wales": {CHRISTMAS: "Christmas Day"}})
    opening.set_day(
        **on(in_northvale, now), on=CHRISTMAS, hours=(time(10), time(12)), title_en="Emergencies"
    )
    opening.set_day(**on(in_northvale, now), on=date(2026, 11, 20), hours=None, title_en="Training")
    opening.set_day(
        **on(in_northvale, now), on=date(2026, 11, 21), hours=(time(9), time(13)), title_en="Fair"
    )
    own = calendar(in_northvale)

    assert own.is_working_day(CHRISTMAS)
    assert not own.is_working_day(date(2026, 11, 20))
    assert own.is_working_day(date(2026, 11, 21))
    assert own.add_hours(datetime(2026, 11, 19, 16, tzinfo=LONDON), 2) == datetime(
        2026, 11, 21, 10, tzinfo=LONDON
    )
    assert not WorkingCalendar.by_law(in_northvale.id).is_working_day(CHRISTMAS)
    assert WorkingCalendar.by_law(in_northvale.id).is_working_day(date(2026, 11, 20))
    assert coming_holidays("england", since=date(2026, 12, 1)) == [(CHRISTMAS, "Christmas Day")]


def test_every_change_is_a_revision_that_is_kept(in_northvale, now):
    bins = service_type(in_northvale.id, "missed-bin").id
    opening.set_week(**on(in_northvale, now), week={"mon": (time(8), time(18))})
    opening.set_week(**on(in_northvale, now), week={"sat": (time(9), time(12))}, service_id=bins)
    opening.drop_service_week(**on(in_northvale, now), service_id=bins)

    first, second, third = calendar_revisions(in_northvale.id, most=9)[::-1]
    assert [one.change for one in (first, second, third)] == [
        "week", "service_week", "service_as_council",
    ]  # fmt: skip
    assert (second.about, third.number) == ("Missed bin", 3)
    assert list(calendar_of_revision(second).of_service(bins).week) == ["sat"]
    assert list(calendar(in_northvale).of_service(bins).week) == ["mon"]
    assert set(calendar_of_file(in_northvale.id).week) == {"mon", "tue", "wed", "thu", "fri"}
    assert calendar(in_northvale).number == 3
    assert AuditEntry.objects.filter(verb="calendar.changed").count() == 3


@pytest.mark.parametrize(
    ("action", "said", "error"),
    [
        (opening.set_week, {"week": {}}, Conflict),
        (opening.set_week, {"week": {"mon": (time(9), time(9))}}, Conflict),
        (opening.drop_day, {"on": CHRISTMAS}, NotFound),
        (
            opening.set_day,
            {"on": CHRISTMAS, "hours": (time(9), time(8)), "title_en": "x"},
            Conflict,
        ),
    ],
)
def test_what_cannot_be_changes_nothing(in_northvale, now, action, said, error):
    with pytest.raises(error), transaction.atomic():
        action(**on(in_northvale, now), **said)

    assert CalendarRevision.objects.count() == 0


def test_a_service_of_another_council_is_not_there(northvale, southmere, now):
    with acting_for(southmere.id):
        theirs = service_type(southmere.id, "missed-bin").id
    with acting_for(northvale.id):
        for action, said in (
            (opening.set_week, {"week": {"mon": (time(9), time(12))}}),
            (opening.drop_service_week, {}),
        ):
            with pytest.raises(NotFound), transaction.atomic():
                action(**on(northvale, now), service_id=theirs, **said)
        assert CalendarRevision.objects.count() == 0


def test_it_is_for_who_may_change_the_settings_of_this_council(northvale, southmere, now):
    with acting_for(northvale.id):
        for actor in (
            kit.actor_with(southmere.id, "settings.edit"),
            kit.actor_with(northvale.id, "case.edit"),
        ):
            for action, said in (
                (opening.set_week, {"week": {"mon": (time(9), time(12))}}),
                (opening.set_day, {"on": CHRISTMAS, "hours": None, "title_en": "x"}),
                (opening.drop_day, {"on": CHRISTMAS}),
                (opening.drop_service_week, {"service_id": service_type(
                    northvale.id, "missed-bin").id}),
            ):  # fmt: skip
                with pytest.raises(NotPermitted), transaction.atomic():
                    action(**on(northvale, now, actor), **said)
        assert CalendarRevision.objects.count() == 0


def test_another_council_works_as_before_and_sees_nothing(northvale, southmere, now):
    with acting_for(northvale.id):
        opening.set_day(**on(northvale, now), on=date(2026, 11, 20), hours=None, title_en="x")
        assert not calendar(northvale).is_working_day(date(2026, 11, 20))

    with acting_for(southmere.id):
        assert calendar_revisions(northvale.id, most=9) == []
        assert calendar(southmere).is_working_day(date(2026, 11, 20))
        # Asked for another council it reads that one's own, not a wrong one to be remembered.
        assert not WorkingCalendar.for_council(northvale.id).is_working_day(date(2026, 11, 20))
