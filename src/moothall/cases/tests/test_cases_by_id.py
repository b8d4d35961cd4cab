from uuid import uuid4

from moothall.cases.queries import cases_by_id
from moothall.cases.tests.factories import case_of
from moothall.kernel.scope import acting_for


def test_several_cases_are_read_at_once_and_none_of_another_council(
    northvale, southmere, now, django_assert_num_queries
):
    with acting_for(southmere.id):
        theirs = case_of(southmere, now)
    with acting_for(northvale.id):
        ours = [case_of(northvale, now) for _ in range(2)]
        wanted = [case.pk for case in ours] + [theirs.pk, uuid4()]
        cases_by_id([northvale.id], wanted, now=now)

        with django_assert_num_queries(1):
            found = cases_by_id([northvale.id, southmere.id], wanted, now=now)

    assert set(found) == {case.pk for case in ours}
