"""Residents' own cases over HTTP: the list, the pages, and every act as a form."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.cases import actions
from moothall.cases.models import Attachment, Case, CaseQuestion, TimelineEntry
from moothall.cases.tests.account import Account, a_case, act
from moothall.cases.tests.factories import staff_of
from moothall.documents.models import StoredFile
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import KeptWords, ResidentSession

HERE = {"host": "northvale.test"}


@pytest.fixture
def account(rhian):
    return Account(rhian)


@pytest.fixture
def case(northvale, rhian):
    return a_case(northvale, rhian)


def a_text(name="letter.txt", content=b"Dear council"):
    return SimpleUploadedFile(name, content, content_type="text/plain")


def ask(council, case, text="Which side?", **more):
    with acting_for(council.id):
        return actions.ask_resident(
            actor=staff_of(council), case_id=case.pk, text=text, now=clock.now(), **more
        )


def of(model, council):
    with acting_for(council.id):
        return list(model.objects.order_by("pk"))


def test_the_list_shows_own_cases_and_finds_among_them(northvale, rhian, tomos, account, case):
    theirs = a_case(northvale, tomos, summary="The blue bin of Tomos")
    fault = a_case(northvale, rhian, service_type="street-fault", summary="Hole")

    everything = account.get("/account/requests/")
    found = account.get("/account/requests/?q=hole&state=open")
    nothing = account.get("/account/requests/?q=Tomos")
    senseless = account.get("/account/requests/?state=x&kind=y")

    assert len(everything.all("request")) == 2
    assert theirs.reference not in everything.text
    [only] = found.all("request")
    assert fault.reference in only
    assert nothing.one("no-requests") == "You have no requests like that."
    assert len(senseless.all("request")) == 2


def test_a_page_tells_how_a_case_stands_and_what_may_be_done(account, case):
    page = account.get(f"/account/requests/{case.reference}/")

    assert page.status == 200
    assert page.one("status") == "Received"
    assert page.one("next-step").startswith("We have it and will look at it next.")
    assert page.one("acts") == "Add a photo or document Write to the team Take this request back"
    assert page.all("answer") == []


def test_a_reference_that_was_mistyped_but_understood_leads_to_the_case(account, case):
    page = account.get(f"/account/requests/{case.reference.lower()}/")

    assert page.location == f"/account/requests/{case.reference}/"


def test_an_answer_with_a_file_lets_the_case_go_on(northvale, account, case):
    question = ask(northvale, case, due_on=clock.now().date() + timedelta(days=7))
    shown = account.get(f"/account/requests/{case.reference}/")
    assert "Which side?" in shown.one("question")

    sent = account.post(
        act(case, "answer"), question=str(question.pk), text="The left", files=a_text()
    )
    after = account.get(sent.location)

    assert sent.location == f"/account/requests/{case.reference}/?done=answer"
    assert "We have your answer" in after.one("done")
    assert after.one("status") == "Being looked into"
    [attached] = of(Attachment, northvale)
    assert attached.is_public is True
    assert after.one("file-link") == "letter.txt"


def test_a_question_that_wants_a_document_needs_one_and_no_words(northvale, account, case):
    ask(northvale, case, "Send us the letter", wants_file=True)

    refused = account.post(act(case, "answer"))
    sent = account.post(act(case, "answer"), files=a_text())

    assert (refused.status, sent.status) == (422, 302)
    assert "Choose a photo or document" in refused.one("error-summary")
    assert of(CaseQuestion, northvale)[0].answered_at is not None


def test_what_was_typed_survives_a_mistake_and_so_do_the_files(northvale, account, case):
    bad = SimpleUploadedFile("virus.exe", b"MZ\x00\x01", content_type="application/x-dosexec")

    first = account.post(act(case, "write"), text="See the letter", files=[a_text(), bad])
    kept = first.tree.xpath("//input[@name='kept']/@value")
    second = account.send(
        act(case, "write"), key=first.typed("key"), text=first.typed("text"), kept=kept
    )

    assert first.status == 422
    assert "virus.exe" in first.one("error-summary")
    assert first.typed("text") == "See the letter"
    assert first.one("kept-files") == "letter.txt"
    assert second.status == 302
    assert len(of(Attachment, northvale)) == 1


def test_a_seal_of_a_file_is_worth_nothing_to_another(northvale, account, case, tomos):
    ask(northvale, case, wants_file=True)
    first = account.post(act(case, "write"), text="", files=a_text())
    kept = first.tree.xpath("//input[@name='kept']/@value")
    theirs = a_case(northvale, tomos)
    stranger = Account(tomos)

    sent = stranger.post(act(theirs, "add"), kept=kept)

    assert sent.status == 422
    assert of(Attachment, northvale) == []


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("withdraw", {"text": "It is back"}, "cancelled"),
        ("write", {"text": "Any news?"}, "received"),
        ("add", {"files": True}, "received"),
    ],
)
def test_acts_on_an_open_case(northvale, account, case, name, fields, status):
    given = {**fields, **({"files": a_text()} if "files" in fields else {})}

    sent = account.post(act(case, name), **given)
    shown = account.get(sent.location)

    assert sent.location.endswith(f"?done={name}")
    assert shown.all("done") != []
    [found] = of(Case, northvale)
    assert found.status == status
    assert found.resident_acted_at is not None


def closed(council, case):
    with acting_for(council.id):
        actions.change_status(
            actor=staff_of(council), case_id=case.pk, status="resolved", now=clock.now()
        )


def test_acts_on_a_closed_case(northvale, account, case):
    closed(northvale, case)

    rated = account.post(act(case, "rate"), score="2", text="Slow")
    complained = account.post(act(case, "complain"), text="Nobody came")
    reopened = account.post(act(case, "reopen"), text="It is not done")
    shown = account.get(f"/account/requests/{case.reference}/")

    assert rated.status == complained.status == reopened.status == 302
    complaint = next(one for one in of(Case, northvale) if one.kind == "complaint")
    assert complained.location == f"/account/requests/{complaint.reference}/?done=complain"
    assert "2 out of 5" in shown.one("facts")
    assert complaint.reference in shown.one("facts")
    assert shown.one("status") == "Being looked into"


def test_a_score_must_be_chosen(northvale, account, case):
    closed(northvale, case)

    assert account.post(act(case, "rate"), text="x").status == 422
    assert account.post(act(case, "rate"), score="6").status == 422


def test_whoever_comes_too_late_keeps_their_words(northvale, account, case):
    question = ask(northvale, case)
    with acting_for(northvale.id):
        actions.change_status(
            actor=staff_of(northvale), case_id=case.pk, status="in_progress", now=clock.now()
        )

    late = account.send(
        act(case, "answer"), key="a" * 32, question=str(question.pk), text="The left side"
    )

    assert late.status == 409
    assert late.typed("text") == "The left side"
    assert late.tree.xpath("//form[@method='post']/@action")[-1] == act(case, "write")
    assert account.get(act(case, "rate")).status == 409
    assert account.get(act(case, "shout")).status == 404


@pytest.mark.parametrize("name", ["withdraw", "answer", "complain"])
def test_pressing_the_button_twice_does_it_once_and_says_so(northvale, account, case, name):
    question = ask(northvale, case)
    sent = {"key": "a" * 32, "question": str(question.pk), "text": "x"}

    first = account.send(act(case, name), **sent)
    second = account.send(act(case, name), **sent)

    assert first.location == second.location != ""
    kinds = {"withdraw": "status", "answer": "answer", "complain": "complaint"}
    assert [one.kind for one in of(TimelineEntry, northvale)].count(kinds[name]) == 1


def test_pages_that_were_opened_are_read(northvale, account, case):
    with acting_for(northvale.id):
        actions.write_to_resident(
            actor=staff_of(northvale), case_id=case.pk, text="Tomorrow", now=clock.now()
        )
    assert account.get("/account/requests/").all("request-news") == ["New"]

    page = account.get(f"/account/requests/{case.reference}/")

    assert "We wrote to you New" in page.one("timeline")
    assert account.get("/account/requests/").all("request-news") == []
    assert "New" not in account.get(f"/account/requests/{case.reference}/").one("timeline")


def test_a_question_to_the_council_opens_an_enquiry(northvale, account):
    empty = account.post("/account/messages/new/", text=" ")
    sent = account.post("/account/messages/new/", text="When is the park open?", files=a_text())
    shown = account.get(sent.location)

    assert empty.status == 422
    [enquiry] = of(Case, northvale)
    assert (enquiry.kind, enquiry.summary) == ("enquiry", "When is the park open?")
    assert shown.one("file-link") == "letter.txt"
    assert "When is the park open?" in shown.one("answers")


def test_messages_of_both_sides_are_on_one_page(northvale, account, case):
    account.post(act(case, "write"), text="When?")
    with acting_for(northvale.id):
        actions.write_to_resident(
            actor=staff_of(northvale), case_id=case.pk, text="Soon", now=clock.now()
        )

    page = account.get("/account/messages/")

    assert ["Soon" in one for one in page.all("message")] == [True, False]
    assert "When?" in page.all("message")[1]


def run_out(council):
    with acting_for(council.id):
        long_ago = clock.now() - timedelta(minutes=31)
        ResidentSession.objects.update(last_seen_at=long_ago)


def test_words_that_come_after_the_session_ran_out_wait_for_their_writer(
    northvale, rhian, account, case
):
    form = account.get(act(case, "write"))
    run_out(northvale)

    late = account.send(
        act(case, "write"), key=form.typed("key"), text="A long letter", files=a_text()
    )
    assert of(TimelineEntry, northvale)[-1].kind == "opened"
    kit.sign_in_resident(account.client, rhian)
    again = account.get(act(case, "write"))

    assert late.location == f"/account/sign-in/?next={act(case, 'write')}"
    assert "We kept your words" in again.one("kept-words")
    assert "We kept your files too" in again.one("kept-words")
    assert again.one("kept-files") == "letter.txt"
    assert again.typed("text") == "A long letter"
    sent = account.send(
        act(case, "write"),
        key=again.typed("key"),
        text=again.typed("text"),
        kept=again.typed("kept"),
    )
    assert sent.status == 302
    assert len(of(Attachment, northvale)) == 1
    assert of(StoredFile, northvale)[0].kept_at is not None
    assert of(KeptWords, northvale) == []
    assert account.get(act(case, "write")).typed("text") == ""


def test_kept_words_are_shown_to_nobody_else(northvale, rhian, tomos, account):
    account.get("/account/messages/new/")
    run_out(northvale)
    account.send("/account/messages/new/", key="a" * 32, text="A secret")

    kit.sign_in_resident(account.client, tomos)

    assert account.get("/account/messages/new/").typed("text") == ""
    assert len(of(KeptWords, northvale)) == 1


def test_words_of_nobody_are_not_kept(northvale, case):
    stranger = Account()
    stranger.client.cookies["account"] = "made-up"

    late = stranger.send(act(case, "write"), key="a" * 32, text="Spam")

    assert late.status == 302
    assert of(KeptWords, northvale) == []


def test_much_in_a_short_time_is_too_much(northvale, account, case, monkeypatch):
    from moothall.cases.views import own_acts

    monkeypatch.setattr(own_acts, "TRIES_PER_PERSON", 1)
    account.post(act(case, "write"), text="One")

    second = account.post(act(case, "write"), text="Two")

    assert second.status == 429
    assert second.typed("text") == "Two"
    assert [one.text for one in of(TimelineEntry, northvale) if one.kind == "message"] == ["One"]


def test_pages_are_kept_by_nobody(account, case):
    for address in (f"/account/requests/{case.reference}/", "/account/requests/"):
        assert "no-store" in account.get(address).response.headers["Cache-Control"]


def test_a_file_that_is_not_taken_leaves_nothing(northvale, account, case):
    account.post(act(case, "add"), files=SimpleUploadedFile("a.exe", b"MZ\x00\x01"))

    assert of(StoredFile, northvale) == []
