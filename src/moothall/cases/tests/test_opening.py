from datetime import UTC, datetime
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from moothall.cases.actions import log_interaction, open_case
from moothall.cases.models import Case, Interaction, TimelineEntry
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel import actors
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.kernel.scope import acting_for


def test_opening_keeps_what_was_said_and_promises_an_answer(in_northvale, now):
    person = person_of(in_northvale, now)

    case = case_of(
        in_northvale,
        now,
        person_id=person.pk,
        details=[CaseDetail(key="bin", label="Which bin?", label_cy="Pa fin?", value="Blue")],
        location=CaseLocation(description="12 High Street, QX1 1AA", uprn=100000000012),
    )

    case.refresh_from_db()
    assert case.reference.startswith("NOR-")
    assert (case.kind, case.status, case.channel) == ("service_request", "received", "web")
    assert (case.person_id, case.opened_by_kind) == (person.pk, "resident")
    assert case.particulars[0].label_in("cy") == "Pa fin?"
    assert (case.postcode, case.comparable_place) == ("QX11AA", "high street qx1 1aa")
    # Wednesday 11:00 plus 8 and 40 hours of days from nine to five.
    assert case.response_due_at == datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
    assert case.resolution_due_at == datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
    assert case.next_due_at == case.response_due_at
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.is_public, entry.status_to) == ("opened", True, "received")
    interaction = Interaction.objects.get()
    assert (interaction.channel, interaction.person_id) == ("web", person.pk)
    assert AuditEntry.objects.get(verb="case.opened").subject_id == str(case.pk)
    assert OutboxEvent.objects.get().payload["case_id"] == str(case.pk)


def test_opening_costs_three_statements_and_no_savepoint(in_northvale, now):
    case_of(in_northvale, now)  # the catalogue and the calendar are remembered from now on

    with transaction.atomic(), CaptureQueriesContext(connection) as statements:
        case_of(in_northvale, now)

    spoken = [query["sql"] for query in statements]
    assert len(spoken) == 3 - (not _has_listeners()), spoken
    assert not any("SAVEPOINT" in statement for statement in spoken)


def _has_listeners():
    from moothall.cases.events import CaseOpened
    from moothall.kernel import outbox

    return bool(outbox._listeners.get(CaseOpened.name))


def test_the_same_submission_opens_one_case(in_northvale, now):
    first = case_of(in_northvale, now, submission_key="draft-1")

    with transaction.atomic():
        second = case_of(in_northvale, now, submission_key="draft-1", summary="Again")
        assert Case.objects.count() == 1  # the transaction around is whole

    assert second.pk == first.pk
    assert second.summary == first.summary
    assert TimelineEntry.objects.count() == Interaction.objects.count() == 1
    assert OutboxEvent.objects.count() == 1


def test_the_same_key_in_another_council_is_another_submission(northvale, southmere, now):
    with acting_for(northvale.id):
        case_of(northvale, now, submission_key="draft-1")
    with acting_for(southmere.id):
        case_of(southmere, now, submission_key="draft-1")

        assert Case.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ten_submissions_at_once_open_one_case(northvale, now):
    together, opened = Barrier(10), []

    def submit():
        try:
            with acting_for(northvale.id), transaction.atomic():
                together.wait(10)
                opened.append(case_of(northvale, now, submission_key="draft-1").reference)
        finally:
            connection.close()

    threads = [Thread(target=submit) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    with acting_for(northvale.id):
        assert Case.objects.count() == OutboxEvent.objects.count() == 1
    assert len(opened) == 10
    assert len(set(opened)) == 1


def test_a_number_is_not_given_again_after_deletion(in_northvale, now):
    case = case_of(in_northvale, now)
    reference = case.reference
    TimelineEntry.objects.all().delete()
    Interaction.objects.all().delete()
    case.delete()

    assert case_of(in_northvale, now).reference != reference


def test_staff_open_a_case_for_a_caller_and_link_the_call(in_northvale, now):
    alice = staff_of(in_northvale)
    caller = person_of(in_northvale, now)
    call = log_interaction(
        actor=alice, council_id=in_northvale.id, person_id=None, channel="phone",
        summary="Bin not emptied", now=now,
    )  # fmt: skip

    case = case_of(
        in_northvale, now, actor=alice, person_id=caller.pk, channel="phone",
        interaction_id=call.pk,
    )  # fmt: skip

    assert (case.opened_by_kind, case.opened_by_name) == ("staff", "Alice Ash")
    logged = Interaction.objects.get()
    assert (logged.pk, logged.case_id, logged.person_id) == (call.pk, case.pk, caller.pk)


def test_staff_without_the_right_open_nothing(in_northvale, southmere, now):
    for stranger in (staff_of(southmere), staff_of(in_northvale, permissions=frozenset())):
        with pytest.raises(NotPermitted), transaction.atomic():
            case_of(in_northvale, now, actor=stranger)

    assert not Case.objects.exists()


def test_a_service_that_is_not_offered_is_refused(in_northvale, now):
    with pytest.raises(NotFound):
        case_of(in_northvale, now, service_type="moon-landing")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_case_cannot_name_another_councils_person(northvale, southmere, now):
    from django.db import IntegrityError

    with acting_for(southmere.id):
        stranger = person_of(southmere, now)

    with pytest.raises(IntegrityError), acting_for(northvale.id):
        case_of(northvale, now, person_id=stranger.pk)


def test_the_actor_and_the_subject_are_two(in_northvale, now):
    subject = person_of(in_northvale, now)

    case = open_case(
        actor=actors.system("import"), council_id=in_northvale.id, service_type="street-fault",
        person_id=subject.pk, channel="letter", summary="Pothole", submission_key=uuid4().hex,
        now=now,
    )  # fmt: skip

    assert (case.opened_by_identifier, case.person_id) == ("import", subject.pk)
