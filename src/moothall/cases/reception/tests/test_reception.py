"""Visitors handed over: who is asked, who may answer, and what becomes of the contact."""

from datetime import timedelta
from uuid import uuid4

import pytest

from moothall.cases.actions.erasing import erase_interactions
from moothall.cases.contact import actions as contact_actions
from moothall.cases.contact import queries as contact_queries
from moothall.cases.models import HandOver, Interaction, Visit
from moothall.cases.reception import actions, queries
from moothall.cases.reception.words import Answer
from moothall.cases.tests.factories import person_of, staff_of
from moothall.councils.queries import teams
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Person

MINUTE = timedelta(minutes=1)
WRAP_UP = {
    "channel": "visit", "summary": "Housing", "service": "", "outcome": "answered",
    "avoidable": "not_avoidable",
}  # fmt: skip


def waits(now, **changes):
    told = {"desk": "3", "arrived_at": now, "place": "Town Hall", "site_key": "hall", **changes}
    return actions.Waits(**told)


@pytest.fixture
def visit(northvale, alice, bob, now):
    """A visitor whom Bob has begun to serve, in Northvale."""
    with acting_for(northvale.id):
        person = person_of(northvale, now)
        yield actions.begin_visit(
            actor=kit.actor_of(bob), council_id=northvale.id, person_id=person.pk,
            waits=waits(now, ticket_key=uuid4(), label="A1"), now=now,
        )  # fmt: skip


def handed(bob, contact_id, now, **to):
    return actions.hand_over(
        actor=kit.actor_of(bob), contact_id=contact_id, said="Asks about the flat",
        waits=waits(now), now=now + MINUTE, **to,
    )  # fmt: skip


def test_one_ticket_has_one_contact(visit, northvale, alice, bob, now):
    ticket = Visit.objects.get().ticket_key
    again = {
        "council_id": northvale.id, "person_id": None, "now": now + MINUTE,
        "waits": waits(now, ticket_key=ticket),
    }  # fmt: skip

    assert actions.begin_visit(actor=kit.actor_of(bob), **again) == visit
    with pytest.raises(NotFound):
        actions.begin_visit(actor=kit.actor_of(alice), **again)
    assert queries.visits_of_tickets(northvale.id, [ticket]) == {ticket: visit}
    assert Interaction.objects.get().channel == "visit"


def test_a_colleague_is_asked_and_sees_what_was_said(
    visit, northvale, alice, bob, now, django_assert_num_queries
):
    handed(bob, visit, now, employee_id=alice.pk)
    to_alice, to_bob = kit.actor_of(alice), kit.actor_of(bob)

    with django_assert_num_queries(1):
        [row] = queries.waiting_for(to_alice, [northvale.id], now=now + 2 * MINUTE)
    assert (row.said, row.person_name, row.place, row.desk, row.label) == (
        "Asks about the flat", "Dilys Pugh", "Town Hall", "3", "A1",
    )  # fmt: skip
    assert (row.arrived_at, row.asked_at, row.answer) == (now, now + MINUTE, Answer.NONE)
    with django_assert_num_queries(1):
        assert queries.count_waiting_for(to_alice, [northvale.id], now=now + 2 * MINUTE) == 1
    assert queries.waiting_for(to_bob, [northvale.id], now=now + 2 * MINUTE) == []
    assert queries.waiting_for(to_alice, [northvale.id], now=now + 13 * 60 * MINUTE) == []
    assert AuditEntry.objects.filter(verb="visit.handed-over").count() == 1


def test_handed_over_twice_it_is_refused(visit, alice, bob, now):
    handed(bob, visit, now, employee_id=alice.pk)

    with pytest.raises(Conflict):
        handed(bob, visit, now, employee_id=alice.pk)
    assert HandOver.objects.count() == 1


@pytest.mark.parametrize("whom", ["nobody", "themselves", "other council", "two", "no team"])
def test_who_cannot_be_asked_is_not(whom, visit, northvale, southmere, alice, bob, carys, now):
    team = teams(northvale.id)[0].id
    to = {
        "nobody": {},
        "themselves": {"employee_id": bob.pk},
        "other council": {"employee_id": carys.pk},
        "two": {"employee_id": alice.pk, "team_id": team},
        "no team": {"team_id": uuid4()},
    }[whom]

    with pytest.raises(NotFound):
        handed(bob, visit, now, **to)
    assert not HandOver.objects.exists()


def test_the_officer_comes_and_takes_the_contact_over(visit, northvale, alice, bob, now):
    asked = handed(bob, visit, now, employee_id=alice.pk)
    her = {"actor": kit.actor_of(alice), "hand_over_id": asked.pk}

    actions.say_coming(**her, note="Five minutes", now=now + 2 * MINUTE)
    [row] = queries.hand_overs_of(visit)
    assert (row.answer, row.note, row.answered_by_name) == (
        Answer.COMING, "Five minutes", alice.name,
    )  # fmt: skip
    actions.take_visitor(**her, now=now + 7 * MINUTE)

    kept = contact_queries.contact_of(kit.actor_of(alice), visit)
    assert (kept.is_open, kept.summary, kept.person_name) == (
        True, "Asks about the flat", "Dilys Pugh",
    )  # fmt: skip
    with pytest.raises(NotFound):
        contact_queries.contact_of(kit.actor_of(bob), visit)
    contact_actions.wrap_up(
        actor=kit.actor_of(alice), contact_id=visit, now=now + 20 * MINUTE, **WRAP_UP
    )
    done = Interaction.objects.get()
    assert (done.channel, done.handling_seconds, done.logged_by_name) == ("visit", 1200, alice.name)
    with pytest.raises(Conflict):
        actions.take_visitor(**her, now=now + 21 * MINUTE)


def test_a_visit_that_the_desk_wrapped_up_is_still_one_contact(visit, alice, bob, now):
    asked = handed(bob, visit, now, employee_id=alice.pk)
    contact_actions.wrap_up(
        actor=kit.actor_of(bob), contact_id=visit, now=now + 2 * MINUTE, **WRAP_UP
    )

    actions.take_visitor(actor=kit.actor_of(alice), hand_over_id=asked.pk, now=now + 3 * MINUTE)

    assert Interaction.objects.count() == 1
    assert contact_queries.contact_of(kit.actor_of(alice), visit).is_open


def test_sent_home_the_contact_stays_with_the_desk(visit, northvale, alice, bob, now):
    asked = handed(bob, visit, now, employee_id=alice.pk)

    actions.send_home(
        actor=kit.actor_of(alice), hand_over_id=asked.pk, note="Any day next week", now=now + MINUTE
    )

    assert contact_queries.contact_of(kit.actor_of(bob), visit).is_open
    [row] = queries.handed_over_at(northvale.id, "hall", since=now)
    assert (row.answer, row.note, row.is_open) == (Answer.SENT_HOME, "Any day next week", False)
    # It can be handed to somebody else then.
    handed(bob, visit, now + MINUTE, team_id=teams(northvale.id)[0].id)
    [row] = queries.handed_over_at(northvale.id, "hall", since=now)
    assert (row.to_name, row.is_to_team) == (teams(northvale.id)[0].name, True)


def test_of_a_team_one_comes_and_is_not_overruled(visit, northvale, alice, bob, now):
    asked = handed(bob, visit, now, team_id=teams(northvale.id)[0].id)
    actions.say_coming(actor=kit.actor_of(alice), hand_over_id=asked.pk, now=now + 2 * MINUTE)

    with pytest.raises(Conflict):
        actions.say_coming(actor=kit.actor_of(bob), hand_over_id=asked.pk, now=now + 3 * MINUTE)
    assert HandOver.objects.get().answered_by_name == alice.name


def test_taken_back_it_asks_nobody_any_more(visit, northvale, alice, bob, now):
    asked = handed(bob, visit, now, employee_id=alice.pk)

    actions.take_back(actor=kit.actor_of(bob), hand_over_id=asked.pk, now=now + 2 * MINUTE)

    assert queries.waiting_for(kit.actor_of(alice), [northvale.id], now=now + 2 * MINUTE) == []
    with pytest.raises(Conflict):
        actions.say_coming(actor=kit.actor_of(alice), hand_over_id=asked.pk, now=now + 3 * MINUTE)


@pytest.mark.parametrize("act", ["say_coming", "send_home", "take_visitor", "take_back"])
def test_nobody_else_answers(act, visit, northvale, southmere, alice, bob, carys, now):
    asked = handed(bob, visit, now, employee_id=alice.pk)
    told = {"hand_over_id": asked.pk, "now": now + 2 * MINUTE}
    told |= {"note": ""} if act == "send_home" else {}
    strangers = [
        kit.actor_of(carys),
        staff_of(northvale, permissions=frozenset({"case.view", "case.edit"})),
    ]
    if act != "take_back":
        strangers.append(kit.actor_of(bob))

    for who in strangers:
        with pytest.raises((NotFound, NotPermitted)):
            getattr(actions, act)(actor=who, **told)
    with acting_for(southmere.id), pytest.raises(NotFound):
        getattr(actions, act)(actor=kit.actor_of(alice), **told)
    assert HandOver.objects.get().answer == ""


def test_the_other_council_sees_nothing(visit, northvale, southmere, alice, bob, carys, now):
    asked = handed(bob, visit, now, team_id=teams(northvale.id)[0].id)

    with acting_for(southmere.id):
        assert queries.waiting_for(kit.actor_of(carys), [southmere.id], now=now) == []
        assert queries.handed_over_at(northvale.id, "hall", since=now) == []
        assert queries.hand_overs_of(visit) == []
        assert queries.visit_of(visit) is None
        with pytest.raises(NotFound):
            queries.hand_over_row(kit.actor_of(carys), asked.pk)
    without = staff_of(northvale, permissions=frozenset({"case.view"}))
    assert queries.waiting_for(without, [northvale.id], now=now) == []


def test_what_a_protected_person_said_stands_in_no_list(visit, northvale, alice, bob, now):
    asked = handed(bob, visit, now, employee_id=alice.pk)
    to_alice = kit.actor_of(alice)
    actions.say_coming(actor=to_alice, hand_over_id=asked.pk, note="At 1 Low Lane?", now=now)
    Person.objects.update(is_protected=True)

    [row] = queries.waiting_for(to_alice, [northvale.id], now=now + 2 * MINUTE)
    assert (row.said, row.note) == ("Hidden to protect this person",) * 2


def test_erased_nothing_is_left_of_who_came(visit, alice, bob, now):
    asked = handed(bob, visit, now, employee_id=alice.pk)
    actions.say_coming(
        actor=kit.actor_of(alice), hand_over_id=asked.pk, note="Is it Mrs Pugh?", now=now + MINUTE
    )

    erase_interactions(interaction_ids=[visit])

    row = HandOver.objects.get()
    assert (row.note, row.answered_by_name, row.asked_by_name, row.employee_name) == ("",) * 4
    assert (Visit.objects.get().label, Visit.objects.get().ticket_key) == ("", None)
