from dataclasses import replace
from datetime import timedelta

import pytest

from moothall.cases.actions import add_note, change_status
from moothall.cases.at_once import actions
from moothall.cases.at_once.models import BulkAct, BulkItem
from moothall.cases.at_once.queries import bulk_act, bulk_acts, items_of
from moothall.cases.at_once.tasks import do_at_once
from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.foreseeing import foresee
from moothall.cases.models import Case, TimelineEntry
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people.models import StaffRole

RESOLVED = Deed(status="resolved", words_en="Done, ((name)): ((reference))")


@pytest.fixture
def officer(alice):
    return kit.actor_of(alice)


def prepared(council, officer, cases, now, deed=RESOLVED):
    return actions.prepare_bulk_act(
        actor=officer, council_id=council.id, deed=deed, case_ids=[one.pk for one in cases], now=now
    )


def statuses():
    return sorted(Case.objects.values_list("status", flat=True))


def test_nothing_happens_before_it_is_started(in_northvale, officer, queue, now):
    case = case_of(in_northvale, now)

    act = prepared(in_northvale, officer, [case], now)

    assert (bulk_act(act.pk).count, bulk_act(act.pk).is_drafted) == (1, True)
    assert queue.jobs("cases.do_at_once") == []
    assert statuses() == ["received"]


def test_each_case_is_done_or_refused_with_the_reason(in_northvale, officer, queue, now):
    person = person_of(in_northvale, now)
    good = case_of(in_northvale, now, person_id=person.pk)
    closed = case_of(in_northvale, now)
    change_status(actor=officer, case_id=closed.pk, status="cancelled", now=now)
    changed = case_of(in_northvale, now)
    act = prepared(in_northvale, officer, [good, closed, changed], now)
    add_note(
        actor=officer, case_id=changed.pk, text="x", is_public=False,
        now=now + timedelta(seconds=1),
    )  # fmt: skip

    actions.start_bulk_act(actor=officer, bulk_id=act.pk, now=now)
    queue.run_all()

    assert [(one.reference, one.state, one.refusal) for one in items_of(act.pk)] == [
        (str(good.reference), "done", None),
        (str(closed.reference), "refused", "no_arrow"),
        (str(changed.reference), "refused", "overtaken"),
    ]
    row = bulk_act(act.pk)
    assert (row.state, row.done, row.refused) == ("done", 1, 2)
    assert statuses() == ["cancelled", "received", "resolved"]
    told = Message.objects.filter(template="cases.status-changed")
    assert f"Done, Dilys Pugh: {good.reference}" in told.get().body


def test_the_preview_says_the_same(in_northvale, officer, now, django_assert_num_queries):
    case, closed = case_of(in_northvale, now), case_of(in_northvale, now)
    change_status(actor=officer, case_id=closed.pk, status="cancelled", now=now)
    foreseen = foresee(
        actor=officer, council_id=in_northvale.id, deed=RESOLVED,
        case_ids=[case.pk, closed.pk], seen={}, now=now,
    )  # fmt: skip

    assert [one.refusal for one in foreseen] == [None, "no_arrow"]
    assert foreseen[0].steps[0] == "Status: Received → Done"
    more = [case_of(in_northvale, now).pk for _ in range(10)]
    with django_assert_num_queries(4):
        foresee(
            actor=officer, council_id=in_northvale.id, deed=RESOLVED, case_ids=more, seen={},
            now=now,
        )  # fmt: skip


def test_a_worker_that_is_killed_leaves_nothing_half_done_and_nothing_is_done_twice(
    in_northvale, officer, monkeypatch, now
):
    person = person_of(in_northvale, now)
    cases = [case_of(in_northvale, now, person_id=person.pk) for _ in range(4)]
    act = prepared(in_northvale, officer, cases, now)
    actions.start_bulk_act(actor=officer, bulk_id=act.pk, now=now)
    done = []
    usual = actions._note

    class Killed(BaseException):
        pass

    def note(item, *rest):
        usual(item, *rest)
        done.append(item.case_id)
        if len(done) == 3:
            raise Killed

    monkeypatch.setattr(actions, "_note", note)
    with pytest.raises(Killed):
        do_at_once(council_id=in_northvale.id, bulk_id=str(act.pk))

    assert statuses() == ["received", "received", "resolved", "resolved"]
    assert bulk_act(act.pk).done == 2

    do_at_once(council_id=in_northvale.id, bulk_id=str(act.pk))
    do_at_once(council_id=in_northvale.id, bulk_id=str(act.pk))

    assert statuses() == ["resolved"] * 4
    assert (bulk_act(act.pk).state, bulk_act(act.pk).done) == ("done", 4)
    assert TimelineEntry.objects.filter(status_to="resolved").count() == 4


def test_rights_are_those_of_the_moment_at_which_it_is_done(
    in_northvale, officer, alice, queue, now
):
    case = case_of(in_northvale, now)
    act = prepared(in_northvale, officer, [case], now)
    actions.start_bulk_act(actor=officer, bulk_id=act.pk, now=now)
    StaffRole.objects.filter(user=alice).delete()

    queue.run_all()

    assert [one.refusal for one in items_of(act.pk)] == ["not_permitted"]
    assert statuses() == ["received"]


def test_who_may_not_act_on_many_at_once_may_not(in_northvale, now):
    agent = staff_of(in_northvale)
    case = case_of(in_northvale, now)

    with pytest.raises(NotPermitted):
        prepared(in_northvale, agent, [case], now)
    assert BulkAct.objects.count() == 0


def test_cases_of_another_council_are_left_out(northvale, southmere, officer, now):
    with acting_for(southmere.id):
        theirs = case_of(southmere, now)
    with acting_for(northvale.id, southmere.id):
        ours = case_of(northvale, now)
        act = prepared(northvale, officer, [ours, theirs], now)
        assert list(BulkItem.objects.values_list("case_id", flat=True)) == [ours.pk]
    with acting_for(southmere.id):
        with pytest.raises(NotFound):
            bulk_act(act.pk)
        assert bulk_acts([southmere.id]) == []


def test_a_colleague_cannot_start_it(in_northvale, officer, queue, now):
    act = prepared(in_northvale, officer, [case_of(in_northvale, now)], now)
    other = staff_of(in_northvale, permissions=officer.permissions[in_northvale.id])

    with pytest.raises(NotFound):
        actions.start_bulk_act(actor=replace(other, identifier="0"), bulk_id=act.pk, now=now)
    assert bulk_act(act.pk).is_drafted


def test_at_most_a_thousand(in_northvale, officer, monkeypatch, now):
    monkeypatch.setattr(actions, "MOST_CASES", 2)
    cases = [case_of(in_northvale, now) for _ in range(3)]

    with pytest.raises(Conflict):
        prepared(in_northvale, officer, cases, now)
    assert BulkAct.objects.count() == 0


def test_all_parts_of_a_deed_are_done_or_none(in_northvale, officer, queue, now):
    case = case_of(in_northvale, now)
    deed = Deed(note="Seen", priority="high", words_en="Hello")

    act = prepared(in_northvale, officer, [case], now, deed)
    actions.start_bulk_act(actor=officer, bulk_id=act.pk, now=now)
    queue.run_all()

    assert [one.refusal for one in items_of(act.pk)] == ["nobody_to_tell"]
    case.refresh_from_db()
    assert case.priority == "normal"
    assert TimelineEntry.objects.filter(kind="note").count() == 0


def test_what_was_never_started_is_forgotten(in_northvale, officer, now):
    prepared(in_northvale, officer, [case_of(in_northvale, now)], now)

    assert actions.forget_drafts(now=now + timedelta(days=6)) == 0
    assert actions.forget_drafts(now=now + timedelta(days=8)) == 1
    assert BulkItem.objects.count() == 0
