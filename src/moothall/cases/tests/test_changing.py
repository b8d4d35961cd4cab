from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from moothall.cases.actions import add_note, assign_team, attach_files, change_status
from moothall.cases.models import Attachment, Case, TimelineEntry
from moothall.cases.tests.factories import ALL, case_of, staff_of
from moothall.councils.actions import apply_teams
from moothall.councils.models import Team
from moothall.documents.models import StoredFile
from moothall.kernel import actors
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.kernel.scope import acting_for

OFFICE = actors.system("connectors")


def events(name):
    return OutboxEvent.objects.filter(name=name)


def test_a_change_of_status_is_told_and_accounted_for(in_northvale, now):
    case = case_of(in_northvale, now)

    changed = change_status(
        actor=staff_of(in_northvale), case_id=case.pk, status="in_progress",
        public_note="Sam is on the way", internal_note="Van 3", now=now,
    )  # fmt: skip

    assert (changed.status, changed.first_response_at) == ("in_progress", now)
    assert changed.next_due_at == changed.resolution_due_at
    public = TimelineEntry.objects.get(kind="status")
    assert (public.status_from, public.status_to, public.text, public.is_public) == (
        "received", "in_progress", "Sam is on the way", True,
    )  # fmt: skip
    note = TimelineEntry.objects.get(kind="note")
    assert (note.text, note.is_public) == ("Van 3", False)
    event = events("cases.case-status-changed").get()
    assert event.payload["timeline_entry_id"] == str(public.pk)
    assert AuditEntry.objects.get(verb="case.status-changed").detail == {
        "from": "received", "to": "in_progress", "source": "staff",
    }  # fmt: skip


def test_a_change_of_status_costs_six_statements_and_no_savepoint(in_northvale, now):
    case = case_of(in_northvale, now)

    with transaction.atomic(), CaptureQueriesContext(connection) as statements:
        change_status(actor=staff_of(in_northvale), case_id=case.pk, status="in_progress", now=now)

    assert len(statements) <= 6
    assert not any("SAVEPOINT" in query["sql"] for query in statements)


def test_the_same_update_told_twice_changes_once(in_northvale, now):
    case = case_of(in_northvale, now)
    told = {
        "actor": OFFICE, "case_id": case.pk, "source": "back_office", "source_key": "update-7",
        "now": now,
    }  # fmt: skip

    change_status(**told, status="resolved", public_note="Emptied")
    change_status(
        actor=staff_of(in_northvale), case_id=case.pk, status="in_progress",
        internal_note="Still full", now=now,
    )  # fmt: skip
    again = change_status(**told, status="resolved", public_note="Emptied")

    assert again.status == "in_progress"
    assert events("cases.case-status-changed").count() == 2


def test_the_status_it_already_has_changes_nothing_but_keeps_a_note(in_northvale, now):
    case = case_of(in_northvale, now)
    change_status(actor=OFFICE, case_id=case.pk, status="in_progress", now=now)

    for _ in range(2):
        change_status(
            actor=OFFICE, case_id=case.pk, status="in_progress", public_note="Crew delayed",
            source="back_office", source_key="update-8", now=now,
        )  # fmt: skip

    assert events("cases.case-status-changed").count() == 1
    assert TimelineEntry.objects.get(kind="note").text == "Crew delayed"


def test_closing_keeps_the_outcome_and_reopening_forgets_it(in_northvale, now):
    case = case_of(in_northvale, now)

    change_status(actor=OFFICE, case_id=case.pk, status="resolved", public_note="Emptied", now=now)
    closed = Case.objects.get()
    change_status(actor=OFFICE, case_id=case.pk, status="in_progress", now=now)
    reopened = Case.objects.get()

    assert (closed.outcome, closed.closed_at, closed.next_due_at) == ("Emptied", now, None)
    assert (reopened.outcome, reopened.closed_at) == ("", None)


def test_the_clock_pauses_while_awaiting_the_resident(in_northvale, now):
    case = case_of(in_northvale, now)
    due = case.resolution_due_at

    change_status(actor=OFFICE, case_id=case.pk, status="awaiting_resident", now=now)
    paused = Case.objects.get()
    later = now + timedelta(hours=2)
    change_status(actor=OFFICE, case_id=case.pk, status="in_progress", now=later)
    resumed = Case.objects.get()

    assert (paused.paused_at, paused.next_due_at) == (now, None)
    assert resumed.resolution_due_at == due + timedelta(hours=2)
    assert resumed.paused_for == timedelta(hours=2)


def test_an_arrow_that_is_not_there_changes_nothing(in_northvale, now):
    case = case_of(in_northvale, now)
    change_status(actor=OFFICE, case_id=case.pk, status="cancelled", now=now)

    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        change_status(actor=OFFICE, case_id=case.pk, status="in_progress", now=now)

    assert Case.objects.get().status == "cancelled"
    assert events("cases.case-status-changed").count() == 1


def test_closing_asks_for_its_own_right(in_northvale, now):
    case = case_of(in_northvale, now)
    alice = staff_of(in_northvale, permissions=ALL - {"case.close"})

    with pytest.raises(NotPermitted), transaction.atomic():
        change_status(actor=alice, case_id=case.pk, status="resolved", now=now)
    change_status(actor=alice, case_id=case.pk, status="in_progress", now=now)

    assert Case.objects.get().status == "in_progress"


def test_no_verb_reaches_another_councils_case(northvale, southmere, now):
    with acting_for(northvale.id):
        case = case_of(northvale, now)
    bob = staff_of(northvale, southmere)

    with acting_for(southmere.id):
        for verb, more in (
            (change_status, {"status": "resolved"}),
            (add_note, {"text": "x", "is_public": True}),
            (assign_team, {"team_id": uuid4()}),
            (attach_files, {"file_ids": []}),
        ):
            with pytest.raises(NotFound), transaction.atomic():
                verb(actor=bob, case_id=case.pk, now=now, **more)

    with acting_for(northvale.id):
        assert Case.objects.get().status == "received"
        assert TimelineEntry.objects.count() == 1


def test_the_first_public_note_is_an_answer_and_an_internal_one_is_not(in_northvale, now):
    case = case_of(in_northvale, now)
    alice = staff_of(in_northvale)

    add_note(actor=alice, case_id=case.pk, text="Rings twice", is_public=False, now=now)
    unanswered = Case.objects.get().first_response_at
    add_note(actor=alice, case_id=case.pk, text="We will come", is_public=True, now=now)

    assert unanswered is None
    assert Case.objects.get().first_response_at == now
    assert events("cases.case-note-added").count() == 2


def test_a_case_is_given_to_another_team_of_its_council_alone(northvale, southmere, now):
    with acting_for(southmere.id):
        foreign = Team.objects.get()
    with acting_for(northvale.id):
        apply_teams(northvale.id, [{"slug": "parks", "name": "Parks", "email": "p@n.test"}])
        parks = Team.objects.get(slug="parks")
        case = case_of(northvale, now)
        alice = staff_of(northvale)

        with pytest.raises(NotFound), transaction.atomic():
            assign_team(actor=alice, case_id=case.pk, team_id=foreign.pk, now=now)
        assign_team(actor=alice, case_id=case.pk, team_id=parks.pk, now=now)
        assign_team(actor=alice, case_id=case.pk, team_id=parks.pk, now=now)

        assert Case.objects.get().team_id == parks.pk
        entry = TimelineEntry.objects.get(kind="team")
        assert (entry.text, entry.is_public) == ("Parks", False)


def test_files_are_attached_once_and_kept(in_northvale, now):
    photo = stored_photo(in_northvale, now)
    later = stored_photo(in_northvale, now)
    case = case_of(in_northvale, now, attachment_ids=[photo.pk])

    attach_files(
        actor=staff_of(in_northvale), case_id=case.pk, file_ids=[photo.pk, later.pk], now=now
    )

    assert set(Attachment.objects.values_list("file_id", flat=True)) == {photo.pk, later.pk}
    assert not StoredFile.objects.filter(kept_at=None).exists()


def stored_photo(council, now):
    return StoredFile.objects.create(
        council_id=council.id, key=uuid4().hex, original_name="bin.jpg",
        content_type="image/jpeg", size=10, digest="", purpose="photo", created_at=now,
    )  # fmt: skip


def test_who_has_not_seen_the_newest_entry_changes_nothing(in_northvale, now):
    case = case_of(in_northvale, now)
    seen = TimelineEntry.objects.get().pk
    note = add_note(
        actor=staff_of(in_northvale), case_id=case.pk, text="Van 3", is_public=False,
        now=now + timedelta(minutes=1),
    )  # fmt: skip
    change = {"actor": staff_of(in_northvale), "case_id": case.pk, "status": "in_progress"}

    with pytest.raises(Conflict), transaction.atomic():
        change_status(**change, seen=seen, now=now)

    assert Case.objects.get().status == "received"
    assert change_status(**change, seen=note.pk, now=now).status == "in_progress"
