import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.actions import add_note, change_status
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.cases.views.public import TRIES_PER_REFERENCE
from moothall.kernel import actors
from moothall.kernel.scope import acting_for

NORTH = {"host": "northvale.test"}
SOUTH = {"host": "southmere.test"}


@pytest.fixture
def case(northvale, now):
    with acting_for(northvale.id):
        person = person_of(northvale, now, phone="01632 960 111")
        return case_of(northvale, now, person_id=person.pk)


def ask(client, reference, contact, headers=NORTH, path="/track/"):
    return client.post(path, {"reference": reference, "contact": contact}, headers=headers)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize(
    "contact", ["dilys@example.test", " DILYS@Example.test ", "01632960111", "+44 1632 960111"]
)
def test_reference_and_contact_show_how_the_case_stands(client, case, contact):
    response = ask(client, case.reference.lower().replace("-", " "), contact)

    assert response.status_code == 200
    page = words(response)
    assert case.reference in page
    assert "Received" in page
    assert "25 November 2026" in page
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_nothing_personal_or_internal_is_shown(client, case, northvale, now):
    with acting_for(northvale.id):
        add_note(
            actor=staff_of(northvale), case_id=case.pk, text="Is rude", is_public=False, now=now
        )
        change_status(
            actor=staff_of(northvale), case_id=case.pk, status="resolved",
            public_note="Emptied today", now=now,
        )  # fmt: skip

    page = words(ask(client, case.reference, "dilys@example.test"))

    assert "Emptied today" in page
    assert "Done" in page
    for secret in ("Is rude", "Alice Ash", "Dilys", "dilys@", "blue bin"):
        assert secret not in page


def test_wrong_and_absent_are_the_same_answer_for_the_same_work(client, case, northvale, now):
    with acting_for(northvale.id):
        other = case_of(northvale, now)  # without a person
    absent = other.reference
    with acting_for(northvale.id):
        from moothall.cases.models import Interaction, TimelineEntry

        TimelineEntry.objects.filter(case=other).delete()
        Interaction.objects.filter(case=other).delete()
        other.delete()
    answers, statements = [], []
    ask(client, case.reference, "warm@example.test")

    for reference in (case.reference, absent):
        with CaptureQueriesContext(connection) as spoken:
            response = ask(client, reference, "wrong@example.test")
        answers.append((response.status_code, words(response).replace(reference, "")))
        statements.append([re.sub(r"'[^']*'", "", query["sql"]) for query in spoken])

    assert answers[0] == answers[1]
    assert "We cannot find a request" in answers[0][1]
    assert statements[0] == statements[1]


def test_another_councils_site_does_not_know_the_case(client, case, southmere):
    response = ask(client, case.reference, "dilys@example.test", headers=SOUTH)
    bare = ask(client, case.reference[4:], "dilys@example.test", headers=SOUTH)

    assert "Check your reference" in words(response)
    assert "We cannot find a request" in words(bare)


def test_an_empty_number_matches_nobody(client, northvale, now):
    with acting_for(northvale.id):
        person = person_of(northvale, now, phone="none")
        case = case_of(northvale, now, person_id=person.pk)

    assert "We cannot find" in words(ask(client, case.reference, "+++ ---123456"))


def test_tries_at_one_reference_run_out_right_or_wrong(client, case):
    for _ in range(TRIES_PER_REFERENCE):
        assert ask(client, case.reference, "wrong@example.test").status_code == 422

    response = ask(client, case.reference, "dilys@example.test")

    assert response.status_code == 429
    assert "Received" not in words(response)


def test_a_mistyped_reference_is_said_to_be_one(client, case):
    wrong = case.reference[:-1] + ("2" if case.reference[-1] != "2" else "3")

    response = ask(client, wrong, "dilys@example.test")

    assert response.status_code == 422
    assert "Check your reference" in words(response)
    assert 'aria-describedby="id_reference-hint id_reference-error"' in response.content.decode()


def test_empty_answers_are_asked_for(client, northvale):
    page = words(ask(client, "", ""))

    assert "Enter your reference" in page
    assert "Enter your email address or phone number" in page


def test_a_link_fills_the_reference_in_and_shows_nothing(client, case):
    response = client.get(f"/track/?reference={case.reference}", headers=NORTH)

    assert f'value="{case.reference}"' in response.content.decode()
    assert "Received" not in words(response)
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_markup_in_the_link_stays_text(client, northvale):
    response = client.get('/track/?reference="><script>x', headers=NORTH)

    assert "<script>x" not in response.content.decode()


def test_a_form_of_another_website_is_refused(client, case):
    response = client.post(
        "/track/",
        {"reference": case.reference, "contact": "dilys@example.test"},
        headers={**NORTH, "sec-fetch-site": "cross-site"},
    )

    assert response.status_code == 403


def test_the_page_speaks_welsh_where_the_council_does(client, southmere, now):
    with acting_for(southmere.id):
        person = person_of(southmere, now)
        case = case_of(southmere, now, person_id=person.pk, language="cy")

    response = ask(client, case.reference, "dilys@example.test", headers=SOUTH, path="/cy/track/")

    assert 'lang="cy"' in response.content.decode()
    assert "Bin a gollwyd" in words(response)


def test_a_case_opened_by_the_system_can_be_followed_too(client, northvale, now):
    with acting_for(northvale.id):
        person = person_of(northvale, now)
        case = case_of(northvale, now, person_id=person.pk, actor=actors.system("import"))

    assert ask(client, case.reference, "dilys@example.test").status_code == 200
