"""The account's home: what needs somebody first, and few queries however much there is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases import actions
from moothall.cases.tests.account import Account
from moothall.cases.tests.factories import case_of, staff_of
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import actors, clock, short_memory
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import LinkedAccount

MOST_QUERIES = 15


@pytest.fixture
def account(rhian):
    return Account(rhian)


def a_case(council, person, **changes):
    return case_of(council, clock.now(), person_id=person.pk, **changes)


def test_nothing_is_said_to_need_somebody_who_has_nothing(account):
    home = account.get("/account/")

    assert home.one("nothing-needed") == "Nothing needs you at the moment."
    assert home.one("no-open-requests") == "You have no open requests."
    assert home.all("all-requests") == []


def test_what_waits_comes_first_then_what_there_is(northvale, rhian, account):
    now = clock.now()
    with acting_for(northvale.id):
        alice = staff_of(northvale)
        asked, told, done = (a_case(northvale, rhian) for _ in range(3))
        actions.write_to_resident(actor=alice, case_id=told.pk, text="Hello", now=now)
        actions.ask_resident(
            actor=alice, case_id=asked.pk, text="Which bin?",
            due_on=now.date() - timedelta(days=1), now=now,
        )  # fmt: skip
        actions.change_status(actor=alice, case_id=done.pk, status="resolved", now=now)
    publish(
        northvale, document(page("who", question("why")), slug="permit", saving={"days": 5}), now
    )
    begun = account.client.post("/account/forms/permit/").headers["Location"]

    home = account.get("/account/")

    needs = home.all("need")
    assert [one.split(":")[0] for one in needs] == [
        "Answer needed", "Finish your form", "New message",
    ]  # fmt: skip
    assert "Which bin?" in needs[0]
    assert begun
    assert len(home.all("request")) == 3
    assert home.one("closed-requests").count(done.reference) == 2
    assert "See all your 3 requests" in home.one("all-requests")


def test_nobody_else_sees_any_of_it(northvale, southmere, rhian, tomos, alice, account):
    with acting_for(northvale.id):
        case = a_case(northvale, rhian)
        actions.ask_resident(
            actor=staff_of(northvale), case_id=case.pk, text="Which bin?", now=clock.now()
        )
    there = Account(kit.resident("rhian", southmere, clock.now()), host="southmere.test")
    desk = Account()
    kit.sign_in(desk.client, alice)

    for stranger in (Account(tomos), there):
        home = stranger.get("/account/")
        assert home.status == 200
        assert case.reference not in home.text
        assert home.all("need") == []
    for stranger in (Account(), desk):
        assert stranger.get("/account/").location == "/account/sign-in/?next=/account/"
    account.send("/account/leave/")
    assert account.get("/account/").location == "/account/join/?next=/account/"


@pytest.mark.slow
def test_home_with_two_hundred_requests_and_five_linked_accounts_costs_few_queries(
    northvale, rhian, account
):
    now = clock.now()
    with acting_for(northvale.id):
        alice = staff_of(northvale)
        for number in range(200):
            case = a_case(northvale, rhian, submission_key=uuid4().hex)
            if number % 4 == 0:
                actions.change_status(
                    actor=actors.system("x"), case_id=case.pk, status="resolved", now=now
                )
            elif number % 10 == 1:
                actions.ask_resident(actor=alice, case_id=case.pk, text="Which?", now=now)
            elif number % 10 == 3:
                actions.write_to_resident(actor=alice, case_id=case.pk, text="Hello", now=now)
        for number in range(5):
            LinkedAccount.objects.create(
                council_id=northvale.id, person_id=rhian.pk, kind="council_tax",
                reference=f"CT{number}", relationship="liable", strength="bill", linked_at=now,
            )  # fmt: skip
    account.get("/account/")
    short_memory.forget_all()

    with CaptureQueriesContext(connection) as captured:
        home = account.get("/account/")

    assert len(home.all("request")) == 15
    assert len(home.all("need")) == 40
    assert len(home.all("linked-account")) == 5
    assert len(captured) <= MOST_QUERIES, "\n".join(query["sql"][:200] for query in captured)
