"""What a case keeps once its answers are to go, and when it was last touched."""

from datetime import timedelta

from moothall.cases import actions
from moothall.cases.models import Attachment, Case, Interaction
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.queries import case_activity
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.documents.actions import store_written
from moothall.kernel.actors import system
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.notifications.actions import send_message

SECRET = "Dilys Pugh has no heating"


def told_case(council, now, **changes):
    return case_of(
        council, now, summary=SECRET,
        details=[CaseDetail(key="what", label="What?", value=SECRET)],
        location=CaseLocation(description="3 Mill Lane QX1 1AA", easting=1.0, uprn=100), **changes,
    )  # fmt: skip


def written(council, now):
    return store_written(
        council_id=council.id, content=b"x", name="x.txt", content_type="text/plain", now=now
    ).pk


def hours(number):
    return timedelta(hours=number)


def test_what_a_case_was_opened_with_goes_and_the_rest_stays(in_northvale, now):
    ours, theirs = written(in_northvale, now), written(in_northvale, now)
    case = told_case(in_northvale, now, attachment_ids=[ours, theirs], category="cold")
    staff = staff_of(in_northvale)
    actions.change_status(
        actor=staff, case_id=case.pk, status="resolved", public_note="Mended", now=now
    )
    actions.log_interaction(
        actor=staff, council_id=in_northvale.id, person_id=None, case_id=case.pk, channel="phone",
        summary="Rang again", now=now,
    )  # fmt: skip

    free = actions.forget_report(
        actor=system("tests"), case_id=case.pk, summary="Tell us", file_ids=[ours],
        now=now + hours(9),
    )  # fmt: skip

    after = Case.objects.get()
    assert free == [ours]
    assert (after.summary, after.details, after.category) == ("Tell us", [], "")
    assert (after.place, after.uprn, after.postcode, after.comparable_place) == ("", None, "", "")
    assert (after.reference, after.outcome, after.updated_at) == (case.reference, "Mended", now)
    assert set(Interaction.objects.values_list("summary", flat=True)) == {"Tell us", "Rang again"}
    assert list(Attachment.objects.values_list("file_id", flat=True)) == [theirs]
    assert AuditEntry.objects.get(verb="case.report-forgotten").detail == {}


def test_a_file_that_another_case_has_too_is_needed_still(in_northvale, now):
    file_id = written(in_northvale, now)
    case = told_case(in_northvale, now, attachment_ids=[file_id])
    case_of(in_northvale, now, attachment_ids=[file_id])

    free = actions.forget_report(
        actor=system("tests"), case_id=case.pk, summary="Tell us", file_ids=[file_id], now=now
    )

    assert free == []
    assert Attachment.objects.count() == 1


def test_every_kind_of_touch_counts(in_northvale, now, django_assert_num_queries):
    staff = staff_of(in_northvale)
    quiet, noted, called, told = (case_of(in_northvale, now) for _ in range(4))
    actions.add_note(
        actor=staff, case_id=noted.pk, text="Van 3", is_public=False, now=now + hours(1)
    )
    actions.log_interaction(
        actor=staff, council_id=in_northvale.id, person_id=person_of(in_northvale, now).pk,
        case_id=called.pk, channel="phone", summary="Rang", now=now + hours(2),
    )  # fmt: skip
    actions.change_status(actor=staff, case_id=told.pk, status="resolved", now=now)
    send_message(
        actor=system("tests"), council_id=in_northvale.id, template="cases.received",
        channel="email", to="a@example.test", language="en", dedupe_key="x",
        about_type="cases.case", about_id=told.pk, now=now + hours(3),
        context=dict.fromkeys(
            ("reference", "service", "status", "next_step", "note", "expected_day", "track_url"), ""
        ),
    )  # fmt: skip

    with django_assert_num_queries(2):
        found = case_activity([quiet.pk, noted.pk, called.pk, told.pk])

    assert [found[one.pk].last_at for one in (quiet, noted, called, told)] == [
        now, now + hours(1), now + hours(2), now + hours(3),
    ]  # fmt: skip
    assert [found[one.pk].is_open for one in (quiet, told)] == [True, False]


def test_another_council_sees_no_activity(northvale, southmere, now):
    with acting_for(northvale.id):
        case = case_of(northvale, now)

    with acting_for(southmere.id):
        assert case_activity([case.pk]) == {}
