"""The PDF of the answers: made once at the time of sending, kept, sent and fetched."""

import io
from datetime import timedelta

import pikepdf
import pytest

from moothall.cases.actions import change_status
from moothall.cases.models import Case
from moothall.cases.workflow import Status
from moothall.documents.models import StoredFile
from moothall.documents.queries import content_of
from moothall.eforms import actions
from moothall.eforms.actions.receipts import make_receipt
from moothall.eforms.models import Submission
from moothall.eforms.printing import sheets
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.eforms.tests.test_printing import words
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people.actions import set_needs
from moothall.people.needs import Needs

pytestmark = pytest.mark.django_db

FORM = document(
    page("colour", question("colour", "radios", options=options("red", "blue"))),
    page("shade", question("shade"), show_when={"==": [{"var": "colour"}, "blue"]}),
    page("account", question("account", "bank_account", wipe_after_days=30)),
    page(
        "contact",
        question("name", "name", name="person.name"),
        question("email", "email", name="person.email", required=False),
        question("phone", "phone", name="person.phone", required=False),
        title=text("You", "Chi"),
    ),
    outcome={"service_type": "general-enquiry", "summary": "A {colour} thing"},
    declaration=text("I agree that it is true."),
)
ACCOUNT = {
    "account-name": "Ann Other",
    "account-sort-code": "309430",
    "account-account-number": "12345678",
}


@pytest.fixture
def sent(client, northvale):
    """A browser that stands on the confirmation of what it sent."""
    publish(northvale, FORM, clock.now())
    return send(Browser(client))


def send(browser, **contact):
    browser.start("trial")
    browser.post({"colour": "blue"})
    browser.post({"shade": "deep"})
    browser.get(browser.path.replace("account", "colour"))
    browser.post({"colour": "red"})
    browser.post(ACCOUNT)
    browser.post({"name": "Ann Other", "email": "ann@example.test", **contact})
    browser.post()
    assert browser.page == "done"
    return browser


def sheet_of(council, monkeypatch):
    """Return what the PDF of the only submission says, before it is laid out."""
    kept = []
    with monkeypatch.context() as patch:
        patch.setattr(
            "moothall.eforms.actions.receipts.as_pdf", lambda one: kept.append(one) or b"%PDF-"
        )
        with acting_for(council.id):
            make_receipt(case_id=Case.objects.get().pk)
    return kept[0]


def test_the_pdf_says_what_the_check_page_says(sent, northvale, monkeypatch):
    sheet = sheet_of(northvale, monkeypatch)

    said = {row.name: row.lines for group in sheet.groups for row in group.rows}
    assert said["What is colour?"] == ("Red",)
    assert "What is shade?" not in said
    assert said["What is account?"] == ("Ann Other", "Account ending 5678")
    assert said["What is phone?"] == ("Not given",)
    assert sheet.declaration == ("I agree that it is true.",)
    with acting_for(northvale.id):
        assert sheet.reference == Submission.objects.get().reference


def test_it_speaks_the_persons_language(client, southmere, monkeypatch):
    publish(southmere, FORM, clock.now())
    send(Browser(client, host="southmere.test", prefix="/cy"))

    sheet = sheet_of(southmere, monkeypatch)

    assert sheet.language == "cy"
    assert sheet.title == "Ffurflen brawf"
    assert sheet.council == "Cyngor Sir Merllyn y De"
    assert sheet.groups[0].rows[0].name == "What is colour? (cy)"


def test_it_is_made_by_a_worker_once_and_goes_with_the_email(sent, northvale, queue):
    with acting_for(northvale.id):
        assert StoredFile.objects.count() == 0

    queue.run_all()

    with acting_for(northvale.id):
        submission, stored = Submission.objects.get(), StoredFile.objects.get()
        assert submission.receipt_id == stored.pk
        assert stored.kept_at is not None
        assert stored.original_name == f"Your answers {submission.reference}.pdf"
        assert make_receipt(case_id=submission.case_id) == stored.pk
        assert Message.objects.get().enclosed == [str(stored.pk)]
        with content_of(stored) as content:
            pdf = pikepdf.open(io.BytesIO(content.read()))
    assert str(pdf.docinfo["/Title"]) == "A trial form"
    assert set("Not given") - {" "} <= words(pdf)


def test_it_is_made_though_nobody_can_be_written_to(client, northvale, queue):
    publish(northvale, FORM, clock.now())
    send(Browser(client), email="")

    queue.run_all()

    with acting_for(northvale.id):
        assert Submission.objects.get().receipt_id is not None
        assert Message.objects.count() == 0


def test_two_workers_at_once_keep_one(sent, northvale, monkeypatch):
    with acting_for(northvale.id):
        case = Case.objects.get()
        as_pdf = sheets.as_pdf

        def slow(sheet):
            with monkeypatch.context() as patch:
                patch.setattr("moothall.eforms.actions.receipts.as_pdf", as_pdf)
                make_receipt(case_id=case.pk)
            return as_pdf(sheet)

        monkeypatch.setattr("moothall.eforms.actions.receipts.as_pdf", slow)
        make_receipt(case_id=case.pk)

        assert StoredFile.objects.get().pk == Submission.objects.get().receipt_id


def test_answers_that_cannot_be_set_do_not_keep_the_confirmation_back(
    sent, northvale, queue, monkeypatch, caplog
):
    def fail(sheet):
        raise RuntimeError("no")

    monkeypatch.setattr("moothall.eforms.actions.receipts.as_pdf", fail)
    queue.run_all()

    with acting_for(northvale.id):
        assert Message.objects.get().enclosed == []
    assert "could not be written down" in caplog.text


def test_the_person_fetches_it_from_the_confirmation(sent, queue):
    path = f"/forms/trial/{sent.secret}/answers.pdf"
    assert path in sent.html
    assert "not ready yet" in sent.get(path).content.decode()

    queue.run_all()
    response = sent.get(path)

    assert response["Content-Type"] == "application/pdf"
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_nobody_else_fetches_it(sent, client, northvale, southmere, queue, alice):
    queue.run_all()
    publish(southmere, FORM, clock.now())
    path = f"forms/trial/{sent.secret}/answers.pdf"

    assert client.get(f"/{path}", headers={"host": "southmere.test"}).status_code == 404
    wrong = client.get(
        "/forms/trial/a-wrong-secret/answers.pdf", headers={"host": "northvale.test"}
    )
    assert wrong.status_code == 404
    kit.sign_in(client, alice)
    theirs = client.get(
        f"/workspace/{path.replace('forms/', 'forms/northvale/')}",
        headers={"host": "northvale.test"},
    )
    assert theirs.status_code == 404


def test_before_it_is_sent_there_is_none(client, northvale):
    publish(northvale, FORM, clock.now())
    browser = Browser(client)
    browser.start("trial")

    browser.get(f"/forms/trial/{browser.secret}/answers.pdf")

    assert browser.page == "colour"


def test_staff_of_the_council_fetch_it_from_the_case(sent, client, northvale, carys, alice, queue):
    queue.run_all()
    with acting_for(northvale.id):
        submission = Submission.objects.get()
    case = f"/workspace/cases/{submission.reference}/"
    path = f"/workspace/files/{submission.receipt_id}/"
    host = {"host": "northvale.test"}

    kit.sign_in(client, alice)
    assert path in client.get(case, headers=host).content.decode()
    assert client.get(path, headers=host)["Content-Type"] == "application/pdf"
    client.logout()
    kit.sign_in(client, carys)
    assert client.get(path, headers=host).status_code in {403, 404}


def test_it_goes_when_an_answer_in_it_is_wiped(sent, northvale, queue):
    queue.run_all()
    end = clock.now()
    with acting_for(northvale.id):
        submission, stored = Submission.objects.get(), StoredFile.objects.get()
        change_status(
            actor=system("tests"), case_id=submission.case_id, status=Status.RESOLVED.value,
            public_note="Done", now=end,
        )  # fmt: skip

        actions.wipe_sensitive_answers(now=end + timedelta(days=31))

        submission.refresh_from_db()
        assert submission.receipt_id is None
        assert not StoredFile.objects.filter(pk=stored.pk).exists()
        assert make_receipt(case_id=submission.case_id) is None


def test_it_is_in_large_print_for_whoever_needs_that(sent, northvale, monkeypatch):
    assert not sheet_of(northvale, monkeypatch).large
    with acting_for(northvale.id):
        Submission.objects.update(receipt=None)
        set_needs(
            actor=system("tests"),
            person_id=Case.objects.get().person_id,
            needs=Needs(formats=("large_print",)),
            now=clock.now(),
        )

    assert sheet_of(northvale, monkeypatch).large
