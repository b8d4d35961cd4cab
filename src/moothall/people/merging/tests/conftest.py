"""Two records of one man."""

from datetime import date

import pytest

from moothall.cases.models import Interaction
from moothall.cases.tests.factories import case_of
from moothall.kernel import clock
from moothall.kernel.actors import anonymous_resident
from moothall.people import actions
from moothall.people.models import Person, Residence


def record(council, name, *, email="", phone="", now=None):
    return actions.record_person(
        actor=anonymous_resident(), council_id=council.id, name=name, email=email, phone=phone,
        now=now or clock.now(),
    )  # fmt: skip


@pytest.fixture
def two(in_northvale):
    """Robert, with two cases and a home, and Bob, who is the same man, with one of each."""
    now = clock.now()
    kept = record(in_northvale, "Robert Price", email="rob@example.org", phone="01632 960111")
    gone = record(in_northvale, "Bob Price", email="rob@example.org", phone="01632 960222")
    for person, count in ((kept, 2), (gone, 1)):
        for _ in range(count):
            case_of(in_northvale, now, person_id=person.pk)
        Interaction.objects.create(
            council_id=in_northvale.id, channel="phone", person=person, summary="Rang",
            happened_at=now, logged_by_kind="staff",
        )  # fmt: skip
    for uprn, person in enumerate((kept, gone), 1):
        Residence.objects.create(
            council_id=in_northvale.id, person=person, uprn=uprn, given_by="staff", created_at=now
        )
    Person.objects.filter(pk=gone.pk).update(born_on=date(1980, 3, 27))
    return kept, gone
