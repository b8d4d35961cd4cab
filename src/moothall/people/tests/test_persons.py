from dataclasses import replace

import phonenumbers
import pytest
from django.db import connection, connections

from moothall.kernel.actors import anonymous_resident, system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import actor_of
from moothall.people import actions, queries
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind, ContactPoint, Person


def record(council, now, *, name="Siân O’Brien", email="", phone="", actor=None, language="en"):
    return actions.record_person(
        actor=actor or anonymous_resident(),
        council_id=council.id,
        name=name,
        email=email,
        phone=phone,
        language=language,
        now=now,
    )


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (ContactKind.EMAIL, " Sian@Example.ORG ", "sian@example.org"),
        (ContactKind.PHONE, "01632 960 123", "+441632960123"),
        (ContactKind.PHONE, "(07700) 900-123", "+447700900123"),
        (ContactKind.PHONE, "+353 1 234 5678", "+35312345678"),
        (ContactKind.PHONE, "ext 42", "42"),
        (ContactKind.PHONE, "no phone", ""),
        (ContactKind.POST, "1 Stryd Fawr,\nLlan", "1 stryd fawr llan"),
    ],
)
def test_contact_points_are_made_comparable(kind, typed, expected):
    assert normalise_contact(kind, typed) == expected


@pytest.mark.parametrize(
    "typed", ["01632 960123", "(0117) 496 0123", "07700-900.123", "03001231234"]
)
def test_the_short_way_with_usual_numbers_ends_where_the_library_does(typed):
    number = phonenumbers.parse(typed, "GB")

    assert normalise_contact(ContactKind.PHONE, typed) == phonenumbers.format_number(
        number, phonenumbers.PhoneNumberFormat.E164
    )


def test_a_person_is_found_again_by_name_and_either_contact_point(in_northvale, now):
    first = record(in_northvale, now, email="sian@example.org", phone="01632 960123")

    by_email = record(in_northvale, now, name="sian obrien", email="SIAN@example.org")
    by_phone = record(in_northvale, now, phone="+44 1632 960123")

    assert {first.pk, by_email.pk, by_phone.pk} == {first.pk}
    assert Person.objects.get().name == "Siân O’Brien"


def test_the_same_address_under_another_name_is_another_person(in_northvale, now):
    first = record(in_northvale, now, email="home@example.org")
    other = record(in_northvale, now, name="Owen O’Brien", email="home@example.org")

    assert first.pk != other.pk


def test_a_new_contact_point_is_added_to_the_person_found(in_northvale, now):
    person = record(in_northvale, now, email="sian@example.org")

    record(in_northvale, now, email="sian@example.org", phone="01632 960123")

    points = queries.contact_points_of(person.pk)
    assert [(p.kind, p.normalised, p.given_by) for p in points] == [
        ("email", "sian@example.org", "resident"),
        ("phone", "+441632960123", "resident"),
    ]


def test_two_persons_are_never_merged(in_northvale, now):
    by_email = record(in_northvale, now, email="sian@example.org")
    by_phone = record(in_northvale, now, phone="01632 960123")

    both = record(in_northvale, now, email="sian@example.org", phone="01632 960123")

    assert both.pk == by_email.pk
    assert [p.kind for p in queries.contact_points_of(by_email.pk)] == ["email", "phone"]
    assert [p.kind for p in queries.contact_points_of(by_phone.pk)] == ["phone"]


def test_a_name_alone_is_always_somebody_new(in_northvale, now):
    assert record(in_northvale, now).pk != record(in_northvale, now).pk


def test_recording_costs_one_look_up_and_two_inserts(in_northvale, now, django_assert_num_queries):
    with django_assert_num_queries(3):
        record(in_northvale, now, email="sian@example.org", phone="01632 960123")
    with django_assert_num_queries(1):
        record(in_northvale, now, email="sian@example.org", phone="01632 960123")
    with django_assert_num_queries(1):
        record(in_northvale, now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_at_once_record_one_person(northvale, now):
    from threading import Barrier, Thread

    barrier, found = Barrier(4), []

    def call():
        barrier.wait()
        with acting_for(northvale.id):
            found.append(record(northvale, now, email="a@example.org", phone="01632 960123").pk)
        connections.close_all()

    threads = [Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with acting_for(northvale.id):
        assert len(found) == 4
        assert set(found) == {Person.objects.get().pk}
        assert ContactPoint.objects.count() == 2


def test_councils_know_the_same_resident_separately(northvale, southmere, now):
    with acting_for(northvale.id):
        ours = record(northvale, now, email="sian@example.org")
    with acting_for(southmere.id):
        theirs = record(southmere, now, email="sian@example.org")

        assert ours.pk != theirs.pk
        with pytest.raises(NotFound):
            queries.person_detail(ours.pk)
        assert queries.contact_points_of(ours.pk) == []
        assert [row.id for row in queries.search_people([southmere.id], "sian@")] == [theirs.pk]
        assert queries.search_people([northvale.id], "sian") == []
        with pytest.raises(NotFound):
            actions.update_person(
                actor=system("t"), person_id=ours.pk, name="X", language="en", now=now
            )


def test_staff_without_a_role_here_record_nobody(in_northvale, carys, mallory, now):
    for user in (carys, mallory):
        with pytest.raises(NotPermitted):
            record(in_northvale, now, actor=actor_of(user))
    assert not Person.objects.exists()


def test_what_staff_record_is_in_the_audit(in_northvale, alice, now):
    person = record(in_northvale, now, actor=actor_of(alice), phone="01632 960123")

    entry = AuditEntry.objects.get(verb="person.recorded")
    assert (entry.subject_id, entry.actor_name) == (str(person.pk), "Alice")


def test_a_renamed_person_is_found_by_the_new_name(in_northvale, alice, now):
    person = record(in_northvale, now, email="sian@example.org")

    actions.update_person(
        actor=actor_of(alice), person_id=person.pk, name="Siân Puw", language="cy", now=now
    )

    assert record(in_northvale, now, name="Sian Puw", email="sian@example.org").pk == person.pk
    assert record(in_northvale, now, email="sian@example.org").pk != person.pk
    assert queries.person_detail(person.pk).language == "cy"


def test_renaming_into_somebody_else_is_a_conflict(in_northvale, alice, now):
    person = record(in_northvale, now, email="home@example.org")
    record(in_northvale, now, name="Owen Puw", email="home@example.org")

    with pytest.raises(Conflict):
        actions.update_person(
            actor=actor_of(alice), person_id=person.pk, name="Owen Puw", language="en", now=now
        )
    assert queries.person_detail(person.pk).name == "Siân O’Brien"


def test_a_contact_point_is_added_once(in_northvale, alice, now):
    person = record(in_northvale, now)

    for typed in ("01632 960123", "+441632960123"):
        point = actions.add_contact_point(
            actor=actor_of(alice), person_id=person.pk, kind=ContactKind.PHONE, value=typed, now=now
        )

    assert point.value == "01632 960123"
    assert queries.person_detail(person.pk).phone == "01632 960123"


def test_people_are_found_by_name_surname_address_and_number(in_northvale, now):
    sian = record(in_northvale, now, email="sian@example.org", phone="01632 960123")
    owen = record(in_northvale, now, name="Owen Siani", phone="07700 900456")

    def found(text):
        return [row.id for row in queries.search_people([in_northvale.id], text)]

    assert found("sian") == [sian.pk, owen.pk]
    assert found("O'Brien s") == [sian.pk]
    assert found("SIAN@EX") == [sian.pk]
    assert found("07700 900456") == [owen.pk]
    assert found("+4477009") == [owen.pk]
    assert found("brien") == []
    assert found("  ") == []
    assert found("%") == []


def test_found_people_come_in_pages_from_both_councils(northvale, southmere, now):
    for council in (northvale, southmere):
        with acting_for(council.id):
            for number in range(5):
                record(council, now, name=f"Ann {number} Anders")

    with acting_for(northvale.id, southmere.id):
        councils, seen, after = (northvale.id, southmere.id), [], ""
        while page := queries.search_people(councils, "ann", after=after, limit=3):
            seen += page
            after = page[-1].position

    assert [row.name for row in seen] == sorted(row.name for row in seen)
    assert len({row.id for row in seen}) == len(seen) == 10


def test_a_page_of_people_costs_three_statements(in_northvale, now, django_assert_num_queries):
    for number in range(8):
        record(in_northvale, now, name=f"Ann {number}", email=f"ann{number}@example.org")

    with django_assert_num_queries(3):
        rows = queries.search_people([in_northvale.id], "ann")
    assert rows[0] == replace(rows[0], name="Ann 0")


def test_the_search_uses_its_index(in_northvale, now):
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
        for column in ("normalised_name", "name_by_surname"):
            people = Person.objects.filter(
                **{f"{column}__gte": "ann", f"{column}__lt": "ann\U0010ffff"}
            ).order_by(column, "id")[:20]
            plan = people.explain()
            index = "person_by_name" if column == "normalised_name" else "person_by_surname"
            assert index in plan
            assert f"{column})::text >= 'ann'" in plan.split("Filter")[0]
            assert "Sort" not in plan
