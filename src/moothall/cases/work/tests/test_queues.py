from datetime import timedelta

import pytest

from moothall.cases.actions import change_status
from moothall.cases.models import Case
from moothall.cases.particulars import CaseLocation
from moothall.cases.tests.factories import case_of, person_of
from moothall.cases.work import actions
from moothall.cases.work.actions.setting_up import QueueSettings
from moothall.cases.work.models import WorkQueue
from moothall.cases.work.queries import cases_in_queue, queue_by_id, queue_counts, queues_of
from moothall.councils.queries import service_type
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Person

pytestmark = pytest.mark.django_db
SYSTEM = system("tests")


def queue_of(council, now, **settings):
    return actions.save_queue(
        actor=SYSTEM, council_id=council.id, now=now,
        settings=QueueSettings(**{"name": "All", **settings}),
    )  # fmt: skip


def in_queue(queue, now):
    rule = queue_by_id([queue.council_id], queue.pk)
    return [row.case.id for row in cases_in_queue(rule, now=now).rows]


def test_a_queue_shows_the_oldest_promise_first_and_standing_clocks_last(in_northvale, now):
    late = case_of(in_northvale, now)
    early = case_of(in_northvale, now - timedelta(days=3))
    waiting = case_of(in_northvale, now - timedelta(days=5))
    done = case_of(in_northvale, now)
    for case, status in ((waiting, "awaiting_resident"), (done, "resolved")):
        change_status(actor=SYSTEM, case_id=case.pk, status=status, now=now)
    queue = queue_of(in_northvale, now)

    assert in_queue(queue, now) == [early.pk, late.pk, waiting.pk]


@pytest.mark.parametrize(
    ("rule", "others"),
    [
        ({"channels": ["phone"]}, {"channel": "web"}),
        ({"languages": ["cy"]}, {"language": "en"}),
        ({"priorities": ["urgent"]}, {"priority": "normal"}),
        ({"statuses": ["received"]}, None),
        ({"postcodes": ["qx1"]}, {"location": CaseLocation(description="2 Low Road, QX9 1AA")}),
    ],
)
def test_a_rule_narrows_a_queue(in_northvale, now, rule, others):
    fitting = case_of(
        in_northvale, now, channel="phone", language="cy", priority="urgent",
        location=CaseLocation(description="1 High Street, QX1 1AA"),
    )  # fmt: skip
    other = case_of(in_northvale, now, **(others or {}))
    if others is None:
        change_status(actor=SYSTEM, case_id=other.pk, status="in_progress", now=now)

    assert in_queue(queue_of(in_northvale, now, **rule), now) == [fitting.pk]


def test_a_rule_names_services_teams_wards_and_who_is_free(in_northvale, alice, now):
    bin_case = case_of(in_northvale, now)
    street = case_of(in_northvale, now, service_type="street-fault")
    Case.objects.filter(pk=street.pk).update(ward="E05000001")
    actions.take_case(actor=kit.actor_of(alice), case_id=street.pk, now=now)
    services = [service_type(in_northvale.id, "street-fault").id]

    assert in_queue(queue_of(in_northvale, now, name="1", services=services), now) == [street.pk]
    assert in_queue(queue_of(in_northvale, now, name="2", wards=["E05000001"]), now) == [street.pk]
    assert in_queue(queue_of(in_northvale, now, name="3", only_unassigned=True), now) == [
        bin_case.pk
    ]
    team = queue_of(in_northvale, now, name="4", teams=[bin_case.team_id])
    assert set(in_queue(team, now)) == {bin_case.pk, street.pk}
    rows = cases_in_queue(queue_by_id([in_northvale.id], team.pk), now=now).rows
    assert {row.case.id: row.holder_name for row in rows} == {bin_case.pk: "", street.pk: "Alice"}


def test_a_queue_of_what_is_late_or_soon_is(in_northvale, now):
    late = case_of(in_northvale, now - timedelta(days=30))
    soon = case_of(in_northvale, now - timedelta(hours=1))
    later = case_of(in_northvale, now)
    Case.objects.filter(pk=later.pk).update(next_due_at=now + timedelta(days=9))

    assert in_queue(queue_of(in_northvale, now, name="1", deadline="overdue"), now) == [late.pk]
    assert in_queue(queue_of(in_northvale, now, name="2", deadline="soon"), now) == [
        late.pk, soon.pk
    ]  # fmt: skip


def test_pages_of_a_queue_follow_each_other_without_gap_or_repetition(in_northvale, now):
    cases = [case_of(in_northvale, now - timedelta(hours=n)) for n in range(7)]
    for case in cases[:3]:
        change_status(actor=SYSTEM, case_id=case.pk, status="awaiting_resident", now=now)
    rule = queue_by_id([in_northvale.id], queue_of(in_northvale, now).pk)
    everything = [row.case.id for row in cases_in_queue(rule, now=now).rows]
    seen, after, pages = [], "", 0

    while pages == 0 or after:
        page = cases_in_queue(rule, after=after, limit=2, now=now)
        seen += [row.case.id for row in page.rows]
        after, pages = page.next_after, pages + 1

    assert seen == everything
    assert (len(seen), pages) == (7, 4)
    for nonsense in ("x", "x|y", "|"):
        with pytest.raises(NotFound):
            cases_in_queue(rule, after=nonsense, now=now)


def test_a_queue_costs_two_queries_and_all_counts_one(in_northvale, now, django_assert_num_queries):
    for _number in range(5):
        case_of(in_northvale, now)
    for number in range(6):
        queue_of(in_northvale, now, name=str(number))
    rules = queues_of([in_northvale.id])
    cases_in_queue(rules[0], now=now)

    with django_assert_num_queries(2):
        page = cases_in_queue(rules[0], now=now)
    with django_assert_num_queries(1):
        counts = queue_counts(rules, now=now)

    assert len(page.rows) == 5
    assert [str(counts[rule.id]) for rule in rules] == ["5"] * 6


def test_another_council_sees_neither_a_queue_nor_its_cases(in_northvale, southmere, now):
    case_of(in_northvale, now)
    queue = queue_of(in_northvale, now)
    rule = queue_by_id([in_northvale.id], queue.pk)

    with acting_for(southmere.id):
        assert queues_of([in_northvale.id, southmere.id]) == []
        assert cases_in_queue(rule, now=now).rows == ()
        assert str(queue_counts([rule], now=now)[rule.id]) == "0"
        with pytest.raises(NotFound):
            queue_by_id([in_northvale.id, southmere.id], queue.pk)


def test_a_queue_never_shows_what_protects_somebody(in_northvale, now):
    person = person_of(in_northvale, now)
    Person.objects.filter(pk=person.pk).update(is_protected=True)
    case_of(
        in_northvale, now, person_id=person.pk, summary="The door of 1 High Street",
        location=CaseLocation(description="1 High Street, QX1 1AA"),
    )  # fmt: skip
    rule = queue_by_id([in_northvale.id], queue_of(in_northvale, now).pk)

    [row] = cases_in_queue(rule, now=now).rows

    assert row.case.is_withheld
    assert "High Street" not in f"{row.case.summary}{row.case.place}"


def test_only_who_manages_the_work_sets_up_queues(in_northvale, alice, bob, mallory, now):
    for nobody in (alice, bob, mallory):
        with pytest.raises(NotPermitted):
            actions.save_queue(
                actor=kit.actor_of(nobody), council_id=in_northvale.id,
                settings=QueueSettings(name="Mine"), now=now,
            )  # fmt: skip

    assert WorkQueue.objects.count() == 0


def test_two_queues_of_a_council_never_have_one_name(in_northvale, southmere, now):
    queue_of(in_northvale, now)

    with pytest.raises(Conflict):
        queue_of(in_northvale, now)

    assert WorkQueue.objects.count() == 1
    with acting_for(southmere.id):
        queue_of(southmere, now)


def test_a_queue_of_another_councils_team_or_of_closed_cases_cannot_be(
    in_northvale, southmere, now
):
    with acting_for(southmere.id):
        theirs = service_type(southmere.id, "missed-bin")

    with pytest.raises(NotFound):
        queue_of(in_northvale, now, services=[theirs.id])
    with pytest.raises(NotFound):
        queue_of(in_northvale, now, teams=[theirs.team_id])
    with pytest.raises(ValueError, match="open cases"):
        queue_of(in_northvale, now, statuses=["resolved"])

    assert WorkQueue.objects.count() == 0
