import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.actions import change_status
from moothall.cases.models import Case
from moothall.cases.particulars import CaseLocation
from moothall.cases.queries import (
    CaseFilters,
    cases_for,
    cases_of_person,
    counts_by_status,
    recent_interactions,
)
from moothall.cases.sla import Promise
from moothall.cases.tests.factories import case_of, person_of
from moothall.cases.tests.scenery import many_cases
from moothall.councils.models import Team
from moothall.kernel import actors
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for

OFFICE = actors.system("connectors")


def move(case, status, now):
    change_status(actor=OFFICE, case_id=case.pk, status=status, now=now)
    return case


def listed(council, now, **filters):
    page = cases_for([council.id], CaseFilters(**filters), now=now)
    return [row.reference for row in page.rows]


def test_the_newest_come_first_with_the_names_that_a_list_shows(in_northvale, now):
    older = case_of(in_northvale, now - timedelta(hours=1))
    person = person_of(in_northvale, now)
    newer = case_of(in_northvale, now, person_id=person.pk)

    rows = cases_for([in_northvale.id], now=now).rows

    assert [row.reference for row in rows] == [newer.reference, older.reference]
    assert (rows[0].service_name, rows[0].team_name) == ("Missed bin", "Streets")
    assert (rows[0].person_name, rows[1].person_name) == ("Dilys Pugh", "")
    assert rows[0].promise is Promise.DUE_SOON


def test_each_filter_keeps_what_it_names(in_northvale, now):
    case_of(in_northvale, now)
    done = move(case_of(in_northvale, now), "resolved", now)
    fault = case_of(in_northvale, now, service_type="street-fault", channel="phone")

    assert listed(in_northvale, now, status="resolved") == [done.reference]
    assert listed(in_northvale, now, status="closed") == [done.reference]
    assert len(listed(in_northvale, now, status="open")) == 2
    assert listed(in_northvale, now, service="street-fault") == [fault.reference]
    assert listed(in_northvale, now, channel="phone") == [fault.reference]
    assert listed(in_northvale, now, service="moon-landing") == []
    assert len(listed(in_northvale, now, team_id=Team.objects.get().pk)) == 3
    with pytest.raises(NotFound):
        listed(in_northvale, now, status="lost")


def test_the_overdue_list_begins_with_the_most_overdue(in_northvale, now):
    late = case_of(in_northvale, now - timedelta(days=10))
    later = case_of(in_northvale, now - timedelta(days=20))
    case_of(in_northvale, now)
    move(case_of(in_northvale, now - timedelta(days=30)), "awaiting_resident", now)

    page = cases_for([in_northvale.id], CaseFilters(overdue=True), now=now)

    assert [row.reference for row in page.rows] == [later.reference, late.reference]
    assert {row.promise for row in page.rows} == {Promise.OVERDUE}


@pytest.mark.parametrize("overdue", [False, True])
def test_pages_join_without_gap_or_repetition(in_northvale, now, overdue):
    for _ in range(7):  # the same moment, so that only the id tells them apart
        case_of(in_northvale, now - timedelta(days=20))

    seen, after = [], ""
    while True:
        page = cases_for(
            [in_northvale.id], CaseFilters(overdue=overdue), after=after, limit=3, now=now
        )
        seen += [row.id for row in page.rows]
        after = page.next_after
        if not after:
            break

    assert len(seen) == len(set(seen)) == 7
    with pytest.raises(NotFound):
        cases_for([in_northvale.id], after="nowhere", now=now)


def test_several_councils_make_one_list_and_another_sees_nothing(northvale, southmere, now):
    with acting_for(northvale.id):
        north = case_of(northvale, now)
    with acting_for(southmere.id):
        south = case_of(southmere, now - timedelta(hours=1))
    both = [northvale.id, southmere.id]

    with acting_for(*both):
        rows = cases_for(both, now=now).rows
        counts = counts_by_status(both, now=now)
        touched = recent_interactions(both)
    with acting_for(southmere.id):
        alone = cases_for(both, now=now).rows
        counted = counts_by_status(both, now=now)
        found = cases_for(both, CaseFilters(text=north.reference), now=now).rows
        interactions = recent_interactions(both)
    with acting_for():
        nobody = cases_for(both, now=now).rows

    assert [row.reference for row in rows] == [north.reference, south.reference]
    assert (counts["received"].count, len(touched)) == (2, 2)
    assert [row.reference for row in alone] == [south.reference]
    assert (counted["received"].count, found, len(interactions)) == (1, (), 1)
    assert nobody == ()


@pytest.mark.parametrize(
    "text", ["qx1 1aa", "QX11AA", "high street", "12 high str", "pugh", "dilys", "dilys@example"]
)
def test_a_text_finds_by_name_place_and_contact(in_northvale, now, text):
    person = person_of(in_northvale, now)
    place = CaseLocation(description="12 High Street, QX1 1AA")
    case = case_of(in_northvale, now, person_id=person.pk, location=place)
    case_of(in_northvale, now)

    assert listed(in_northvale, now, text=text) == [case.reference]


def test_a_text_finds_a_reference_however_it_is_written(in_northvale, now):
    case = case_of(in_northvale, now)
    case_of(in_northvale, now)

    assert listed(in_northvale, now, text=case.reference.lower()) == [case.reference]
    assert listed(in_northvale, now, text=case.reference[4:]) == [case.reference]
    assert listed(in_northvale, now, text=case.reference, status="closed") == []
    assert listed(in_northvale, now, text="%") == []


def test_a_persons_cases_are_theirs_alone(in_northvale, now):
    person = person_of(in_northvale, now)
    mine = case_of(in_northvale, now, person_id=person.pk)
    case_of(in_northvale, now)

    rows = cases_of_person(person.pk, council_id=in_northvale.id, now=now)

    assert [row.id for row in rows] == [mine.pk]


def test_counting_stops_at_its_bound(in_northvale, now):
    for _ in range(3):
        case_of(in_northvale, now - timedelta(days=20))

    counts = counts_by_status([in_northvale.id], bound=2, now=now)

    assert (str(counts["received"]), str(counts["overdue"])) == ("2+", "2+")
    assert str(counts["resolved"]) == "0"


def test_a_list_is_one_query_however_long(in_northvale, now, django_assert_num_queries):
    many_cases(in_northvale, now, cases=60, persons=20)
    cases_for([in_northvale.id], now=now)

    with django_assert_num_queries(1):
        assert len(cases_for([in_northvale.id], now=now).rows) == 25
    with django_assert_num_queries(1):
        counts_by_status([in_northvale.id], now=now)
    with django_assert_num_queries(1):
        assert len(recent_interactions([in_northvale.id])) == 20


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"status": "open"},
        {"status": "resolved"},
        {"service": "missed-bin"},
        {"channel": "letter"},
        {"overdue": True},
    ],
)
@pytest.mark.slow
def test_no_list_reads_what_it_does_not_show(northvale, southmere, now, filters):
    both = _two_full_councils(northvale, southmere, now)

    with acting_for(*both):
        plans = list(_plans(lambda: cases_for(both, CaseFilters(**filters), now=now)))

    _assert_only_indexes(plans)


@pytest.mark.slow
def test_counts_and_searches_read_indexes_alone(northvale, southmere, now):
    both = _two_full_councils(northvale, southmere, now)

    with acting_for(*both):
        reference = Case.objects.order_by("id")[:1].get().reference
        plans = list(_plans(lambda: counts_by_status(both, now=now)))
        for text in (reference, "evans3", "qx3 3aa", "street 12"):
            plans += _plans(lambda text=text: cases_for(both, CaseFilters(text=text), now=now))

    _assert_only_indexes(plans)


def _two_full_councils(northvale, southmere, now):
    for council in (northvale, southmere):
        with acting_for(council.id):
            many_cases(council, now, cases=4000, persons=200, with_history=False)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")  # only the owner may gather statistics
        cursor.execute("ANALYZE cases_case")
        cursor.execute("SET ROLE moothall_app")
    return [northvale.id, southmere.id]


def _plans(ask):
    with CaptureQueriesContext(connection) as spoken:
        ask()
    statements = [q["sql"] for q in spoken if "cases_case" in q["sql"]]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute("EXPLAIN " + statement.replace("%", "%%"))
            yield "\n".join(line for (line,) in cursor.fetchall())


def _assert_only_indexes(plans):
    assert plans
    for plan in plans:
        assert "Seq Scan on cases_case" not in plan, plan
        scans = re.findall(r"(?:using (\S+) )?on cases_case.*?\n(.*?)(?=->|\Z)", plan, re.DOTALL)
        for index, node in scans:
            if index == "cases_case_pkey":
                continue  # a few rows, named one by one
            for condition in re.findall(r"^\s*Filter: (.*)$", node, re.MULTILINE):
                assert _is_the_policy(condition), plan


def _is_the_policy(condition):
    """Tell whether a condition compares nothing but the council."""
    return not re.search(r"status|team|service|channel|place|postcode|person|due", condition)
