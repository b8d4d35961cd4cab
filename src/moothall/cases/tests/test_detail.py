from datetime import timedelta
from uuid import uuid4

import pytest

from moothall.cases.actions import add_note, change_status, log_interaction
from moothall.cases.events import CaseOpened
from moothall.cases.handlers import on_case_opened_acknowledge
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.queries import attachment_file, case_detail, case_of_reference
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.cases.tests.test_changing import stored_photo
from moothall.cases.workflow import Status
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for


def test_a_case_is_shown_with_all_that_belongs_to_it(in_northvale, now):
    photo = stored_photo(in_northvale, now)
    person = person_of(in_northvale, now)
    case = case_of(
        in_northvale, now, person_id=person.pk, attachment_ids=[photo.pk],
        details=[CaseDetail(key="bin", label="Which bin?", value="Blue")],
        location=CaseLocation(description="High Street", latitude=52.1, longitude=-3.2),
    )  # fmt: skip
    on_case_opened_acknowledge(
        CaseOpened(council_id=in_northvale.id, case_id=case.pk, occurred_at=now)
    )
    later = now + timedelta(minutes=5)
    add_note(
        actor=staff_of(in_northvale), case_id=case.pk, text="Van 3", is_public=False, now=later
    )

    record = case_detail(case.pk, now=now)

    assert record.case.reference == case.reference
    assert record.person.email == "dilys@example.test"
    assert record.details[0].value == "Blue"
    assert record.location.latitude == 52.1
    assert [entry.title for entry in record.timeline] == ["Note", "Reported"]
    assert (record.timeline[0].internal, record.timeline[0].by) == (True, "Alice Ash")
    assert [one.name for one in record.attachments] == ["bin.jpg"]
    assert [one.channel.value for one in record.interactions] == ["web"]
    assert [message.recipient for message in record.messages] == ["dilys@example.test"]
    assert Status.SCHEDULED in record.next_statuses
    assert attachment_file(case.pk, record.attachments[0].id) == photo.pk


def test_the_number_of_queries_does_not_grow(in_northvale, now, django_assert_num_queries):
    alice = staff_of(in_northvale)
    person = person_of(in_northvale, now)
    case = case_of(in_northvale, now, person_id=person.pk)
    case_detail(case.pk, now=now)
    for _ in range(5):
        add_note(actor=alice, case_id=case.pk, text="x", is_public=True, now=now)
        log_interaction(
            actor=alice, council_id=in_northvale.id, person_id=person.pk, case_id=case.pk,
            channel="phone", summary="Called again", now=now,
        )  # fmt: skip

    with django_assert_num_queries(5):
        record = case_detail(case.pk, now=now)

    assert (len(record.timeline), len(record.interactions)) == (6, 6)


def test_another_councils_case_is_not_there(northvale, southmere, now):
    with acting_for(northvale.id):
        case = case_of(northvale, now)
        change_status(actor=staff_of(northvale), case_id=case.pk, status="resolved", now=now)

    with acting_for(southmere.id):
        with pytest.raises(NotFound):
            case_detail(case.pk, now=now)
        with pytest.raises(NotFound):
            attachment_file(case.pk, uuid4())
        assert case_of_reference([northvale.id, southmere.id], case.reference) is None


def test_a_reference_leads_to_its_case(in_northvale, now):
    case = case_of(in_northvale, now)

    assert case_of_reference([in_northvale.id], case.reference.lower()) == case.pk
    assert case_of_reference([in_northvale.id], "nothing") is None
