"""What both sides of a grant are told of by e-mail, and the person alone."""

from dataclasses import replace
from datetime import date

import pytest

from moothall.people import actions
from moothall.people.grant_letters import Act
from moothall.people.tests.granting import (
    actor_of_person,
    live_grant,
)


def test_both_sides_are_told_and_of_use_the_person_alone(
    in_northvale, rhian, tomos, now, queue, mailoutbox
):
    grant = live_grant(rhian, tomos, now)
    queue.run_all()
    told = [(one.to[0], one.subject) for one in mailoutbox]
    assert ("rhian@home.test", "Tomos Price can now act for you") in told
    assert ("tomos@home.test", "You can now act for Rhian Evans") in told
    mailoutbox.clear()

    actions.tell_of_use(grant_id=grant.pk, on=date(2026, 11, 18))
    actions.tell_of_use(grant_id=grant.pk, on=date(2026, 11, 18))
    actions.end_grant(actor=actor_of_person(rhian), grant_id=grant.pk, now=now)
    queue.run_all()

    assert [(one.to[0], one.subject) for one in mailoutbox] == [
        ("rhian@home.test", "Tomos Price acts for you today"),
        ("rhian@home.test", "Tomos Price no longer acts for you"),
        ("tomos@home.test", "You no longer act for Rhian Evans"),
    ]


@pytest.mark.parametrize("act", list(Act))
def test_what_matters_is_told_at_once_and_only_of_helpers(
    act, in_northvale, rhian, tomos, now, queue, mailoutbox
):
    live_grant(rhian, tomos, now)
    queue.run_all()
    mailoutbox.clear()

    actions.tell_of_act(actor=actor_of_person(rhian), act=act)
    actions.tell_of_act(actor=replace(actor_of_person(tomos), subject=str(rhian.pk)), act=act)
    queue.run_all()

    [told] = mailoutbox
    assert told.to == ["rhian@home.test"]
    assert told.subject.startswith("Tomos Price has ")


def test_a_helper_who_renames_the_person_is_told_of(
    in_northvale, rhian, tomos, now, queue, mailoutbox
):
    live_grant(rhian, tomos, now, scopes_=["own.details"])
    queue.run_all()
    mailoutbox.clear()
    permissions = {in_northvale.id: frozenset({"own.details"})}
    helper = replace(actor_of_person(tomos), subject=str(rhian.pk), permissions=permissions)

    actions.update_person(
        actor=helper, person_id=rhian.pk, name="Rhian Price", language="en", now=now
    )
    queue.run_all()

    assert [one.to for one in mailoutbox] == [["rhian@home.test"]]
