"""Finding people however their names are spelt, and never by what is hidden of them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.tests.factories import person_of
from moothall.cases.tests.scenery import many_cases
from moothall.kernel.actors import system
from moothall.kernel.errors import ScopeMissing
from moothall.kernel.scope import acting_for
from moothall.people import actions
from moothall.people.models import ContactPoint, NameWord, Person, Residence
from moothall.people.searching import find_people, meant_words, people_living_at

pytestmark = pytest.mark.django_db

NAMES = ("Aled Jones", "Carys Williams", "Joan Smith", "Mary Ann Griffiths", "Rhys ap Dafydd")


@pytest.fixture
def register(in_northvale, now):
    """Five people of Northvale, by name."""
    return {
        name: person_of(in_northvale, now, name=name, email=f"{number}@example.test")
        for number, name in enumerate(NAMES)
    }


def names(council_ids, text, limit=10):
    return [one.person.name for one in find_people(council_ids, text, limit=limit)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Aled Jones", "Aled Jones"),
        ("jones", "Aled Jones"),
        ("JONES aled", "Aled Jones"),
        ("Jons", "Aled Jones"),
        ("Jnoes", "Aled Jones"),
        ("Jomes", "Aled Jones"),
        ("aled jons", "Aled Jones"),
        ("Alde Jons", "Aled Jones"),
        ("Wiliams", "Carys Williams"),
        ("Willaims", "Carys Williams"),
        ("Karys Wiliams", "Carys Williams"),
        ("smiht", "Joan Smith"),
        ("Grifiths", "Mary Ann Griffiths"),
        ("Dafyd", "Rhys ap Dafydd"),
        ("Ealed Jones", "Aled Jones"),
        ("Maryann Grifiths", "Mary Ann Griffiths"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(register, in_northvale, text, name):
    assert names([in_northvale.id], text)[0] == name


@pytest.mark.parametrize("text", ["Pritchard", "xq", "Zzzzz Jones", "%", "ww", "42 !"])
def test_what_is_like_no_name_finds_nobody(register, in_northvale, text):
    assert names([in_northvale.id], text) == []


def test_what_was_typed_comes_before_what_is_like_it(in_northvale, now):
    for number, name in enumerate(("Ann Jones", "Ann Jonas", "Ann Jons")):
        person_of(in_northvale, now, name=name, email=f"{number}@example.test")

    found = find_people([in_northvale.id], "Jons", limit=10)

    assert [one.person.name for one in found] == ["Ann Jons", "Ann Jonas", "Ann Jones"]
    assert [one.is_respelt for one in found] == [False, True, True]
    assert found[0].likeness > found[1].likeness


@pytest.mark.parametrize("text", ["01632 960123", "+44 1632 960", "01632", "00441632960123"])
def test_a_number_finds_as_it_is_dialled(in_northvale, now, text):
    person = person_of(in_northvale, now, phone="01632 960 123")

    assert [one.person.id for one in find_people([in_northvale.id], text, limit=5)] == [person.pk]


def test_what_is_hidden_finds_nobody(in_northvale, now):
    person = person_of(in_northvale, now, phone="01632 960 123")
    Residence.objects.create(
        council_id=in_northvale.id, person=person, uprn=7, given_by="staff", created_at=now
    )
    councils = [in_northvale.id]
    texts = ("01632 960123", "dilys@example.test")
    assert all(names(councils, text) == ["Dilys Pugh"] for text in texts)
    assert len(people_living_at(councils, [7], limit=5)) == 1

    actions.protect_person(
        actor=system("tests"), person_id=person.pk, hides_email=True, hides_phone=True,
        refuses_joining=False, reason="In danger", now=now,
    )  # fmt: skip

    assert [names(councils, text) for text in texts] == [[], []]
    assert people_living_at(councils, [7], limit=5) == []
    [found] = find_people(councils, "Pugh", limit=5)
    assert (found.person.is_withheld, found.person.contact_points) == (True, ())


def test_another_council_finds_nobody_and_no_spelling(northvale, southmere, now):
    with acting_for(northvale.id):
        person_of(northvale, now, name="Aled Quixworth")
    both = [northvale.id, southmere.id]

    with acting_for(southmere.id):
        assert names(both, "Quixworth") == names(both, "Quixwroth") == []
        assert meant_words(both, ["quixwroth"]) == {"quixwroth": []}
    with acting_for(), pytest.raises(ScopeMissing):
        find_people(both, "Quixworth", limit=5)
    with acting_for(*both):
        assert names(both, "Quixwroth") == ["Aled Quixworth"]
        assert names([southmere.id], "Quixwroth") == []


def words():
    return set(NameWord.objects.values_list("word", flat=True))


def test_words_come_and_go_with_the_people_who_have_them(in_northvale, now):
    first = person_of(in_northvale, now, name="Aled Quix", email="a@example.test")
    second = person_of(in_northvale, now, name="Quix", email="b@example.test")
    assert words() == {"aled", "quix"}
    assert set(NameWord.objects.filter(word="quix").values_list("spelling", flat=True)) == {
        "quix", "uix", "qix", "qux", "qui",
    }  # fmt: skip

    actions.update_person(
        actor=system("tests"), person_id=first.pk, name="Aled Quixton", language="en", now=now
    )
    assert words() == {"aled", "quix", "quixton"}
    actions.update_person(
        actor=system("tests"), person_id=second.pk, name="Bea Bo", language="en", now=now
    )
    assert words() == {"aled", "quixton", "bea"}


def test_nothing_of_a_name_is_left_once_nobody_has_it(in_northvale, now):
    person = person_of(in_northvale, now, name="Aled Quix")

    ContactPoint.objects.filter(person_id=person.pk).delete()
    Person.objects.filter(pk=person.pk).delete()

    assert words() == set()


@pytest.mark.parametrize(
    "text", ["Jones", "Jnoes", "Aled Jons", "Zxqy", "a@example.test", "01632 960123"]
)
def test_finding_costs_the_same_for_few_and_for_many(register, northvale, southmere, now, text):
    def cost():
        with acting_for(northvale.id, southmere.id), CaptureQueriesContext(connection) as asked:
            find_people([northvale.id, southmere.id], text, limit=10)
        return len(asked)

    few = cost()
    for council in (northvale, southmere):
        with acting_for(council.id):
            for number in range(20):
                person_of(council, now, name=f"Aled Jones{number}", email=f"n{number}@example.test")

    assert few <= 6
    assert cost() <= 6


_REACHED = (
    """
    INSERT INTO people_contactpoint
        (id, council_id, person_id, kind, value, normalised, found_by_name, given_by, created_at)
    SELECT gen_random_uuid(), council_id, id, kind, value, value, id::text, 'staff', created_at
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM people_person
          WHERE council_id = %s) p
    CROSS JOIN LATERAL (
        VALUES ('email', n || '@example.test'), ('phone', '+44' || 1632000000 + n)
    ) way (kind, value)
    """,
    """
    INSERT INTO people_residence (id, council_id, person_id, uprn, given_by, created_at)
    SELECT gen_random_uuid(), council_id, id, row_number() OVER (ORDER BY id), 'staff', created_at
    FROM people_person WHERE council_id = %s
    """,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["Clark7", "Calrk7", "Gwen Hughs2", "jo@example.test", "01632 960123"]
)
def test_searches_read_indexes_alone(northvale, southmere, now, text):
    both = [northvale.id, southmere.id]
    for council in (northvale, southmere):
        with acting_for(council.id):
            many_cases(council, now, cases=1, persons=3000, with_history=False)
            with connection.cursor() as cursor:
                for statement in _REACHED:
                    cursor.execute(statement, [council.id])
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")  # only the owner may gather statistics
        cursor.execute("ANALYZE people_person, people_nameword, people_contactpoint")
        cursor.execute("ANALYZE people_residence")
        cursor.execute("SET ROLE moothall_app")

    with acting_for(*both), CaptureQueriesContext(connection) as asked:
        find_people(both, text, limit=10)
        people_living_at(both, [1], limit=10)
        plans = [_plan(one["sql"]) for one in list(asked)]

    assert len(plans) >= 2
    for plan in plans:
        assert "Seq Scan on people_person" not in plan, plan
        assert "Seq Scan on people_nameword" not in plan, plan
        for condition in re.findall(r"^\s*Filter: (.*)$", plan, re.MULTILINE):
            assert not re.search(r"normalised|surname|spelling|uprn", condition), plan


def _plan(statement):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement.replace("%", "%%"))
        return "\n".join(line for (line,) in cursor.fetchall())
