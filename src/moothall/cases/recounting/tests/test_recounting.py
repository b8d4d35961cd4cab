"""A changed calendar moves the promises of open cases, once, and nobody else's."""

from datetime import date, time, timedelta

import pytest

from moothall.cases.actions import ask_resident, change_status
from moothall.cases.models import CalendarRecount, Case, TimelineEntry
from moothall.cases.recounting import actions
from moothall.cases.recounting.actions import recount
from moothall.cases.recounting.queries import SETTLED_AFTER, councils_to_recount, recount_of
from moothall.cases.tests.factories import case_of, staff_of
from moothall.councils import opening
from moothall.councils.queries import service_type
from moothall.kernel import short_memory
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for, crossing_councils

SYSTEM = system("tests")
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def close(council, on, now):
    opening.set_day(
        actor=SYSTEM, council_id=council.id, on=on, hours=None, title_en="Conference", now=now
    )
    short_memory.forget_all()


def due(case):
    case.refresh_from_db()
    return f"{case.response_due_at:%d %H:%M}", f"{case.resolution_due_at:%d %H:%M}"


def test_a_closed_day_moves_what_was_promised_and_staff_read_it(in_northvale, now):
    case = case_of(in_northvale, now)
    assert due(case) == ("19 11:00", "25 11:00")
    close(in_northvale, FRIDAY, now)

    moved = [recount(council_id=in_northvale.id, now=now) for _ in range(2)]

    assert moved == [1, 0]
    assert due(case) == ("19 11:00", "26 11:00")
    assert case.next_due_at == case.response_due_at
    assert TimelineEntry.objects.get(kind="note").text == (
        "The working calendar changed. To be finished by 25 November 2026, 11:00"
        " → 26 November 2026, 11:00."
    )
    assert not TimelineEntry.objects.filter(kind="note", is_public=True).exists()
    done = recount_of(in_northvale.id)
    assert (done.number, done.looked_at, done.moved, done.done_at) == (1, 1, 1, now)


def test_each_case_is_counted_from_the_calendar_that_it_was_promised_by(in_northvale, now):
    first = case_of(in_northvale, now)
    close(in_northvale, FRIDAY, now)
    second = case_of(in_northvale, now)
    assert (first.calendar_number, second.calendar_number) == (0, 1)
    close(in_northvale, MONDAY, now)

    recount(council_id=in_northvale.id, now=now)

    assert due(first) == due(second) == ("19 11:00", "27 11:00")
    opening.drop_day(actor=SYSTEM, council_id=in_northvale.id, on=FRIDAY, now=now)
    opening.drop_day(actor=SYSTEM, council_id=in_northvale.id, on=MONDAY, now=now)
    short_memory.forget_all()

    recount(council_id=in_northvale.id, now=now)

    assert due(first) == due(second) == ("19 11:00", "25 11:00")


def test_time_that_the_clock_stood_stays_on_top(in_northvale, now):
    case = case_of(in_northvale, now)
    ask_resident(actor=staff_of(in_northvale), case_id=case.pk, text="Which?", now=now)
    later = now + timedelta(hours=3)
    change_status(actor=staff_of(in_northvale), case_id=case.pk, status="in_progress", now=later)
    assert due(case)[1] == "25 14:00"
    close(in_northvale, FRIDAY, now)

    recount(council_id=in_northvale.id, now=later)

    assert due(case)[1] == "26 14:00"


def test_what_was_promised_in_another_way_or_is_over_or_by_law_stays(in_northvale, now):
    by_law = case_of(in_northvale, now, resolution_due_at=now + timedelta(days=30, hours=9))
    complaint = case_of(in_northvale, now, kind="complaint")
    closed = case_of(in_northvale, now)
    change_status(actor=staff_of(in_northvale), case_id=closed.pk, status="resolved", now=now)
    before = [due(one)[1] for one in (by_law, complaint, closed)]
    close(in_northvale, FRIDAY, now)

    assert recount(council_id=in_northvale.id, now=now) == 0

    assert [due(one)[1] for one in (by_law, complaint, closed)] == before
    assert due(case_of(in_northvale, now, kind="complaint"))[1] == due(complaint)[1]


def test_a_service_may_keep_other_hours(in_northvale, now):
    bins = service_type(in_northvale.id, "missed-bin")
    case, other = (
        case_of(in_northvale, now),
        case_of(in_northvale, now, service_type="street-fault"),
    )
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), (time(9), time(17)))
    opening.set_week(
        actor=SYSTEM, council_id=in_northvale.id, week=week, service_id=bins.id, now=now
    )
    short_memory.forget_all()

    assert recount(council_id=in_northvale.id, now=now) == 1

    assert due(case)[1] == due(case_of(in_northvale, now))[1] == "24 11:00"
    assert due(other)[1] == "25 11:00"


def test_it_goes_in_batches_and_on_from_where_it_stopped(in_northvale, now, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    for _ in range(5):
        case_of(in_northvale, now)
    close(in_northvale, FRIDAY, now)
    whole = actions._recount_case
    seen = []

    def dies_at_the_fourth(case, *rest):
        seen.append(case.pk)
        if len(seen) == 4:
            raise RuntimeError("pulled the plug")
        return whole(case, *rest)

    monkeypatch.setattr(actions, "_recount_case", dies_at_the_fourth)
    with pytest.raises(RuntimeError):
        recount(council_id=in_northvale.id, now=now)
    assert (recount_of(in_northvale.id).looked_at, recount_of(in_northvale.id).done_at) == (2, None)

    assert recount(council_id=in_northvale.id, now=now) == 3

    assert recount_of(in_northvale.id).moved == 5
    assert TimelineEntry.objects.filter(kind="note").count() == 5
    assert {due(one)[1] for one in Case.objects.all()} == {"26 11:00"}


def test_councils_whose_calendar_changed_are_found_once_it_has_settled(northvale, southmere, now):
    with acting_for(northvale.id):
        close(northvale, FRIDAY, now)
    settled = now + SETTLED_AFTER

    def waiting(at):
        with crossing_councils():
            return councils_to_recount([northvale.id, southmere.id], now=at)

    assert waiting(now) == []
    assert waiting(settled) == [northvale.id]
    with acting_for(northvale.id):
        recount(council_id=northvale.id, now=settled)
    assert waiting(settled) == []


def test_another_councils_cases_stay_and_it_sees_nothing_of_it(northvale, southmere, now):
    with acting_for(southmere.id):
        theirs = case_of(southmere, now)
    with acting_for(northvale.id):
        close(northvale, FRIDAY, now)
        recount(council_id=northvale.id, now=now)

    with acting_for(southmere.id):
        assert due(theirs)[1] == "25 11:00"
        assert recount_of(northvale.id) is None
        assert CalendarRecount.objects.count() == 0
        assert recount(council_id=southmere.id, now=now) == 0
