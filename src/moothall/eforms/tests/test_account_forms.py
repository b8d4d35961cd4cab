"""Forms in the account of somebody who has signed in."""

from datetime import timedelta

import pytest
from django.test import Client

from moothall.cases.models import Case
from moothall.eforms import actions
from moothall.eforms.account_drafts import drafts_of_person
from moothall.eforms.models import Draft, Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people import actions as people
from moothall.people.models import ResidentSession
from moothall.people.tests.one_login_scenery import PROOF


@pytest.fixture(autouse=True)
def forms(northvale):
    name = question("full-name", kind="name", name="person.name")
    email = question("mail", kind="email", name="person.email")
    publish(
        northvale,
        document(
            page("who", name, email),
            page("why", question("why")),
            slug="permit",
            saving={"days": 20, "remind_days": 3},
        ),
        clock.now(),
    )


@pytest.fixture
def browser(client, rhian):
    kit.sign_in_resident(client, rhian)
    return Browser(client, prefix="/account")


@pytest.fixture
def visitor(db):
    return Browser(Client())


def started(browser):
    browser.start("permit")
    return browser


def only_draft(council):
    with acting_for(council.id):
        return Draft.objects.get()


def test_a_form_begins_with_what_the_account_knows(browser, northvale, rhian):
    started(browser)

    assert 'value="Rhian Evans"' in browser.html
    assert "rhian@home.test" in browser.html
    assert "Filled in by your account" in browser.html
    draft = only_draft(northvale)
    assert draft.subject_id == rhian.pk
    assert draft.confirmed == {"mail": {"answer": "rhian@home.test", "by": "your account"}}


def test_a_name_that_was_proven_is_confirmed_where_the_person_keeps_it(browser, northvale, rhian):
    with acting_for(northvale.id):
        people.keep_proven_facts(
            actor=kit.actor_of_resident_person(rhian),
            person_id=rhian.pk,
            proof=PROOF,
            wanted=["person.name"],
            now=clock.now(),
        )

    started(browser)

    assert only_draft(northvale).confirmed == {
        "full-name": {"answer": "Rhian Mair Pritchard", "by": "your account"},
        "mail": {"answer": "rhian@home.test", "by": "your account"},
    }


def test_what_is_proven_never_comes_from_the_browser(browser, northvale):
    started(browser)

    browser.post({"full-name": "Rhian Evans", "mail": "evil@example.test"})
    browser.post({"why": "Because"})
    browser.post({})

    with acting_for(northvale.id):
        handed_in = Submission.objects.get()
    assert handed_in.answers["mail"] == "rhian@home.test"
    assert handed_in.confirmed == {"mail": "your account"}


def test_what_is_handed_in_is_the_persons_own_request(browser, northvale, rhian):
    started(browser)
    browser.post({"full-name": "Somebody Else"})
    browser.post({"why": "Because"})
    browser.post({})

    with acting_for(northvale.id):
        assert Case.objects.get().person_id == rhian.pk


def test_what_was_begun_is_listed_until_it_is_handed_in(browser, northvale, rhian):
    started(browser)
    browser.post({"full-name": "Rhian Evans"})

    browser.get("/account/drafts/")

    assert "A trial form" in browser.html
    with acting_for(northvale.id):
        (row,) = drafts_of_person(northvale.id, rhian.pk, now=clock.now())
    browser.get(f"/account/forms/permit/{row.secret}/")
    assert browser.page == "why"
    browser.post({"why": "Because"})
    browser.post({})
    browser.get("/account/drafts/")
    assert "You have no forms that are not finished." in browser.html


def test_the_list_takes_the_same_queries_for_one_and_for_ten(
    browser, northvale, rhian, django_assert_num_queries
):
    started(browser)
    browser.get("/account/drafts/")
    with django_assert_num_queries(5):
        browser.get("/account/drafts/")

    for _ in range(9):
        started(browser)
    with django_assert_num_queries(5):
        browser.get("/account/drafts/")


def test_starting_again_tells_of_what_was_begun(browser):
    started(browser)

    browser.get("/account/forms/permit/")

    assert "You have begun this form already" in browser.html


def test_nobody_else_opens_it(browser, southmere, tomos, visitor):
    secret = started(browser).secret
    address = f"forms/permit/{secret}/"

    visitor.get(f"/{address}")
    assert visitor.response.status_code == 404
    assert "sign in again to find it" in visitor.html
    other = Client()
    kit.sign_in_resident(other, tomos)
    another = Browser(other)
    another.get(f"/account/{address}")
    assert another.response.status_code == 404
    elsewhere = Client()
    kit.sign_in_resident(elsewhere, kit.resident("rhian", southmere, kit.NOW))
    assert (
        elsewhere.get(f"/account/{address}", headers={"host": "southmere.test"}).status_code == 404
    )
    response = Client().get(f"/account/{address}", headers={"host": "northvale.test"})
    assert response["Location"].startswith("/account/sign-in/?next=")


def test_what_somebody_types_when_the_session_runs_out_is_kept(browser, northvale, rhian):
    started(browser)
    browser.post({"full-name": "Rhian Evans"})
    with acting_for(northvale.id):
        ResidentSession.objects.update(last_seen_at=clock.now() - timedelta(hours=1))

    response = browser.client.post(
        browser.path, {"why": "A long story"}, headers={"host": "northvale.test"}
    )

    assert response["Location"].startswith("/account/sign-in/?next=")
    assert only_draft(northvale).typed["why"] == {"why": ["A long story"]}


def test_after_signing_out_nothing_is_taken_in(browser, northvale):
    started(browser)
    browser.post({"full-name": "Rhian Evans"})
    with acting_for(northvale.id):
        ResidentSession.objects.update(ended_at=clock.now())

    browser.client.post(browser.path, {"why": "Evil"}, headers={"host": "northvale.test"})

    assert only_draft(northvale).typed.get("why", {}) == {}


def test_a_form_begun_without_signing_in_can_be_brought_into_the_account(
    visitor, browser, northvale, rhian
):
    visitor.start("permit")
    visitor.post({"full-name": "Rhian Evans", "mail": "rhian@home.test"})
    before = visitor.path

    visitor.get(f"/forms/permit/{visitor.secret}/later/")
    assert "Keep it in your account" in visitor.html
    browser.get(f"/account/forms/permit/{visitor.secret}/keep/")
    browser.post({})

    assert browser.path.startswith("/account/forms/permit/")
    assert only_draft(northvale).subject_id == rhian.pk
    assert visitor.get(before).status_code == 404
    assert visitor.secret not in browser.path


def test_what_is_in_an_account_is_not_taken_into_another(browser, northvale, tomos):
    secret = started(browser).secret
    with acting_for(northvale.id), pytest.raises(NotFound):
        actions.keep_draft_in_account(
            actor=kit.actor_of_resident_person(tomos),
            council_id=northvale.id,
            form="permit",
            secret=secret,
            person_id=tomos.pk,
            now=clock.now(),
        )

    assert only_draft(northvale).subject_id != tomos.pk


def test_nobody_begins_a_form_in_anothers_account(northvale, rhian, tomos):
    with acting_for(northvale.id), pytest.raises(NotPermitted):
        actions.start_draft_in_account(
            actor=kit.actor_of_resident_person(tomos),
            council_id=northvale.id,
            form="permit",
            person_id=rhian.pk,
            facts={},
            proven={},
            language="en",
            now=clock.now(),
        )

    with acting_for(northvale.id):
        assert not Draft.objects.exists()


def test_a_form_is_thrown_away(browser, northvale, rhian):
    started(browser)
    draft = only_draft(northvale)

    browser.get(f"/account/drafts/{draft.pk}/drop/")
    browser.post({})

    assert "The form is thrown away." in browser.html
    with acting_for(northvale.id):
        assert drafts_of_person(northvale.id, rhian.pk, now=clock.now()) == []
        actions.delete_expired_drafts(now=clock.now() + timedelta(seconds=1))
        assert not Draft.objects.exists()


def test_the_reminder_leads_into_the_account(browser, northvale, rhian):
    started(browser)
    draft = only_draft(northvale)
    with acting_for(northvale.id):
        sent = actions.remind_of_drafts(now=draft.expires_at - timedelta(days=2))
        message = Message.objects.get()

    assert sent == 1
    assert message.recipient == "rhian@home.test"
    assert "/account/forms/permit/" in message.body
