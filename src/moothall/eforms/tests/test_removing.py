"""Removing what was handed in: when its time is over, everywhere at once, and not before."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.actions import add_note, change_status, log_interaction
from moothall.cases.models import Attachment, Case
from moothall.documents.models import StoredFile
from moothall.eforms import actions, tasks
from moothall.eforms.actions import removing
from moothall.eforms.keeping import Held
from moothall.eforms.kept import submission_of_case
from moothall.eforms.models import Draft, ReturnLink, Submission, Upload
from moothall.eforms.ports import submission_holders
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for

pytestmark = pytest.mark.django_db

US = system("tests")
SECRET = "Zanzibar"
DAYS = 30
FORM = document(
    page("what", question("what", "textarea")),
    page("papers", question("papers", "upload")),
    page("account", question("account", wipe_after_days=5)),
    page("home", question("home", "address")),
    page("name", question("name", "name", name="person.name")),
    page("email", question("email", "email", name="person.email")),
    outcome={
        "service_type": "general-enquiry",
        "summary": "About {what}",
        "details": ["what", "home"],
        "location": "home",
        "category": {"var": "what"},
    },
    keeping={"days": DAYS},
)
ADDRESS = {
    "home": "not-listed", "home-line-1": f"1 {SECRET} Row", "home-town": "Northvale",
    "home-postcode": "QX1 1AB",
}  # fmt: skip


def hand_in(client, host="northvale.test"):
    browser = Browser(client, host=host)
    browser.start("trial")
    browser.post({"what": f"The {SECRET} affair"})
    paper = SimpleUploadedFile(f"{SECRET}.txt", b"Some words", content_type="text/plain")
    browser.post({"papers": paper})
    browser.get(browser.path.replace("/account/", "/later/"))
    browser.post({"email": f"{SECRET}@example.test"})
    browser.get(f"/forms/trial/{browser.secret}/account/")
    browser.post({"account": f"{SECRET} 1"})
    browser.post(ADDRESS)
    browser.post({"name": "Ann Other"})
    browser.post({"email": "ann@example.test"})
    browser.post()
    assert browser.page == "done"
    return browser


@pytest.fixture
def sent(client, northvale, queue):
    """A browser on the confirmation of what it sent, after the workers have done their part."""
    publish(northvale, FORM, clock.now())
    browser = hand_in(client)
    queue.run_all()
    return browser


def close(council, at):
    with acting_for(council.id):
        change_status(
            actor=US, case_id=Case.objects.get().pk, status="resolved", public_note="Done", now=at
        )


def night(council, at, queue, monkeypatch):
    """Let the schedule look at a council's submissions, and the workers do what it leaves."""
    queue.run_all()
    with monkeypatch.context() as patch:
        patch.setattr("moothall.kernel.clock.now", lambda: at)
        with acting_for(council.id):
            tasks.review_submissions(council_id=council.id)
        queue.run_all()


def removed_at(council):
    with acting_for(council.id):
        return Submission.objects.get().removed_at


def places_of(words):
    """Return the tables in which these words stand somewhere, but those about people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith("people_")]
        found = set()
        for name in tables:
            cursor.execute(f'SELECT 1 FROM "{name}" t WHERE t::text LIKE %s', [f"%{words}%"])
            if cursor.fetchone():
                found.add(name)
    return found


def test_nothing_of_the_answers_is_left_anywhere(sent, northvale, queue, monkeypatch):
    end = clock.now()
    close(northvale, end)
    queue.run_all()
    with acting_for(northvale.id):
        assert {"cases_case", "cases_interaction", "eforms_draft", "eforms_submission",
                "documents_storedfile", "eforms_returnlink",
                "notifications_message"} <= places_of(SECRET)  # fmt: skip
        keys = list(StoredFile.objects.values_list("key", flat=True))
        assert len(keys) == 2
        receipt_id = Submission.objects.get().receipt_id
        assert receipt_id is not None
        before = Case.objects.get()

    then = end + timedelta(days=DAYS, minutes=1)
    night(northvale, then, queue, monkeypatch)

    with acting_for(northvale.id):
        assert places_of(SECRET) == set()
        submission, case = Submission.objects.get(), Case.objects.get()
        assert (submission.answers, submission.receipt_id) == ({}, None)
        assert (submission.removed_at, submission.review_at) == (then, None)
        assert not submission.is_to_be_wiped
        for model in (StoredFile, Attachment, Upload, ReturnLink):
            assert not model.objects.exists()
        assert (case.summary, case.details, case.place) == ("A trial form", [], "")
        assert case.reference == before.reference == submission.reference
        assert (case.outcome, case.closed_at, case.updated_at) == ("Done", end, before.updated_at)
        entry = AuditEntry.objects.get(verb="submission.removed")
        assert entry.detail == {
            "form": "trial", "reference": case.reference, "days": DAYS, "files": 1,
            "last_at": entry.detail["last_at"],
        }  # fmt: skip
    assert not any(default_storage.exists(key) for key in keys)


def test_the_days_are_counted_from_the_last_thing_and_not_from_the_beginning(
    sent, northvale, queue, monkeypatch
):
    end = clock.now()
    close(northvale, end + timedelta(days=100))
    with acting_for(northvale.id):
        case_id = Case.objects.get().pk
        add_note(
            actor=US, case_id=case_id, text="Rang", is_public=False, now=end + timedelta(days=120)
        )
        log_interaction(
            actor=US, council_id=northvale.id, person_id=None, case_id=case_id, channel="phone",
            summary="Asked again", now=end + timedelta(days=140),
        )  # fmt: skip
    for day in (101, 131, 151, 169):
        night(northvale, end + timedelta(days=day), queue, monkeypatch)
        assert removed_at(northvale) is None, day

    night(northvale, end + timedelta(days=170, minutes=1), queue, monkeypatch)

    assert removed_at(northvale) is not None


def test_an_open_case_is_kept_for_ever_and_looked_at_seldom(sent, northvale, queue, monkeypatch):
    later = clock.now() + timedelta(days=4000)

    night(northvale, later, queue, monkeypatch)

    with acting_for(northvale.id):
        submission = Submission.objects.get()
        assert (submission.removed_at, submission.review_at) == (None, later + timedelta(days=DAYS))
        assert SECRET in submission.answers["what"]


def test_a_case_that_some_listener_never_heard_of_is_kept(sent, northvale, queue, monkeypatch):
    end = clock.now()
    close(northvale, end)
    queue.run_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = (SELECT min(id) FROM "
            "procrastinate_jobs WHERE args ->> 'handler' LIKE '%%route_delivery')"
        )
        assert cursor.rowcount == 1

    night(northvale, end + timedelta(days=400), queue, monkeypatch)

    assert removed_at(northvale) is None


class Visits:
    """An app that has an appointment with whoever handed something in."""

    key = "visits"

    def __init__(self, until):
        self.until = until

    def held(self, handed_in, /):
        return {one.submission_id: Held(what="A visit", until=self.until) for one in handed_in}


def test_what_something_else_needs_is_kept_until_it_is_over(sent, northvale, queue, monkeypatch):
    end = clock.now()
    close(northvale, end)
    visits = Visits(None)
    monkeypatch.setitem(submission_holders._parts, "visits", visits)
    night(northvale, end + timedelta(days=400), queue, monkeypatch)
    assert removed_at(northvale) is None

    visits.until = end + timedelta(days=500)
    night(northvale, end + timedelta(days=529), queue, monkeypatch)
    assert removed_at(northvale) is None
    night(northvale, end + timedelta(days=530, minutes=1), queue, monkeypatch)

    assert removed_at(northvale) is not None


def test_a_case_opened_again_before_its_turn_is_kept(sent, northvale):
    end = clock.now()
    then = end + timedelta(days=DAYS + 1)
    close(northvale, end)
    with acting_for(northvale.id):
        submission = Submission.objects.get()
        assert actions.review_submissions(now=then) == 1
        change_status(
            actor=US, case_id=submission.case_id, status="in_progress", public_note="", now=then
        )

        assert not actions.remove_submission(submission_id=submission.pk, now=then)

        assert SECRET in Submission.objects.get().answers["what"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_is_half_removed_and_the_next_night_goes_on(
    client, northvale, queue, monkeypatch
):
    publish(northvale, FORM, clock.now())
    hand_in(client)
    queue.run_all()
    end = clock.now()
    close(northvale, end)
    queue.run_all()
    then = end + timedelta(days=DAYS + 1)
    before = places_in(northvale)

    def killed(**_said):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(removing, "forget_files", killed)
        with pytest.raises(KeyboardInterrupt):
            night(northvale, then, queue, monkeypatch)

    assert places_in(northvale) == before
    assert removed_at(northvale) is None
    night(northvale, then + timedelta(days=1, minutes=1), queue, monkeypatch)
    assert places_in(northvale) == set()
    assert removed_at(northvale) is not None


def places_in(council):
    with acting_for(council.id):
        return places_of(SECRET)


def test_removed_once_it_stays_so(sent, northvale, queue, monkeypatch):
    end = clock.now()
    close(northvale, end)
    then = end + timedelta(days=DAYS + 1)
    night(northvale, then, queue, monkeypatch)

    with acting_for(northvale.id):
        submission = Submission.objects.get()
        assert not actions.remove_submission(submission_id=submission.pk, now=then)
        assert actions.review_submissions(now=then + timedelta(days=999)) == 0
        assert actions.wipe_sensitive_answers(now=then + timedelta(days=999)) == 0
        assert removing.forget_receipt(submission) is None
        assert AuditEntry.objects.filter(verb="submission.removed").count() == 1


def test_the_other_council_is_not_touched(sent, northvale, southmere, client, queue, monkeypatch):
    end = clock.now()
    close(northvale, end)
    then = end + timedelta(days=DAYS + 1)
    with acting_for(northvale.id):
        ours = Submission.objects.get()

    night(southmere, then, queue, monkeypatch)
    with acting_for(southmere.id):
        assert not actions.remove_submission(submission_id=ours.pk, now=then)
        assert submission_of_case(ours.case_id, now=then) is None

    assert removed_at(northvale) is None


def test_every_council_has_its_turn_each_night(northvale, southmere, queue):
    tasks.review_every_council()
    tasks.review_every_council()

    assert queue.jobs("eforms.review_submissions") == [
        ("eforms.review_submissions", {"council_id": one.id}) for one in (northvale, southmere)
    ]


def test_what_was_handed_in_under_no_promise_is_kept(client, northvale, queue, monkeypatch):
    publish(northvale, {**FORM, "keeping": {}}, clock.now())
    hand_in(client)
    queue.run_all()
    close(northvale, clock.now())

    night(northvale, clock.now() + timedelta(days=4000), queue, monkeypatch)

    with acting_for(northvale.id):
        assert (Submission.objects.get().review_at, removed_at(northvale)) == (None, None)


@pytest.mark.slow
def test_looking_at_many_costs_no_more_than_looking_at_one(client, northvale, queue):
    publish(northvale, FORM, clock.now())
    hand_in(client)
    queue.run_all()
    costs = []
    for more in (0, 3):
        for _ in range(more):
            hand_in(client)
        queue.run_all()
        then = clock.now() + timedelta(days=400 * (1 + len(costs)))
        with (
            acting_for(northvale.id),
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            assert actions.review_submissions(now=then) == 1 + more
        costs.append(len(captured))

    assert costs[0] == costs[1] <= 12


def test_the_empty_draft_goes_on_saying_that_it_came(sent, northvale, queue, monkeypatch):
    end = clock.now()
    close(northvale, end)
    night(northvale, end + timedelta(days=DAYS + 1), queue, monkeypatch)

    with acting_for(northvale.id):
        draft = Draft.objects.get()
        assert (draft.answers, draft.typed) == ({}, {})
    sent.get(f"/forms/trial/{sent.secret}/")
    assert sent.page == "done"
    assert "We have removed your answers" in sent.html
    assert "answers.pdf" not in sent.html
    sent.get(f"/forms/trial/{sent.secret}/answers.pdf")
    assert "We have removed your answers" in sent.html
