import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from moothall.cases.models import Case, Interaction
from moothall.eforms import actions
from moothall.eforms.errors import NotReady
from moothall.eforms.models import Draft, Submission
from moothall.eforms.tests.factories import document, options, page, publish, question
from moothall.kernel import short_memory
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import NotFound
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.people.models import Person

FORM = document(
    page("problem", question("problem", "radios", name="street.category",
                             options=options("pothole", "litter"))),
    page("noticed", question("noticed", "date", settings={"latest_days": 0, "earliest_days": -7})),
    page("words", question("words", "textarea", name="request.description")),
    page(
        "contact",
        question("name", "name", name="person.name"),
        question("email", "email", name="person.email"),
        question("phone", "phone", name="person.phone", required=False),
        title={"en": "You", "cy": "Chi"},
    ),
    outcome={"service_type": "street-fault", "summary": "{problem}: {words}"},
)  # fmt: skip

ANSWERS = {
    "problem": {"problem": ["pothole"]},
    "noticed": {"noticed-day": ["17"], "noticed-month": ["Nov"], "noticed-year": ["2026"]},
    "words": {"words": ["Deep.\r\nBy the pump."]},
    "contact": {"name": ["Ann Person"], "email": ["ann@example.test"], "phone": ["01632 960001"]},
}


def answered(council, now, *, answers=None):
    """Return the secret of a draft whose every page is answered."""
    with acting_for(council.id):
        _, secret = actions.start_draft(
            actor=anonymous_resident(), council_id=council.id, form="trial", language="en", now=now
        )
        for key, typed in (answers or ANSWERS).items():
            saved = save(council, secret, key, typed, now)
            assert saved.is_kept, saved.problems
    return secret


def save(council, secret, key, typed, now):
    return actions.save_page(
        actor=anonymous_resident(), council_id=council.id, secret=secret, page=key, typed=typed,
        revision="", language="en", now=now,
    )  # fmt: skip


def submit(council, secret, now):
    return actions.submit_draft(
        actor=anonymous_resident(), council_id=council.id, form="trial", secret=secret,
        language="en", now=now,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_submission_becomes_a_case_with_what_was_answered(northvale, now):
    publish(northvale, FORM, now)
    secret = answered(northvale, now)

    with acting_for(northvale.id):
        submission = submit(northvale, secret, now)

        case = Case.objects.get()
        person = Person.objects.get()
        assert submission.case_id == case.pk
        assert submission.reference == case.reference
        assert submission.person_id == submission.subject_id == case.person_id == person.pk
        assert person.name == "Ann Person"
        assert case.summary == "Pothole: Deep. By the pump."
        assert [(d["key"], d["value"], d["code"]) for d in case.details] == [
            ("street.category", "Pothole", "pothole"),
            ("noticed", "17 November 2026", "2026-11-17"),
            ("request.description", "Deep.\nBy the pump.", ""),
        ]
        assert submission.answers["noticed"] == "2026-11-17"
        assert Interaction.objects.count() == 1
        assert set(OutboxEvent.objects.values_list("name", flat=True)) == {
            "cases.case-opened",
            "eforms.submission-accepted",
        }
        assert AuditEntry.objects.filter(verb="submission.accepted").count() == 1


@pytest.mark.django_db
def test_submitting_takes_seven_statements(northvale, clock_stands, client):
    now = clock_stands
    publish(northvale, FORM, now)
    warm, secret = answered(northvale, now), answered(northvale, now, answers={
        **ANSWERS, "contact": {"name": ["Bo Other"], "email": ["bo@example.test"], "phone": [""]},
    })  # fmt: skip
    client.post(f"/forms/trial/{warm}/check/", headers={"host": "northvale.test"})

    with CaptureQueriesContext(connection) as captured:
        response = client.post(f"/forms/trial/{secret}/check/", headers={"host": "northvale.test"})

    assert response.status_code == 303
    left_out = ("set_config", "SAVEPOINT", "BEGIN", "COMMIT")
    counted = [
        query["sql"] for query in captured if not any(word in query["sql"] for word in left_out)
    ]
    assert not any("SAVEPOINT" in query["sql"] for query in captured[1:-1])
    assert len(counted) == 7, "\n".join(counted)


@pytest.mark.django_db
def test_submitting_again_changes_nothing_and_returns_the_same(northvale, now):
    publish(northvale, FORM, now)
    secret = answered(northvale, now)

    with acting_for(northvale.id):
        first = submit(northvale, secret, now)
        second = submit(northvale, secret, now)

        assert second == first
        assert Case.objects.count() == Submission.objects.count() == 1


@pytest.mark.django_db
def test_an_incomplete_draft_is_sent_to_its_first_problem_and_stays_as_it_was(northvale, now):
    publish(northvale, FORM, now)
    with acting_for(northvale.id):
        _, secret = actions.start_draft(
            actor=anonymous_resident(), council_id=northvale.id, form="trial", language="en",
            now=now,
        )  # fmt: skip
        save(northvale, secret, "problem", ANSWERS["problem"], now)

        with pytest.raises(NotReady) as error, transaction.atomic():
            submit(northvale, secret, now)

        assert error.value.page == "noticed"
        assert Draft.objects.get().submitted_at is None
        assert Case.objects.count() == Person.objects.count() == Submission.objects.count() == 0


@pytest.mark.django_db
def test_what_was_right_when_it_was_answered_is_judged_again(northvale, now):
    from datetime import timedelta

    publish(northvale, FORM, now)
    secret = answered(northvale, now)

    with acting_for(northvale.id), pytest.raises(NotReady) as error:
        submit(northvale, secret, now + timedelta(days=30))

    assert error.value.page == "noticed"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_page_with_the_problem_says_what_it_is(northvale, now, client):
    late = now.replace(year=2020)
    publish(northvale, FORM, late)
    secret = answered(northvale, late, answers={**ANSWERS, "noticed": {
        "noticed-day": ["17"], "noticed-month": ["11"], "noticed-year": ["2020"]}})  # fmt: skip

    response = client.post(
        f"/forms/trial/{secret}/check/", headers={"host": "northvale.test"}, follow=True
    )

    assert response.redirect_chain == [
        (f"/forms/trial/{secret}/noticed/?problem=1&return=check", 303)
    ]
    assert "The date must be" in response.content.decode()


@pytest.mark.django_db
def test_one_council_cannot_submit_anothers_draft(northvale, southmere, now):
    publish(northvale, FORM, now)
    publish(southmere, FORM, now)
    secret = answered(northvale, now)

    with acting_for(southmere.id), pytest.raises(NotFound), transaction.atomic():
        submit(southmere, secret, now)

    with acting_for(northvale.id):
        assert Draft.objects.get().submitted_at is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ten_submissions_at_once_make_one_case(northvale, now):
    publish(northvale, FORM, now)
    secret = answered(northvale, now)
    short_memory.forget_all()
    references, errors = [], []
    together = threading.Barrier(10)

    def click():
        try:
            with acting_for(northvale.id):
                together.wait(timeout=20)
                references.append(submit(northvale, secret, now).reference)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(10)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(timeout=60)

    assert not errors
    assert len(references) == 10
    assert len(set(references)) == 1
    with acting_for(northvale.id):
        assert Case.objects.count() == Submission.objects.count() == Person.objects.count() == 1
        assert OutboxEvent.objects.filter(name="eforms.submission-accepted").count() == 1


@pytest.mark.django_db
def test_a_published_version_cannot_be_changed_even_by_sql(northvale, now):
    from django.db import InternalError, ProgrammingError

    publish(northvale, FORM, now)

    with (
        acting_for(northvale.id),
        pytest.raises((InternalError, ProgrammingError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE eforms_formversion SET document = '{}'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
