from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from moothall.cases import actions
from moothall.cases.actions.data_requests import DataRight, service_for_data_requests
from moothall.cases.models import Case
from moothall.cases.statutory import due_in_a_month, same_day_next_month
from moothall.councils.actions import apply_services
from moothall.councils.calendar import WorkingCalendar
from moothall.kernel import short_memory
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit


def ask(person, now, *, actor=None, key="once"):
    return actions.ask_about_data(
        actor=actor or kit.actor_of_resident_person(person),
        person_id=person.pk,
        right=DataRight.OBJECT,
        words="Do not use my number for surveys",
        submission_key=key,
        language="en",
        now=now,
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 18), date(2026, 12, 18)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number(day, expected):
    assert same_day_next_month(day) == expected


def test_a_deadline_on_a_day_off_is_the_next_working_day(in_northvale):
    calendar = WorkingCalendar.for_council(in_northvale.id)

    on_a_friday = due_in_a_month(datetime(2026, 11, 18, 11, tzinfo=UTC), calendar)
    on_a_saturday = due_in_a_month(datetime(2026, 11, 19, 23, 30, tzinfo=UTC), calendar)

    assert on_a_friday == datetime(2026, 12, 18, 23, 59, tzinfo=UTC)
    assert on_a_saturday == datetime(2026, 12, 21, 23, 59, tzinfo=UTC)


def test_it_opens_a_case_with_the_laws_clock_once(in_northvale, rhian, now):
    case = ask(rhian, now)
    again = ask(rhian, now)
    other = ask(rhian, now, key="twice")

    assert again.pk == case.pk != other.pk
    assert case.person_id == rhian.pk
    assert (case.priority, case.category) == ("high", "data-object")
    assert case.resolution_due_at == datetime(2026, 12, 18, 23, 59, tzinfo=UTC)
    assert case.details[0]["value"] == "Do not use my number for surveys"
    assert "art 21" in case.summary


def test_it_goes_to_whoever_looks_after_data_protection(in_northvale, now):
    assert service_for_data_requests(in_northvale.id) == "general-enquiry"

    entry = {**kit.SERVICES[2], "slug": "data-protection", "name": "Data protection"}
    apply_services(in_northvale.id, [*kit.SERVICES, entry])
    short_memory.forget_all()

    assert service_for_data_requests(in_northvale.id) == "data-protection"


def test_nobody_asks_for_somebody_else(in_northvale, southmere, rhian, tomos, alice, now):
    for stranger in (
        kit.actor_of_resident_person(tomos),
        kit.as_delegate(tomos, rhian),
        kit.actor_of(alice),
    ):
        with pytest.raises(NotPermitted):
            ask(rhian, now, actor=stranger)
    with acting_for(southmere.id), pytest.raises(NotFound):
        ask(rhian, now)

    assert Case.objects.count() == 0


def test_somebody_asks_on_the_page_and_others_do_not_see_it(northvale, rhian, tomos):
    client, other, nobody = (Client(headers={"host": "northvale.test"}) for _ in range(3))
    kit.sign_in_resident(client, rhian)
    kit.sign_in_resident(other, tomos)
    path = "/account/your-data/ask/correct/"

    page = client.get(path).content.decode()
    empty = client.post(path, {"key": uuid4(), "words": " "})
    sent = client.post(path, {"key": uuid4(), "words": "I was born in 1960"})
    said = client.get(sent["Location"]).content.decode()

    assert "What is wrong, and what is right?" in page
    assert empty.status_code == 422
    assert "We have your request" in said
    assert other.get(sent["Location"]).status_code == 404
    assert nobody.get(sent["Location"])["Location"].startswith("/account/sign-in/")
    assert nobody.post(path, {"key": uuid4(), "words": "x"}).status_code == 302
    assert client.get("/account/your-data/ask/nothing/").status_code == 404
    with acting_for(northvale.id):
        assert Case.objects.count() == 1
