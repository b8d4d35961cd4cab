"""Two officers link two cases to each other at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from moothall.cases.linking.actions import follow_case
from moothall.cases.linking.models import CaseLink
from moothall.cases.tests.factories import case_of, staff_of
from moothall.kernel.errors import Conflict
from moothall.kernel.scope import acting_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_one_of_two_opposite_links_is_refused_and_no_ring_is_left(northvale, now):
    with acting_for(northvale.id):
        first, second = case_of(northvale, now), case_of(northvale, now)
    together = Barrier(2, timeout=10)

    def link(case, master):
        try:
            with acting_for(northvale.id):
                together.wait()
                follow_case(
                    actor=staff_of(northvale), case_id=case.pk, master_id=master.pk, now=now
                )
                return "linked"
        except Conflict:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(link, (first, second), (second, first)))

    assert sorted(done) == ["linked", "refused"]
    with acting_for(northvale.id):
        assert CaseLink.objects.filter(ended_at=None).count() == 1
