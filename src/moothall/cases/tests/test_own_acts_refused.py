"""Who may not do anything with somebody's case, and what is written down of those who may."""

from dataclasses import replace

import pytest
from django.db import transaction

from moothall.cases import actions
from moothall.cases.models import Case, TimelineEntry
from moothall.cases.tests.factories import case_of, staff_of
from moothall.kernel import actors
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit


@pytest.fixture
def me(rhian):
    return kit.actor_of_resident_person(rhian)


@pytest.fixture
def case(in_northvale, rhian, now):
    return case_of(in_northvale, now, person_id=rhian.pk)


@pytest.fixture
def alice_at_work(in_northvale):
    return staff_of(in_northvale)


ACTS = (
    (actions.answer_question, {"text": "x"}),
    (actions.add_to_case, {"file_ids": [], "text": "x"}),
    (actions.write_to_team, {"text": "x"}),
    (actions.withdraw_case, {"text": "x"}),
    (actions.reopen_case, {"text": "x"}),
    (actions.say_how_it_went, {"score": 1}),
    (actions.complain, {"text": "x", "key": "d" * 32, "language": "en"}),
    (actions.note_that_resident_looked, {}),
)


@pytest.mark.parametrize(("act", "more"), ACTS, ids=[act.__name__ for act, _ in ACTS])
def test_nobody_else_does_anything_with_a_case(
    act, more, northvale, southmere, in_northvale, case, alice_at_work, tomos, now
):
    strangers = {
        "another resident": kit.actor_of_resident_person(tomos),
        "nobody": actors.anonymous_resident(),
        "staff": alice_at_work,
        "the system": actors.system("x"),
    }
    before = Case.objects.values().get()

    for who, actor in strangers.items():
        with pytest.raises(NotFound), transaction.atomic():
            act(actor=actor, case_id=case.pk, now=now, **more)
            raise AssertionError(who)

    assert Case.objects.values().get() == before
    assert TimelineEntry.objects.count() == 1


@pytest.mark.parametrize(("act", "more"), ACTS, ids=[act.__name__ for act, _ in ACTS])
def test_the_same_person_at_another_council_does_nothing_either(
    act, more, in_northvale, southmere, case, me, now
):
    elsewhere = kit.actor_of_resident_person(kit.resident("rhian", southmere, now))

    with pytest.raises(NotFound), transaction.atomic():
        act(actor=elsewhere, case_id=case.pk, now=now, **more)
    with acting_for(southmere.id), pytest.raises(NotFound), transaction.atomic():
        act(actor=me, case_id=case.pk, now=now, **more)

    assert TimelineEntry.objects.count() == 1


def test_a_scope_that_was_not_granted_does_nothing(case, rhian, me, now):
    delegate = replace(
        me, identifier="someone-else", permissions={case.council_id: frozenset({"own.money"})}
    )

    with pytest.raises(NotFound), transaction.atomic():
        actions.withdraw_case(actor=delegate, case_id=case.pk, now=now)

    assert Case.objects.get().status == "received"


def test_who_acts_for_another_is_written_down(case, me, now):
    helper = replace(me, identifier="helper", reason="Carer")

    actions.withdraw_case(actor=helper, case_id=case.pk, now=now)

    entry = AuditEntry.objects.get(verb="case.resident-acted")
    assert (entry.actor_identifier, entry.on_behalf_of, entry.reason) == (
        "helper", str(case.person_id), "Carer",
    )  # fmt: skip


def test_asking_and_writing_are_for_staff_who_may_edit(in_northvale, case, me, now):
    reader = staff_of(in_northvale, permissions=frozenset({"case.view"}))

    for actor in (me, reader):
        for verb, more in (
            (actions.ask_resident, {"text": "x"}),
            (actions.write_to_resident, {"text": "x"}),
            (actions.take_note, {}),
        ):
            with pytest.raises(NotPermitted), transaction.atomic():
                verb(actor=actor, case_id=case.pk, now=now, **more)

    assert Case.objects.get().status == "received"
    assert TimelineEntry.objects.count() == 1
