from datetime import timedelta

import pytest

from moothall.cases.actions import change_status
from moothall.cases.due import actions
from moothall.cases.due.models import DueRule, DueTelling
from moothall.cases.due.queries import promises_to_tell
from moothall.cases.due.tasks import tell_every_council
from moothall.cases.models import Case
from moothall.cases.tests.factories import case_of, staff_of
from moothall.councils.calendar import WorkingCalendar
from moothall.kernel.errors import Conflict, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message

SUPERVISOR = frozenset({"settings.edit"})


def rule(council, now, **when):
    return actions.add_rule(
        actor=staff_of(council, permissions=SUPERVISOR), council_id=council.id, tells=["team"],
        now=now, **when,
    )  # fmt: skip


def after(council, now, hours):
    return WorkingCalendar.for_council(council.id).add_hours(now, hours)


def told():
    return Message.objects.filter(template="cases.case-due")


def test_a_team_is_told_once_when_most_of_the_time_is_over(in_northvale, now):
    rule(in_northvale, now, percent=80)
    case = case_of(in_northvale, now)

    assert actions.tell_of_promises(
        council_id=in_northvale.id, now=after(in_northvale, now, 6.3)
    ) == 0  # fmt: skip
    at = after(in_northvale, now, 6.5)
    assert actions.tell_of_promises(council_id=in_northvale.id, now=at) == 1
    assert actions.tell_of_promises(council_id=in_northvale.id, now=at) == 0

    message = told().get()
    assert message.recipient == "streets@northvale.test"
    assert str(case.reference) in message.body
    assert "80% of the time is over" in message.body


def test_the_next_promise_is_told_of_anew(in_northvale, now):
    rule(in_northvale, now, percent=100)
    case = case_of(in_northvale, now)
    at = after(in_northvale, now, 9)
    actions.tell_of_promises(council_id=in_northvale.id, now=at)
    change_status(actor=staff_of(in_northvale), case_id=case.pk, status="in_progress", now=at)
    assert actions.tell_of_promises(council_id=in_northvale.id, now=at) == 0

    late = after(in_northvale, now, 41)
    assert actions.tell_of_promises(council_id=in_northvale.id, now=late) == 1
    assert told().count() == 2


def test_hours_after_the_breach_are_working_hours(in_northvale, now):
    rule(in_northvale, now, hours_after=4)
    case_of(in_northvale, now)

    due = after(in_northvale, now, 8)
    assert actions.tell_of_promises(
        council_id=in_northvale.id, now=after(in_northvale, due, 3.9)
    ) == 0  # fmt: skip
    assert actions.tell_of_promises(
        council_id=in_northvale.id, now=after(in_northvale, due, 4.1)
    ) == 1  # fmt: skip


def test_what_waits_for_the_resident_or_is_closed_is_nobodys_news(in_northvale, now):
    rule(in_northvale, now, percent=100)
    for status in ("awaiting_resident", "resolved"):
        case = case_of(in_northvale, now)
        change_status(actor=staff_of(in_northvale), case_id=case.pk, status=status, now=now)

    assert actions.tell_of_promises(
        council_id=in_northvale.id, now=now + timedelta(days=30)
    ) == 0  # fmt: skip


def test_a_new_rule_says_nothing_of_what_was_late_before(in_northvale, now):
    case_of(in_northvale, now - timedelta(days=20))
    rule(in_northvale, now, percent=100)

    assert promises_to_tell(in_northvale.id, now=now) == []


def test_each_council_is_told_of_its_own(northvale, southmere, queue, now, clock_stands):
    for council in (northvale, southmere):
        with acting_for(council.id):
            case_of(council, now - timedelta(hours=30))
    with acting_for(northvale.id):
        rule(northvale, now - timedelta(days=9), percent=100)

    tell_every_council()
    assert [args["council_id"] for _name, args in queue.jobs("cases.tell_of_promises")] == [
        northvale.id
    ]
    queue.run_all()

    with acting_for(northvale.id):
        assert (told().count(), DueTelling.objects.count()) == (1, 1)
    with acting_for(southmere.id):
        assert (told().count(), DueTelling.objects.count()) == (0, 0)


def test_who_may_not_set_standards_sets_none(in_northvale, now):
    with pytest.raises(NotPermitted):
        actions.add_rule(
            actor=staff_of(in_northvale), council_id=in_northvale.id, tells=["team"], percent=80,
            now=now,
        )  # fmt: skip
    with pytest.raises(Conflict):
        rule(in_northvale, now)
    assert DueRule.objects.count() == 0


def test_a_rule_that_is_dropped_tells_nobody(in_northvale, now):
    made = rule(in_northvale, now, percent=100)
    case_of(in_northvale, now)
    actions.drop_rule(
        actor=staff_of(in_northvale, permissions=SUPERVISOR), council_id=in_northvale.id,
        rule_id=made.pk, now=now,
    )  # fmt: skip

    late = after(in_northvale, now, 9)
    assert actions.tell_of_promises(council_id=in_northvale.id, now=late) == 0
    assert Case.objects.count() == 1
