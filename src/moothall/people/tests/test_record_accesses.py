from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from moothall.councils.actions import apply_features
from moothall.kernel import short_memory
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions, rights_queries
from moothall.people.covert import covert_accesses
from moothall.people.models import RecordAccess


def look(person, actor, now, *, what="person"):
    actions.note_access(
        actor=actor, council_id=person.council_id, person_id=person.pk, what=what, now=now
    )


def test_one_row_for_each_employee_person_and_hour(
    in_northvale, rhian, tomos, alice, bob, now, django_assert_num_queries
):
    officer = kit.actor_of(alice)
    with django_assert_num_queries(1):
        look(rhian, officer, now)
    look(rhian, kit.actor_of(alice), now + timedelta(minutes=59), what="case")
    look(rhian, kit.actor_of(alice), now + timedelta(minutes=60))
    look(rhian, kit.actor_of(bob), now)
    look(tomos, kit.actor_of(alice), now)
    look(rhian, system("job"), now)
    look(rhian, kit.actor_of_resident_person(tomos), now)

    rows = RecordAccess.objects.filter(person_id=rhian.pk).order_by("hour", "staff_name")
    assert [(row.staff_name, row.roles, row.hour, row.what) for row in rows] == [
        ("Alice", "officer", now, "person"),
        ("Bob", "agent", now, "person"),
        ("Alice", "officer", now + timedelta(hours=1), "person"),
    ]
    assert RecordAccess.objects.filter(person_id=tomos.pk).count() == 1


def test_a_reason_given_later_in_the_hour_is_kept(in_northvale, rhian, alice, now):
    look(rhian, kit.actor_of(alice), now)
    look(rhian, replace(kit.actor_of(alice), reason="Called about her bin"), now)
    look(rhian, replace(kit.actor_of(alice), reason="Another reason"), now)

    assert RecordAccess.objects.get().reason == "Called about her bin"


class Safeguarding:
    key = "safeguarding"

    def is_covert(self, actor, council_id, person_id, /):
        return actor.reason == "covert"


def test_what_is_covert_is_written_down_and_never_shown(
    in_northvale, rhian, alice, bob, now, monkeypatch
):
    monkeypatch.setattr(covert_accesses, "_parts", {"safeguarding": Safeguarding()})

    look(rhian, replace(kit.actor_of(alice), reason="covert"), now)
    look(rhian, kit.actor_of(bob), now)

    assert RecordAccess.objects.filter(is_covert=True).count() == 1
    shown = rights_queries.who_looked_at(rhian.pk, council_id=in_northvale.id)
    assert [row.roles for row in shown] == [("Customer service agent",)]


def test_the_page_shows_role_and_reason_and_the_name_only_if_the_council_says_so(
    northvale, rhian, tomos, alice, now
):
    with acting_for(northvale.id):
        look(rhian, replace(kit.actor_of(alice), reason="Called about her bin"), now)
    client, other = (Client(headers={"host": "northvale.test"}) for _ in range(2))
    kit.sign_in_resident(client, rhian)
    kit.sign_in_resident(other, tomos)

    usual = client.get("/account/your-data/who-looked/").content.decode()
    of_other = other.get("/account/your-data/who-looked/").content.decode()
    with acting_for(northvale.id):
        apply_features(northvale.id, {rights_queries.NAMES_SWITCH: False})
    short_memory.forget_all()
    named = client.get("/account/your-data/who-looked/").content.decode()

    assert "Officer" in usual
    assert "Called about her bin" in usual
    assert "Alice" not in usual
    assert "Nobody has looked at it." in of_other
    assert "Alice, Officer" in named


def test_another_council_has_nothing_to_show(in_northvale, southmere, rhian, alice, now):
    look(rhian, kit.actor_of(alice), now)

    with acting_for(southmere.id):
        assert rights_queries.who_looked_at(rhian.pk, council_id=southmere.id) == []


def test_the_list_costs_one_query(in_northvale, rhian, alice, now, django_assert_num_queries):
    for hour in range(5):
        look(rhian, kit.actor_of(alice), now + timedelta(hours=hour))
    rights_queries.shows_names_of_staff(in_northvale.id)

    with django_assert_num_queries(1):
        rows = rights_queries.who_looked_at(rhian.pk, council_id=in_northvale.id)

    assert [row.at for row in rows] == [now + timedelta(hours=hour) for hour in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("path", ["/account/your-data/who-looked/", "/account/your-data/"])
def test_nobody_sees_it_without_signing_in(northvale, client, path):
    answer = client.get(path, headers={"host": "northvale.test"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/?next=")
