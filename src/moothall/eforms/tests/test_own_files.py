"""The answers that a resident sent are among the documents of their account, for nobody else."""

import pytest
from django.test import Client

from moothall.cases.models import Case
from moothall.cases.tests.account import Account
from moothall.eforms.models import Submission
from moothall.eforms.own_files import AnswersSent
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions as people
from moothall.people import scopes
from moothall.people.tests.granting import live_grant

pytestmark = pytest.mark.django_db

DOCUMENTS = "/account/documents/"
FORM = document(
    page("who", question("full-name", kind="name", name="person.name")),
    page("why", question("why")),
    slug="permit",
)


@pytest.fixture
def sent(northvale, rhian, queue):
    """What Rhian handed in from her account, written down."""
    return handed_in(northvale, rhian, queue)


def handed_in(council, person, queue, host="northvale.test"):
    publish(council, FORM, clock.now())
    client = Client()
    kit.sign_in_resident(client, person)
    browser = Browser(client, host=host, prefix="/account")
    browser.start("permit")
    for typed in ({"full-name": person.name}, {"why": "Because"}, {}):
        browser.post(typed)
    queue.run_all()
    with acting_for(council.id):
        return Submission.objects.get(person_id=person.pk)


def address(submission):
    return f"{DOCUMENTS}{submission.receipt_id}/"


def test_the_answers_are_listed_and_given(sent, rhian):
    account = Account(rhian)

    listed = account.get(DOCUMENTS)
    given = account.client.get(address(sent))

    assert f"Your answers {sent.reference}.pdf" in listed.one("file")
    assert f"A trial form, {sent.reference}" in listed.one("file")
    assert given["Content-Type"] == "application/pdf"
    assert b"".join(given.streaming_content).startswith(b"%PDF-")


def test_they_are_called_as_the_form_is_in_welsh(southmere, queue):
    there = kit.resident("rhian", southmere, clock.now())
    handed = handed_in(southmere, there, queue, host="southmere.test")

    listed = Account(there, host="southmere.test").get(f"/cy{DOCUMENTS}")

    assert f"Ffurflen brawf, {handed.reference}" in listed.one("file")


def test_nobody_else_has_them(sent, northvale, southmere, rhian, tomos, alice):
    there = Account(kit.resident("rhian", southmere, clock.now()), host="southmere.test")
    desk = Account()
    kit.sign_in(desk.client, alice)

    for stranger in (Account(tomos), there):
        assert stranger.get(address(sent)).status == 404
        assert stranger.get(DOCUMENTS).all("file") == []
    for stranger in (Account(), desk):
        assert stranger.get(address(sent)).location.startswith("/account/sign-in/")
        assert stranger.get(DOCUMENTS).location.startswith("/account/sign-in/")


def test_another_council_sees_none_of_them(sent, southmere, rhian):
    asked = {"council_id": southmere.id, "file_id": sent.receipt_id}
    with acting_for(southmere.id):
        assert not AnswersSent().has(rhian.pk, **asked)
        assert listed(rhian, southmere) == []


def listed(person, council, after=None, limit=10):
    return AnswersSent().files_of(
        person.pk, council_id=council.id, after=after, limit=limit, language="en"
    )


def test_they_are_a_person_s_no_more_when_the_case_is_given_to_another(
    sent, northvale, rhian, tomos
):
    with acting_for(northvale.id):
        Case.objects.update(person=tomos)

    for person in (rhian, tomos):
        assert Account(person).get(address(sent)).status == 404
        assert Account(person).get(DOCUMENTS).all("file") == []


def test_answers_that_are_not_written_down_yet_or_wiped_are_left_out(sent, northvale, rhian):
    with acting_for(northvale.id):
        Submission.objects.update(receipt=None)

    assert Account(rhian).get(DOCUMENTS).all("file") == []


def test_a_page_follows_another_without_gaps_in_one_query_each(
    sent, northvale, rhian, queue, django_assert_num_queries
):
    with acting_for(northvale.id):
        other = Submission.objects.get()
        newest, *_ = listed(rhian, northvale)
        with django_assert_num_queries(1):
            first = listed(rhian, northvale, limit=1)
        with django_assert_num_queries(1):
            rest = listed(rhian, northvale, after=(newest.added_at, newest.file_id))

    assert [one.file_id for one in first] == [other.receipt_id]
    assert rest == []


def acting(person, grant):
    account = Account(person)
    account.client.post("/account/acting/", {"for": f"grant:{grant.pk}"})
    return account


@pytest.fixture
def grant(sent, northvale, rhian, tomos):
    with acting_for(northvale.id):
        yield live_grant(rhian, tomos, clock.now(), scopes_=[scopes.DOCUMENTS])


def test_a_helper_has_them_who_may_see_documents_and_only_while_they_act(grant, sent, tomos):
    assert Account(tomos).get(address(sent)).status == 404

    helper = acting(tomos, grant)

    assert helper.client.get(address(sent)).status_code == 200
    assert "permit" not in helper.get(DOCUMENTS).one("file")
    assert f"/account/requests/{sent.reference}/" not in helper.get(DOCUMENTS).tree.xpath(
        "//main//a/@href"
    ), "which the grant does not open"


def test_a_helper_has_no_file_of_a_protected_person_who_has_them_themselves(
    grant, sent, rhian, tomos
):
    people.protect_person(
        actor=system("tests"), person_id=rhian.pk, hides_email=True, hides_phone=True,
        refuses_joining=True, reason="Police reference 1", now=clock.now(),
    )  # fmt: skip
    helper = acting(tomos, grant)

    assert helper.get(address(sent)).status == 404
    page = helper.get(DOCUMENTS)
    assert page.all("file") == []
    assert page.one("files-withheld") == "Hidden to protect this person"
    assert Account(rhian).client.get(address(sent)).status_code == 200
