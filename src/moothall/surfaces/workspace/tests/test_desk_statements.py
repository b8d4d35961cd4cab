"""What the pages of a working day ask the database: at most twenty statements each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.actions import add_note
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel import clock
from moothall.kernel.scope import acting_for

pytestmark = pytest.mark.django_db
MOST = 20


@pytest.fixture
def work(northvale, southmere):
    """Two cases of one person in each of two councils, with notes on them."""
    made = {}
    for council in (northvale, southmere):
        with acting_for(council.id):
            person = person_of(council, clock.now(), phone="01632 960 123")
            for _ in range(2):
                case = case_of(council, clock.now(), person_id=person.pk)
                add_note(
                    actor=staff_of(council), case_id=case.pk, text="x", is_public=True,
                    now=clock.now(),
                )  # fmt: skip
            made = {"person": person, "case": case}
    return made


def asked(act):
    """Return what was answered and how many statements it took, the scope's own apart."""
    with CaptureQueriesContext(connection) as statements:
        answer = act()
    own = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")
    return answer, sum(not one["sql"].startswith(own) for one in statements)


@pytest.mark.parametrize("page", ["queue", "person", "case", "call"])
def test_a_page_asks_the_database_at_most_twenty_times(work, desk_of_bob, page):
    path = {
        "queue": "/workspace/",
        "person": f"/workspace/people/{work['person'].pk}/",
        "case": f"/workspace/cases/{work['case'].reference}/",
        "call": f"/workspace/calls/log/?person={work['person'].pk}",
    }[page]
    desk_of_bob.get(path)

    answer, count = asked(lambda: desk_of_bob.get(path))

    assert answer.status == 200
    assert count <= MOST


def test_wrapping_up_asks_the_database_at_most_twenty_times(work, desk_of_bob):
    path = f"/workspace/calls/log/?person={work['person'].pk}"
    typed = {"channel": "phone", "summary": "Asked when.", "outcome": "answered"}
    desk_of_bob.get(path)

    answer, count = asked(lambda: desk_of_bob.post(path, **typed))

    assert answer.status == 302
    assert count <= MOST
