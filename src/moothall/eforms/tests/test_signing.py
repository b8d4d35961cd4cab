"""Somebody else signs: asked once, by another mailbox, in time; nothing is lost either way."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import validate

from moothall.cases.models import Case
from moothall.eforms.actions import delete_expired_drafts, remind_signers, settle_overdue
from moothall.eforms.handing_over import document_of, lines_of
from moothall.eforms.models import Draft, Signing, SigningState, Submission
from moothall.eforms.signing import ALLOWED
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message

#: Each test has a database of its own, which takes longer to make than the test.
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SCHEMA = Path(__file__).resolve().parents[4] / "docs" / "eforms" / "submission.schema.json"
OWN, OTHER = "ann@resident.example", "ben@resident.example"


def form(**more):
    return document(
        page(
            "you",
            question("who", "name", name="person.name"),
            question("mail", "email", name="person.email"),
            question("home", "radios", options=options("ours", "mine")),
            title=text("You"),
        ),
        page(
            "other",
            question("partner", "name"),
            question("partner-mail", "email"),
            title=text("The other owner"),
            show_when={"==": [{"var": "home"}, "ours"]},
        ),
        needs={
            "signature": {
                "name": "partner",
                "email": "partner-mail",
                "statement": text("I own the home too and agree."),
                "days": 10,
                "when": {"==": [{"var": "home"}, "ours"]},
            }
        },
        **more,
    )


@pytest.fixture
def ann(client, northvale, now):
    publish(northvale, form(), now)
    browser = Browser(client)
    browser.start("trial")
    return browser


def fill_in(browser, *, home="ours", mail=OTHER):
    browser.post({"who": "Ann Person", "mail": OWN, "home": home})
    if home == "ours":
        browser.post({"partner": "Ben Person", "partner-mail": mail})


def messages(council, template):
    with acting_for(council.id):
        return list(Message.objects.filter(template=template).order_by("queued_at"))


def link(council, template="eforms.sign-request"):
    return re.search(r"/sign-form/\w+/", messages(council, template)[-1].body)[0]


@pytest.fixture
def asked(ann):
    fill_in(ann)
    ann.post()
    return ann


@pytest.fixture
def ben(client, asked, northvale):
    browser = Browser(client)
    browser.get(link(northvale))
    return browser


def test_the_check_page_says_who_will_sign_and_sending_asks_them(ann, northvale):
    fill_in(ann)
    assert "Send to be signed" in ann.html
    assert OTHER in ann.html
    ann.post()

    assert ann.page == "signature"
    assert f"to {OTHER}" in ann.html
    (message,) = messages(northvale, "eforms.sign-request")
    assert message.recipient == OTHER
    assert "Ann Person" in message.body
    with acting_for(northvale.id):
        assert not Case.objects.exists(), "nothing has reached the council yet"


def test_sending_twice_asks_once(asked, northvale):
    asked.post(path=asked.path.replace("signature", "check"))

    assert asked.page == "signature"
    assert len(messages(northvale, "eforms.sign-request")) == 1


def test_who_signs_sees_the_answers_and_hands_it_in_for_the_person(ben, asked, northvale):
    assert "Ann Person" in ben.html
    assert "I own the home too and agree." in ben.html
    ben.post({"action": "sign", "agreed": "yes", "name": "Benjamin Person"})

    assert "You have signed the form" in ben.html
    with acting_for(northvale.id):
        submission = Submission.objects.get()
        assert submission.reference in ben.html
        assert submission.signature["name"] == "Benjamin Person"
        assert submission.signature["email"] == OTHER
        assert submission.actor_kind == "resident"
        validate(document_of(submission), json.loads(SCHEMA.read_text(encoding="utf-8")))
        assert lines_of(submission)[-1].startswith("Signed by: Benjamin Person")
        assert Case.objects.get().details[-1]["label"] == "Signed by"
    asked.get(asked.path)
    assert asked.page == "done"


def test_signing_twice_hands_in_once(ben, northvale):
    for _ in range(2):
        ben.post({"action": "sign", "agreed": "yes", "name": "Ben Person"}, path=link(northvale))

    assert "You have signed the form" in ben.html
    with acting_for(northvale.id):
        assert Submission.objects.count() == Case.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"agreed": "yes", "name": "  "}, "Enter your full name"),
        ({"name": "Ben Person"}, "Tick the box to sign"),
        ({"agreed": "yes", "name": "x" * 201}, "200 characters or fewer"),
        ({"action": "decline", "reason": "x" * 1001}, "1000 characters or fewer"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(ben, northvale, typed, said):
    ben.post(typed)

    assert said in ben.html
    assert "Error:" in ben.html
    for value in typed.values():
        if value.strip() and value not in ("yes", "decline"):
            assert value in ben.html
    with acting_for(northvale.id):
        assert Signing.objects.get().state == SigningState.WAITING


def test_what_is_missing_is_listed_in_the_order_of_the_page(ben):
    ben.post({})

    summary = ben.html.partition("error-summary")[2]
    assert re.findall(r'<a href="#(\w+)">', summary) == ["agreed", "name"]


def test_who_declines_says_why_and_the_person_may_change_and_ask_again(ben, asked, northvale):
    ben.post({"action": "decline", "reason": "The area is wrong"})

    assert "You have not signed" in ben.html
    (told,) = messages(northvale, "eforms.sign-declined")
    assert told.recipient == OWN
    assert "The area is wrong" in told.body
    back = re.search(r"/forms/trial/\S+", told.body)[0]
    asked.get(back)
    assert asked.page == "check"
    assert "will not sign this" in asked.html
    assert "The area is wrong" in asked.html
    notice, answers = 'data-testid="not-signed"', 'data-testid="answers"'
    assert asked.html.index(notice) < asked.html.index(answers), "it is the first that one reads"
    asked.post()
    assert asked.page == "signature"
    assert len(messages(northvale, "eforms.sign-request")) == 2


def test_nothing_changes_while_it_waits_and_what_is_typed_is_kept(asked, northvale):
    page_of_you = asked.path.replace("signature", "you")
    asked.post({"who": "Mallory", "mail": OWN, "home": "mine"}, path=page_of_you)

    assert asked.page == "signature"
    with acting_for(northvale.id):
        draft = Draft.objects.get()
        assert draft.answers["who"] == "Ann Person"
        assert draft.typed["you"]["who"] == ["Mallory"]
    asked.post({"action": "take-back"})
    asked.get(page_of_you)
    assert "Mallory" in asked.html


def test_taking_back_ends_the_link_and_another_may_be_named(asked, client, northvale):
    first = link(northvale)
    asked.post({"action": "take-back"})
    assert asked.page == "check"
    assert (
        "needs no signature now"
        in client.get(first, headers={"host": "northvale.test"}).content.decode()
    )

    asked.post(
        {"partner": "Cat Person", "partner-mail": "cat@resident.example"},
        path=asked.path.replace("check", "other") + "?return=check",
    )
    asked.get(asked.path.split("?")[0])
    asked.post()
    assert messages(northvale, "eforms.sign-request")[-1].recipient == "cat@resident.example"


@pytest.mark.parametrize("mail", [OWN, OWN.upper(), "ann+other@resident.example"])
def test_one_cannot_sign_for_oneself(ann, mail):
    fill_in(ann, mail=mail)

    assert ann.page == "other"
    assert "not your own again" in ann.html


def test_where_nobody_else_must_sign_it_goes_at_once(ann, northvale):
    fill_in(ann, home="mine")
    ann.post()

    assert ann.page == "done"
    with acting_for(northvale.id):
        assert Submission.objects.get().signature is None


def test_the_link_can_be_sent_again_but_not_without_end(asked, northvale, monkeypatch):
    first = link(northvale)
    asked.post({"action": "again"})
    assert "Try again later" in asked.html
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    asked.post({"action": "again"})

    assert "We have sent the link again" in asked.html
    assert len(messages(northvale, "eforms.sign-request")) == 2
    assert link(northvale) == first, "an older message must not stop working"


def test_too_late_is_told_and_loses_nothing(asked, client, northvale):
    with acting_for(northvale.id):
        due = Signing.objects.get().due_at
        assert remind_signers(now=due - timedelta(days=2)) == 1
        assert remind_signers(now=due - timedelta(days=2)) == 0, "once"
        assert delete_expired_drafts(now=due + timedelta(days=400)) == 0, "it waits"
        assert settle_overdue(now=due - timedelta(seconds=1)) == 0
        assert settle_overdue(now=due) == 1
        assert settle_overdue(now=due) == 0

    assert len(messages(northvale, "eforms.sign-reminder")) == 1
    (told,) = messages(northvale, "eforms.sign-expired")
    assert told.recipient == OWN
    answer = client.get(link(northvale), headers={"host": "northvale.test"})
    assert "too late" in answer.content.decode()
    asked.get(asked.path)
    assert asked.page == "check"
    assert "has not signed this in time" in asked.html


def test_a_link_opens_nothing_elsewhere(ben, client, northvale, southmere):
    for path, host in ((link(northvale), "southmere.test"), ("/sign-form/x/", "northvale.test")):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 404
        assert "Ann Person" not in answer.content.decode()


def test_what_is_asked_in_welsh_is_signed_in_welsh(client, southmere, now):
    publish(southmere, form(), now)
    asked = Browser(client, host="southmere.test", prefix="/cy")
    asked.start("trial")
    fill_in(asked)
    asked.post()

    (message,) = messages(southmere, "eforms.sign-request")
    assert re.search(r"southmere\.test(?::\d+)?(/\S+)/sign-form/", message.body)[1] == "/cy"


def test_those_who_wait_count_towards_the_limit(asked, client, northvale, now):
    from moothall.eforms.actions import set_availability
    from moothall.kernel.actors import system

    with acting_for(northvale.id):
        set_availability(
            actor=system("test"), council_id=northvale.id, form="trial", opens_at=None,
            closes_at=None, most_submissions=1, now=now,
        )  # fmt: skip
    second = Browser(client)
    second.start("trial")
    fill_in(second, home="mine")
    second.post()

    assert second.page != "done"
    with acting_for(northvale.id):
        assert Submission.objects.count() == 0


def test_settled_is_settled():
    for state, onward in ALLOWED.items():
        assert bool(onward) == (state is SigningState.WAITING)
