"""Two who answer at the same time: nothing is sent over a colleague's answer that nobody read."""

from uuid import UUID

import pytest

from moothall.cases import actions
from moothall.cases.mail.models import Mail, MailDraft, OutgoingMail
from moothall.cases.mail.tests.conftest import made
from moothall.cases.mail.tests.letters import filed, letter
from moothall.cases.models import TimelineEntry
from moothall.cases.tests.factories import case_of
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import add_contact_point
from moothall.people.models import ContactKind


@pytest.fixture
def case(northvale, rhian):
    with acting_for(northvale.id):
        return case_of(northvale, clock.now(), person_id=rhian.pk)


def at(case, what=""):
    return f"/workspace/cases/{case.reference}/{what}"


def writes(council, case, who, text):
    with acting_for(council.id):
        actions.write_to_resident(
            actor=kit.actor_of(who), case_id=case.pk, text=text, now=clock.now()
        )


def said(council, case):
    with acting_for(council.id):
        found = TimelineEntry.objects.filter(case_id=case.pk, kind__in=("message", "question"))
        return list(found.order_by("pk").values_list("text", flat=True))


def test_a_colleagues_answer_is_shown_before_anything_is_sent(northvale, desk_of_alice, bob, case):
    seen = desk_of_alice.get(at(case)).value("seen")
    writes(northvale, case, bob, "We come on Tuesday")

    stopped = desk_of_alice.post(at(case, "write/"), message="We come on Monday", seen=seen)

    assert stopped.status == 409
    assert "We come on Tuesday" in stopped.one("news-timeline")
    assert stopped.value("message") == "We come on Monday"
    assert "A colleague has answered while you were writing." in stopped.text
    assert said(northvale, case) == ["We come on Tuesday"]
    [newer] = set(
        stopped.tree.xpath("//form[contains(@action, '/write/')]//*[@name='seen']/@value")
    )
    sent = desk_of_alice.post(at(case, "write/"), message="We come on Monday", seen=newer)
    assert sent.status == 302
    assert said(northvale, case) == ["We come on Tuesday", "We come on Monday"]


def test_a_question_is_stopped_likewise(northvale, desk_of_alice, bob, case):
    seen = desk_of_alice.get(at(case)).value("seen")
    writes(northvale, case, bob, "We come on Tuesday")

    stopped = desk_of_alice.post(at(case, "ask/"), question="Which side?", seen=seen)

    assert (stopped.status, stopped.value("question")) == (409, "Which side?")
    assert said(northvale, case) == ["We come on Tuesday"]


def test_ones_own_words_and_notes_for_staff_stop_nobody(northvale, desk_of_alice, alice, bob, case):
    seen = desk_of_alice.get(at(case)).value("seen")
    writes(northvale, case, alice, "First")
    with acting_for(northvale.id):
        actions.add_note(
            actor=kit.actor_of(bob), case_id=case.pk, text="For us", is_public=False,
            now=clock.now(),
        )  # fmt: skip

    sent = desk_of_alice.post(at(case, "write/"), message="Second", seen=seen)

    assert sent.status == 302
    assert said(northvale, case) == ["First", "Second"]


def test_what_is_no_entry_is_refused_and_nothing_is_sent(northvale, desk_of_alice, case):
    page = desk_of_alice.post(at(case, "write/"), message="Hello", seen="nonsense")

    assert page.status == 422
    assert said(northvale, case) == []


def test_an_open_page_is_told_that_somebody_writes_or_has_answered(
    northvale, desk_of_alice, desk_of_bob, desk_of_carys, bob, case
):
    [asks] = desk_of_alice.get(at(case)).tree.xpath("//*[@data-testid='company']/@data-company")

    desk_of_bob.get(asks + "&writing=1")
    assert desk_of_alice.get(asks).one("others") == "Open here too: Bob (is writing)"
    assert desk_of_alice.get(asks).all("answered") == []
    writes(northvale, case, bob, "We come on Tuesday")

    told = desk_of_alice.get(asks)
    assert told.one("answered").startswith("A colleague has answered since you opened this page.")
    assert "Tuesday" not in told.text
    assert desk_of_bob.get(asks).all("answered") == []
    assert desk_of_carys.get(asks).status == 404


def test_a_letter_about_a_case_is_not_sent_over_what_was_written_in_the_account(
    northvale, desk_of_alice, bob, case
):
    with acting_for(northvale.id):
        made(northvale, "bins", "bins@northvale.test", clock.now(), smtp_host="localhost")
    page = desk_of_alice.get(at(case, "mail/"))
    [asks] = page.tree.xpath("//*[@data-testid='others']/@data-company")
    typed = {
        "mailbox": page.tree.xpath("//select[@name='mailbox']/option/@value")[0],
        "recipient": "rhian@example.org",
        "title": "Your bin",
        "text": "We come on Monday",
        "seen": page.value("seen"),
        "version": "0",
        "do": "send",
    }
    writes(northvale, case, bob, "We come on Tuesday")

    assert desk_of_alice.get(asks).all("answered")
    stopped = desk_of_alice.post(at(case, "mail/"), **typed)

    assert stopped.status == 409
    assert stopped.one("written-meanwhile") == "Bob : We come on Tuesday"
    with acting_for(northvale.id):
        assert OutgoingMail.objects.count() == 0
        assert MailDraft.objects.get().text == "We come on Monday"
    again = {**typed, "seen": stopped.value("seen"), "version": stopped.value("version")}
    assert UUID(again["seen"])
    assert desk_of_alice.post(at(case, "mail/"), **again).status == 302
    with acting_for(northvale.id):
        assert OutgoingMail.objects.count() == 1


def test_the_answer_to_a_letter_is_not_sent_over_what_a_colleague_wrote(
    northvale, desk_of_alice, alice, bob, rhian, case
):
    with acting_for(northvale.id):
        bins = made(northvale, "bins", "bins@northvale.test", clock.now(), smtp_host="localhost")
        mail = filed(bins, letter(), clock.now())
        Mail.objects.update(case=case)
    here = f"/workspace/mail/{mail.pk}/"
    page = desk_of_alice.get(here)
    typed = {
        "recipient": "rhian@example.org",
        "title": "Your bin",
        "text": "We come on Monday",
        "seen": page.value("seen"),
        "seen_of_case": page.value("seen_of_case"),
        "version": "0",
        "do": "send",
    }
    writes(northvale, case, bob, "We come on Tuesday")

    stopped = desk_of_alice.post(f"{here}answer/", **typed)

    assert stopped.status == 409
    assert stopped.one("written-meanwhile") == "Bob : We come on Tuesday"
    assert stopped.value("text") == "We come on Monday"
    with acting_for(northvale.id):
        assert OutgoingMail.objects.filter(kind="answer").count() == 0
        assert MailDraft.objects.get().text == "We come on Monday"
    again = {name: stopped.value(name) for name in ("seen", "seen_of_case", "version")}
    assert again["seen"] == typed["seen"]
    assert desk_of_alice.post(f"{here}answer/", **{**typed, **again}).status == 302
    with acting_for(northvale.id):
        assert OutgoingMail.objects.filter(kind="answer").count() == 1


def test_what_was_written_stands_once_in_the_story_of_its_reader(
    northvale, desk_of_alice, bob, rhian, case, queue
):
    with acting_for(northvale.id):
        add_contact_point(
            actor=kit.actor_of(bob), person_id=rhian.pk, kind=ContactKind.EMAIL,
            value="rhian@example.org", now=clock.now(),
        )  # fmt: skip
    writes(northvale, case, bob, "We come on Tuesday")
    queue.run_all()

    page = desk_of_alice.get(f"/workspace/people/{rhian.pk}/story/")

    assert page.one("story").count("We come on Tuesday") == 1
    [touch] = page.tree.xpath("//li[contains(., 'We come on Tuesday')]")
    assert touch.get("data-kind") == "touch"
    assert "Email" in touch.text_content()
    assert "Bob, " in touch.text_content()
    assert page.tree.xpath("//li[@data-kind='message'][contains(., 'written')]") == []
