"""Where people say that they live."""

from datetime import date

import pytest

from moothall.kernel.actors import Actor, ActorKind, anonymous_resident
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.people import actions, scopes
from moothall.people.models import Residence
from moothall.people.queries import residence_of
from moothall.places.actions import load_addresses
from moothall.places.tests.factories import high_street, house, premium_file

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _gazetteer(tmp_path, northvale, southmere, now):
    records = [*high_street(3), *house(900, 1001, 9, custodian=9992)]
    load_addresses(paths=[premium_file(tmp_path / "a.csv", records)], now=now)


def themselves(person):
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.pk),
        subject=str(person.pk),
        permissions={person.council_id: frozenset({scopes.DETAILS})},
    )


def move_in(person, uprn, day, now, *, actor=None):
    return actions.move_in(
        actor=actor or themselves(person), person_id=person.pk, uprn=uprn, moved_in_on=day, now=now
    )


def test_moving_house_closes_the_one_before(northvale, rhian, now, django_assert_num_queries):
    with acting_for(northvale.id):
        move_in(rhian, 101, MARCH, now)
        move_in(rhian, 102, JUNE, now)

        with django_assert_num_queries(1):
            lives = residence_of(rhian.pk)
        kept = Residence.objects.order_by("created_at", "id").values_list("uprn", "moved_out_on")
        assert (lives.uprn, lives.moved_in_on) == (102, JUNE)
        assert sorted(kept) == [(101, JUNE), (102, None)]
        assert AuditEntry.objects.filter(verb="person.moved-in").count() == 2


def test_the_same_address_again_corrects_the_day(northvale, rhian, now):
    with acting_for(northvale.id):
        move_in(rhian, 101, None, now)
        move_in(rhian, 101, MARCH, now)

        assert residence_of(rhian.pk).moved_in_on == MARCH
        assert Residence.objects.count() == 1


def test_an_address_is_one_of_this_council(northvale, rhian, now):
    with acting_for(northvale.id):
        for uprn in (900, 123456):
            with pytest.raises(NotFound):
                move_in(rhian, uprn, None, now)

        assert residence_of(rhian.pk) is None


def test_moving_out_leaves_no_address(northvale, rhian, now):
    with acting_for(northvale.id):
        move_in(rhian, 101, JUNE, now)

        ended = actions.move_out(
            actor=themselves(rhian), person_id=rhian.pk, moved_out_on=MARCH, now=now
        )

        assert ended
        assert residence_of(rhian.pk) is None
        assert Residence.objects.get().moved_out_on == JUNE  # never before it began
        assert not actions.move_out(
            actor=themselves(rhian), person_id=rhian.pk, moved_out_on=MARCH, now=now
        )


def test_others_can_neither_move_somebody_nor_see_where_they_live(
    northvale, southmere, rhian, tomos, now
):
    with acting_for(northvale.id):
        move_in(rhian, 101, None, now)
        for actor in (themselves(tomos), anonymous_resident()):
            with pytest.raises(NotPermitted):
                move_in(rhian, 102, None, now, actor=actor)
    with acting_for(southmere.id):
        assert residence_of(rhian.pk) is None
        with pytest.raises(NotFound):
            move_in(rhian, 900, None, now)
    with acting_for(northvale.id):
        assert residence_of(rhian.pk).uprn == 101
