from datetime import timedelta

import pytest

from moothall.cases.actions import change_status
from moothall.cases.tests.factories import case_of
from moothall.connectors.models import (
    Delivery,
    DeliveryAttempt,
    ExternalReference,
    ReceivedUpdate,
    System,
)
from moothall.councils.models import Team
from moothall.kernel.actors import system
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.personal_data import holders, whose
from moothall.people.your_data.document import gathered

YEARS = timedelta(days=3 * 365)


@pytest.fixture
def handed_over(in_northvale, rhian, tomos, now):
    """A closed case of Rhian's and one of Tomos's, each handed over with its person's words."""
    office = System.objects.create(
        council_id=in_northvale.id,
        slug="crm",
        name="The CRM",
        supplier="fake",
        owner_team=Team.objects.get(),
    )
    for person in (rhian, tomos):
        case = case_of(in_northvale, now, person_id=person.pk)
        change_status(
            actor=system("tests"), case_id=case.pk, status="resolved", public_note="", now=now
        )
        delivery = Delivery.objects.create(
            council_id=in_northvale.id,
            case=case,
            system=office,
            state="delivered",
            created_at=now,
        )
        DeliveryAttempt.objects.create(
            council_id=in_northvale.id,
            delivery=delivery,
            number=1,
            started_at=now,
            request=f"name={person.name}",
        )
        ExternalReference.objects.create(
            council_id=in_northvale.id,
            case=case,
            system=office,
            reference=f"X-{person.name}",
            created_at=now,
        )
        ReceivedUpdate.objects.create(
            council_id=in_northvale.id,
            system=office,
            update_key=person.name,
            reference=f"X-{person.name}",
            raw=f"raw of {person.name}",
            happened_at=now,
            received_at=now,
        )
    return rhian


def sections(person, now):
    held = whose(person.pk, council_id=person.council_id)
    from moothall.councils.queries import council_by_id

    data = gathered(held, council=council_by_id(person.council_id), now=now)
    return {section.key: section.rows for section in data.sections}


def test_a_copy_says_where_a_request_went_and_with_what(handed_over, now):
    found = sections(handed_over, now)

    assert [row["system_id"] for row in found["connectors.deliveries"]] == ["The CRM"]
    assert [row["request"] for row in found["connectors.attempts"]] == ["name=Rhian Evans"]
    assert [row["reference"] for row in found["connectors.references"]] == ["X-Rhian Evans"]
    assert [row["raw"] for row in found["connectors.updates"]] == ["raw of Rhian Evans"]


def test_what_was_handed_over_is_emptied_with_its_case_and_nobody_elses(handed_over, now):
    rhian, at = handed_over, now + YEARS
    erasure = actions.ask_for_erasure(
        actor=kit.actor_of_resident_person(rhian), person_id=rhian.pk, language="en", now=at
    )

    assert actions.carry_out_erasure(erasure_id=erasure.pk, now=erasure.due_at)

    assert sorted(DeliveryAttempt.objects.values_list("request", flat=True)) == [
        "",
        "name=Tomos Price",
    ]
    assert sorted(ReceivedUpdate.objects.values_list("raw", flat=True)) == [
        "",
        "raw of Tomos Price",
    ]


def test_a_case_that_has_not_arrived_is_kept_however_old_it_is(handed_over, now):
    rhian = handed_over
    Delivery.objects.filter(case__person_id=rhian.pk).update(state="gave_up")

    fates = actions.fates_of(rhian.pk, council_id=rhian.council_id, now=now + YEARS)

    assert [one.reason for one in fates if one.what == "Requests"] == ["delivery"]


def test_the_number_of_queries_does_not_grow_with_what_is_held(
    in_northvale, handed_over, now, django_assert_max_num_queries
):
    rhian = handed_over
    for number in range(20):
        case_of(in_northvale, now, person_id=rhian.pk, summary=f"Case {number}")
    held = whose(rhian.pk, council_id=in_northvale.id)

    with django_assert_max_num_queries(76):
        found = [section for holder in holders for section in holder.collect(held)]

    assert sum(len(one.rows) for one in found if one.key == "cases.cases") == 21
    assert AuditEntry.objects.exists()


def test_the_other_council_holds_none_of_it(handed_over, southmere, now):
    with acting_for(southmere.id):
        held = whose(handed_over.pk, council_id=southmere.id)

        assert [s for holder in holders for s in holder.collect(held) if s.rows] == []
