from datetime import date, timedelta

import pytest

from moothall.cases.models import Case, Interaction
from moothall.cases.tests.factories import case_of
from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.kernel.tests.kit import actor_of
from moothall.people import actions, queries
from moothall.people.merging import queries as merging
from moothall.people.merging.actions import (
    CAN_BE_UNDONE,
    bring_stragglers,
    forget_old_merges,
    merge_persons,
    undo_merge,
)
from moothall.people.merging.tests.conftest import record
from moothall.people.models import (
    CommunicationNeeds,
    Consent,
    ContactPoint,
    LikelyPair,
    Merge,
    MergePart,
    Person,
    Residence,
    Tie,
)
from moothall.people.needs import Needs


def merge(alice, two, *, now=None, **chosen):
    kept, gone = two
    return merge_persons(
        actor=actor_of(alice), kept_id=kept.pk, gone_id=gone.pk, chosen=chosen,
        now=now or clock.now(),
    )  # fmt: skip


def everything():
    """Return what the database says of everybody, to compare."""
    return {
        model: sorted(map(str, model.all_councils.values_list()))
        for model in (
            Person,
            ContactPoint,
            Residence,
            Case,
            Interaction,
            Consent,
            CommunicationNeeds,
        )
    }


def test_what_two_records_have_becomes_one_records(alice, two):
    kept, _gone = two

    merge(alice, two)

    assert Case.objects.filter(person_id=kept.pk).count() == 3
    assert Interaction.objects.filter(person_id=kept.pk).count() == 5
    assert Person.objects.get() == kept
    row = queries.person_detail(kept.pk)
    assert row.name == "Robert Price"
    assert row.born_on == date(1980, 3, 27)
    assert [point.normalised for point in row.contact_points] == [
        "rob@example.org", "+441632960111", "+441632960222",
    ]  # fmt: skip
    assert [one.uprn for one in Residence.objects.filter(person_id=kept.pk)] == [1]


def test_each_difference_is_the_choice_of_the_employee(alice, two):
    kept, _gone = two

    merge(alice, two, name="gone", **{"people.residence.person": "gone"})

    assert Person.objects.get().name == "Bob Price"
    assert [one.uprn for one in Residence.objects.filter(person_id=kept.pk)] == [2]
    assert [found.name for found in queries.search_people([kept.council_id], "bob pr")] == [
        "Bob Price"
    ]
    assert queries.search_people([kept.council_id], "robert pr") == []


def test_taking_it_back_restores_exactly_what_was(alice, two):
    before = everything()
    made = merge(alice, two, name="gone", **{"people.residence.person": "gone"})
    assert everything() != before

    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Father and son", now=clock.now())

    assert everything() == before
    assert Merge.objects.get().before == {}
    assert MergePart.objects.count() == 0
    assert LikelyPair.objects.get().state == "apart"


def test_what_came_after_the_merge_stays_where_it_is_and_is_said(alice, two, in_northvale):
    kept, gone = two
    made = merge(alice, two)
    late = case_of(in_northvale, clock.now(), person_id=kept.pk)

    said = merging.undo_preview(made.pk, actor=actor_of(alice), now=clock.now())
    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())

    assert {one.words: one.count for one in said.back}["Cases"] == 1
    assert {one.words: one.count for one in said.since} == {
        "Cases": 1, "Times they were in touch": 1,
    }  # fmt: skip
    assert Case.objects.filter(person_id=kept.pk).count() == 3
    assert late in Case.objects.filter(person_id=kept.pk)
    assert Case.objects.filter(person_id=gone.pk).count() == 1


def test_a_name_corrected_since_stays_corrected(alice, two):
    kept, _gone = two
    made = merge(alice, two, name="gone")
    actions.update_person(
        actor=actor_of(alice), person_id=kept.pk, name="Robert J Price", language="en",
        now=clock.now(),
    )  # fmt: skip

    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())

    assert sorted(Person.objects.values_list("name", flat=True)) == ["Bob Price", "Robert J Price"]


def test_either_name_still_finds_the_one_record(alice, two, in_northvale):
    kept, _gone = two
    merge(alice, two)

    again = record(in_northvale, "Bob Price", email="rob@example.org")
    by_phone = record(in_northvale, "Bob Price", phone="01632 960222")

    assert again.pk == by_phone.pk == kept.pk
    assert Person.objects.count() == 1


def test_it_is_all_in_the_audit_of_both(alice, two):
    kept, gone = two
    made = merge(alice, two)
    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())

    lines = AuditEntry.objects.filter(subject_id__in=[str(kept.pk), str(gone.pk)])
    said = lines.filter(verb__contains="merged").order_by("occurred_at", "id")
    assert sorted(said.values_list("verb", flat=True)) == [
        "person.merged", "person.merged-away", "person.unmerged", "person.unmerged",
    ]  # fmt: skip
    assert set(said.values_list("actor_name", flat=True)) == {alice.get_full_name()}


def test_a_chain_of_merges_leads_to_the_last_and_comes_apart_in_turn(alice, two, in_northvale):
    kept, gone = two
    third = record(in_northvale, "Rob Price", phone="01632 960333")
    first = merge(alice, two)
    second = merge(alice, (third, kept))

    assert Person.all_councils.get(pk=gone.pk).merged_into_id == third.pk
    with pytest.raises(Conflict, match="itself merged since"):
        undo_merge(actor=actor_of(alice), merge_id=first.pk, because="Wrong", now=clock.now())
    assert Person.objects.count() == 1
    undo_merge(actor=actor_of(alice), merge_id=second.pk, because="Wrong", now=clock.now())
    assert Person.all_councils.get(pk=gone.pk).merged_into_id == kept.pk
    undo_merge(actor=actor_of(alice), merge_id=first.pk, because="Wrong", now=clock.now())
    assert Person.objects.count() == 3


def test_how_somebody_wants_to_be_written_to_is_chosen(alice, two):
    kept, gone = two
    for person, needs in ((kept, Needs(formats=("braille",))), (gone, Needs(interpreter="bsl"))):
        actions.set_needs(actor=actor_of(alice), person_id=person.pk, needs=needs, now=clock.now())
    before = everything()

    said = merging.preview(kept.pk, gone.pk, actor=actor_of(alice), now=clock.now())
    made = merge(alice, two, **{"people.communicationneeds.person": "gone"})

    shown = {one.key: (one.kept, one.gone) for one in said.differences}
    assert shown["people.communicationneeds.person"] == (
        "Braille", "British Sign Language (BSL) interpreter",
    )  # fmt: skip
    assert CommunicationNeeds.objects.get(person_id=kept.pk).interpreter == "bsl"
    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())
    assert everything() == before


def test_two_accounts_cannot_be_decided(alice, rhian, tomos, northvale):
    with acting_for(northvale.id):
        before = everything()

        with pytest.raises(Conflict, match="Both have an account"):
            merge(alice, (rhian, tomos))

        assert everything() == before
        assert Merge.objects.count() == 0


def test_two_who_belong_to_each_other_are_two(alice, two):
    kept, gone = two
    Tie.objects.create(
        council_id=kept.council_id, person=kept, other=gone, kind="parent", noted_at=clock.now()
    )

    with pytest.raises(Conflict, match="belonging to"):
        merge(alice, two)

    assert Person.objects.count() == 2


def test_protection_of_either_stays_and_only_who_may_see_it_merges(alice, two, now):
    kept, gone = two
    Person.objects.filter(pk=gone.pk).update(is_protected=True, hides_phone=True)

    with pytest.raises(NotPermitted):
        merge(alice, two)
    assert Person.objects.count() == 2

    merge_persons(
        actor=kit.actor_with(kept.council_id, "person.merge", "person.see-protected"),
        kept_id=kept.pk, gone_id=gone.pk, chosen={}, now=now,
    )  # fmt: skip
    stays = Person.objects.get()
    assert (stays.is_protected, stays.hides_phone, stays.hides_email) == (True, True, False)


def test_agents_and_people_of_another_council_do_not_merge(bob, carys, two):
    for user in (bob, carys):
        with pytest.raises(NotPermitted):
            merge(user, two)
    assert Person.objects.count() == 2


def test_records_of_two_councils_are_never_merged(northvale, southmere, now):
    with acting_for(northvale.id, southmere.id):
        here = record(northvale, "Robert Price", phone="01632 960111")
        there = record(southmere, "Robert Price", phone="01632 960111")
        both = kit.actor_with([northvale.id, southmere.id], "person.merge")

        with pytest.raises(Conflict, match="two councils"):
            merge_persons(actor=both, kept_id=here.pk, gone_id=there.pk, chosen={}, now=now)

        assert Person.objects.count() == 2
    with acting_for(northvale.id), pytest.raises(NotFound):
        merge_persons(actor=both, kept_id=here.pk, gone_id=there.pk, chosen={}, now=now)


def test_another_council_knows_nothing_of_a_merge(alice, two, southmere):
    made = merge(alice, two)

    with acting_for(southmere.id):
        assert merging.merges_of(two[0].pk, now=clock.now()) == []
        with pytest.raises(NotFound):
            merging.undo_preview(made.pk, actor=actor_of(alice), now=clock.now())


def test_what_arrives_late_under_the_old_id_is_brought_along(alice, two, in_northvale):
    kept, gone = two
    made = merge(alice, two)
    Case.objects.filter(person_id=kept.pk).update(person_id=gone.pk)

    assert bring_stragglers(now=clock.now()) == 3
    assert bring_stragglers(now=clock.now()) == 0

    assert Case.objects.filter(person_id=kept.pk).count() == 3
    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())
    assert Case.objects.filter(person_id=gone.pk).count() == 3


def test_after_a_year_the_id_leads_on_and_nothing_else_is_known(alice, two):
    kept, gone = two
    made = merge(alice, two)
    later = clock.now() + CAN_BE_UNDONE + timedelta(days=1)

    assert forget_old_merges(now=later) == 1
    assert forget_old_merges(now=later) == 0

    with pytest.raises(Conflict, match="too long ago"):
        undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=later)
    assert MergePart.objects.count() == 0
    assert Person.all_councils.get(pk=gone.pk).merged_into_id == kept.pk


def test_a_merge_needs_a_reason_to_be_taken_back_and_is_once(alice, two):
    made = merge(alice, two)

    with pytest.raises(Conflict, match="Say why"):
        undo_merge(actor=actor_of(alice), merge_id=made.pk, because=" ", now=clock.now())
    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())
    with pytest.raises(Conflict, match="already"):
        undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())


def test_erasing_the_one_record_forgets_what_was_merged_into_it(alice, two, now):
    from moothall.people.merging.actions import forget_merges_of

    kept, _gone = two
    merge(alice, two)

    assert forget_merges_of(person_id=kept.pk) == 1

    assert Merge.objects.get().before == {}
    assert MergePart.objects.count() == 0
