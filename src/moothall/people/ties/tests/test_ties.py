from datetime import timedelta

import pytest

from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.kernel.tests.kit import actor_of
from moothall.people.models import Person, Tie, TieKind
from moothall.people.ties.actions import end_tie, forget_old_ties, note_tie
from moothall.people.ties.queries import ties_of


@pytest.fixture
def tie(in_northvale, bob, rhian, tomos, now):
    return note_tie(
        actor=actor_of(bob), person_id=rhian.pk, kind=TieKind.CARER, other_id=tomos.pk, now=now
    )


def test_who_is_what_is_read_from_either_side(tie, rhian, tomos):
    [of_rhian], [of_tomos] = ties_of(rhian.pk), ties_of(tomos.pk)

    assert (of_rhian.title, of_rhian.other_id) == ("Carer", tomos.pk)
    assert (of_tomos.title, of_tomos.other_id) == ("Person they care for", rhian.pk)


def test_the_same_again_changes_nothing(tie, bob, rhian, tomos, now):
    again = note_tie(
        actor=actor_of(bob), person_id=rhian.pk, kind=TieKind.CARER, other_id=tomos.pk, now=now
    )

    assert again.pk == tie.pk
    assert Tie.objects.count() == 1


def test_whoever_has_no_record_is_named(in_northvale, bob, rhian, now):
    note_tie(
        actor=actor_of(bob), person_id=rhian.pk, kind=TieKind.LANDLORD, other_name=" Acme Lettings",
        note="01632 960500", now=now,
    )  # fmt: skip

    [row] = ties_of(rhian.pk)
    assert (row.name, row.other_id, row.note) == ("Acme Lettings", None, "01632 960500")


def test_nobody_belongs_to_themselves_or_to_nobody(in_northvale, bob, rhian, now):
    for told in ({"other_id": rhian.pk}, {"other_name": "  "}):
        with pytest.raises(Conflict):
            note_tie(actor=actor_of(bob), person_id=rhian.pk, kind=TieKind.CARER, now=now, **told)
    assert Tie.objects.count() == 0


def test_whoever_belongs_to_a_protected_person_is_not_told(tie, rhian, tomos):
    Person.objects.filter(pk=tomos.pk).update(is_protected=True)

    assert ties_of(rhian.pk) == []


def test_it_ends_and_is_forgotten_after_a_year(tie, bob, rhian, now):
    for _ in range(2):
        end_tie(actor=actor_of(bob), tie_id=tie.pk, now=now)

    assert ties_of(rhian.pk) == []
    assert forget_old_ties(now=now + timedelta(days=364)) == 0
    assert forget_old_ties(now=now + timedelta(days=366)) == 1


def test_another_council_and_whoever_may_not_edit_change_nothing(
    tie, carys, rhian, tomos, southmere, in_northvale, now
):
    looks_only = kit.actor_with(in_northvale.id, "person.view")
    with pytest.raises(NotPermitted):
        note_tie(
            actor=looks_only, person_id=rhian.pk, kind=TieKind.PARENT, other_id=tomos.pk, now=now
        )
    with acting_for(southmere.id):
        assert ties_of(rhian.pk) == []
        with pytest.raises(NotFound):
            end_tie(actor=actor_of(carys), tie_id=tie.pk, now=now)
    assert Tie.objects.filter(ended_at__isnull=True).count() == 1
