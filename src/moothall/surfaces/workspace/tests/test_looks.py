"""Staff who read a record leave a trace that its person can see."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.tests.factories import case_of, person_of
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.people.models import RecordAccess


def looks(council):
    with acting_for(council.id):
        return sorted(RecordAccess.objects.values_list("staff_name", "what", "roles"))


def test_a_persons_page_and_a_cases_page_leave_one_line_an_hour(
    northvale, desk_of_alice, desk_of_bob, monkeypatch
):
    now = clock.now().replace(minute=10)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: now)
    with acting_for(northvale.id):
        person = person_of(northvale, now)
        case = case_of(northvale, now, person_id=person.pk)
        nobodys = case_of(northvale, now)

    for _ in range(2):
        desk_of_alice.get(f"/workspace/people/{person.pk}/")
    desk_of_alice.get(f"/workspace/cases/{case.reference}/")
    desk_of_bob.get(f"/workspace/cases/{case.reference}/")
    desk_of_bob.get(f"/workspace/cases/{nobodys.reference}/")

    assert looks(northvale) == [("Alice", "person", "officer"), ("Bob", "case", "agent")]


def test_whoever_may_not_look_leaves_no_trace(northvale, southmere, desk_of_carys):
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now())
        case = case_of(northvale, clock.now(), person_id=person.pk)

    assert desk_of_carys.get(f"/workspace/people/{person.pk}/").status == 404
    assert desk_of_carys.get(f"/workspace/cases/{case.reference}/").status == 404

    assert looks(northvale) == []


def test_it_costs_one_statement(northvale, desk_of_alice):
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now())
    desk_of_alice.get(f"/workspace/people/{person.pk}/")

    with CaptureQueriesContext(connection) as queries:
        desk_of_alice.get(f"/workspace/people/{person.pk}/")

    written = [one["sql"] for one in queries if "people_recordaccess" in one["sql"]]
    assert len(written) == 1
