"""Erasing what somebody handed in: nothing that tells of them is left, nor is anybody else's."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from moothall.cases.actions import change_status
from moothall.cases.models import Case
from moothall.documents.models import StoredFile
from moothall.eforms import actions as forms
from moothall.eforms.models import Draft, ReturnLink, Signing, Submission, Upload
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.eforms.tests.test_removing import FORM, SECRET, hand_in
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.personal_data import whose

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: What a form promises, and what the catalogue's kind asks for (an enquiry: one year).
PROMISE, KIND = timedelta(days=30), timedelta(days=365)


@pytest.fixture
def sent(client, northvale, rhian, queue):
    """Rhian's answers, handed in by herself under her name and address."""
    publish(northvale, FORM, clock.now())
    browser = hand_in(client)
    queue.run_all()
    with acting_for(northvale.id):
        # The form was filled in by somebody who was not signed in; it is made hers here.
        Case.objects.update(person=rhian)
        Submission.objects.update(person=rhian, subject=rhian)
    return browser


def places_of(words):
    """Return the tables in which these words stand, but for what the queue still remembers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [n for (n,) in cursor.fetchall() if not n.startswith("procrastinate_")]
        found = set()
        for name in tables:
            cursor.execute(f'SELECT 1 FROM "{name}" t WHERE t::text LIKE %s', [f"%{words}%"])
            if cursor.fetchone():
                found.add(name)
    return found


def close(council, at):
    with acting_for(council.id):
        change_status(
            actor=system("tests"),
            case_id=Case.objects.get().pk,
            status="resolved",
            public_note=f"{SECRET} is done",
            internal_note=f"{SECRET} rang",
            now=at,
        )


def ask(council, person, at):
    with acting_for(council.id):
        return actions.ask_for_erasure(
            actor=kit.actor_of_resident_person(person), person_id=person.pk, language="en", now=at
        )


def erase(council, erasure, at):
    with acting_for(council.id):
        return actions.carry_out_erasure(erasure_id=erasure.pk, now=at)


def test_nothing_of_what_was_sent_is_left_when_its_time_is_over(
    sent, northvale, rhian, tomos, queue
):
    end = clock.now()
    close(northvale, end)
    queue.run_all()
    erasure = ask(northvale, rhian, end)
    with acting_for(northvale.id):
        keys = list(StoredFile.objects.values_list("key", flat=True))
        assert len(keys) == 2
        assert "cases_timelineentry" in places_of(SECRET)

    assert not erase(northvale, erasure, erasure.due_at)
    with acting_for(northvale.id):
        assert "cases_case" in places_of(SECRET)
    then = end + KIND + timedelta(days=1)
    assert erase(northvale, erasure, then)
    queue.run_all()

    with acting_for(northvale.id):
        assert places_of(SECRET) == set()
        assert places_of("Rhian") == set()
        assert places_of("rhian@home.test") == set()
        assert "people_person" in places_of("Tomos")
        submission = Submission.objects.get()
        assert (submission.person_id, submission.subject_id) == (None, None)
        assert (submission.removed_at, submission.answers) == (then, {})
        for model in (StoredFile, Upload, ReturnLink):
            assert not model.objects.exists()
    assert not any(default_storage.exists(key) for key in keys)


def test_what_a_form_promised_to_keep_is_kept_and_said(sent, northvale, rhian, queue):
    end = clock.now()
    close(northvale, end)
    queue.run_all()
    with acting_for(northvale.id):
        from moothall.people.models import RetentionRule

        RetentionRule.objects.create(council_id=northvale.id, reason="enquiry", days=0)
        fates = actions.fates_of(rhian.pk, council_id=northvale.id, now=end + timedelta(days=1))
        [kept] = [one for one in fates if one.what == "Requests"]
        later = actions.fates_of(
            rhian.pk, council_id=northvale.id, now=end + PROMISE + timedelta(days=1)
        )

    assert kept.reason == "answers"
    assert kept.until > end + timedelta(days=29)
    assert [one.reason for one in later if one.what == "Requests"] == [""]


def begun(council, actor, now, subject=None):
    draft, _secret = forms.start_draft(
        actor=actor,
        council_id=council.id,
        form="trial",
        language="en",
        subject_id=subject.pk if subject else None,
        now=now,
    )
    Draft.objects.filter(pk=draft.pk).update(answers={"q": SECRET})
    return draft


def test_drafts_go_with_whom_they_are_for_and_not_with_who_filled_them_in(
    northvale, rhian, tomos, now
):
    publish(northvale, document(page("one", question("q"))), now)
    with acting_for(northvale.id):
        own = begun(northvale, kit.actor_of_resident_person(rhian), now)
        for_tomos = begun(northvale, kit.as_delegate(rhian, tomos), now, subject=tomos)
        of_tomos = begun(northvale, kit.actor_of_resident_person(tomos), now)
        Signing.objects.create(
            council_id=northvale.id,
            draft=own,
            name="Cosigner",
            email="co@signer.test",
            language="en",
            secret_digest=b"x",
            asked_at=now,
            due_at=now,
            sent_at=now,
        )

        assert set(whose(rhian.pk, council_id=northvale.id).ids("eforms.draft")) == {own.pk}
        assert set(whose(tomos.pk, council_id=northvale.id).ids("eforms.draft")) == {
            for_tomos.pk,
            of_tomos.pk,
        }
    erasure = ask(northvale, rhian, now)
    assert erase(northvale, erasure, erasure.due_at)

    with acting_for(northvale.id):
        assert set(Draft.objects.values_list("pk", flat=True)) == {for_tomos.pk, of_tomos.pk}
        assert not Signing.objects.exists()
        assert places_of("co@signer.test") == set()
