"""Grants as actions: who may ask, agree, change and end, and that the clock decides at use."""

from datetime import date, timedelta

import pytest

from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions, scopes
from moothall.people.acting import acting_choices, by_grant
from moothall.people.grant_rows import grants_over, grants_to, grants_to_approve, invitation_row
from moothall.people.grant_workflow import GrantState
from moothall.people.invitations import token_of
from moothall.people.models import Grant, GrantKind, Invitation, Person
from moothall.people.tests.granting import (
    actor_of_person,
    claimed_grant,
    delegate_of,
    live_grant,
    offered,
)


def test_a_grant_begins_when_the_helper_agrees(in_northvale, rhian, tomos, now):
    grant = offered(rhian, "tomos@home.test", now, scopes_=[scopes.REQUESTS, scopes.MESSAGES])
    assert (grant.state, acting_choices(tomos.pk, now=now)) == (GrantState.ASKED, [])

    actions.accept_invitation(
        actor=actor_of_person(tomos),
        account_id=kit.resident_account("tomos").pk,
        invitation_id=Invitation.objects.get().pk,
        now=now,
    )

    [choice] = acting_choices(tomos.pk, now=now)
    assert (choice.person_id, choice.name) == (rhian.pk, "Rhian Evans")
    assert choice.scopes == {scopes.REQUESTS, scopes.MESSAGES}


def test_a_person_agrees_to_whoever_asks_to_help(in_northvale, rhian, tomos, now):
    grant = actions.ask_person_for_grant(
        actor=actor_of_person(tomos),
        email="rhian@home.test",
        kind=GrantKind.CARER,
        scopes=[scopes.MONEY],
        expires_at=None,
        now=now,
    )

    actions.accept_invitation(
        actor=actor_of_person(rhian),
        account_id=kit.resident_account("rhian").pk,
        invitation_id=Invitation.objects.get().pk,
        now=now,
    )

    grant.refresh_from_db()
    assert (grant.person_id, grant.delegate_id) == (rhian.pk, tomos.pk)
    assert grant.state == GrantState.LIVE


def test_an_invitation_works_once_and_only_for_its_address(in_northvale, rhian, tomos, now):
    offered(rhian, "tomos@home.test", now)
    invitation = Invitation.objects.get()
    mine, theirs = kit.resident_account("rhian").pk, kit.resident_account("tomos").pk

    with pytest.raises(NotFound):
        actions.accept_invitation(
            actor=actor_of_person(rhian), account_id=mine, invitation_id=invitation.pk, now=now
        )
    assert Grant.objects.get().state == GrantState.ASKED

    actions.accept_invitation(
        actor=actor_of_person(tomos), account_id=theirs, invitation_id=invitation.pk, now=now
    )
    with pytest.raises(NotFound):
        actions.accept_invitation(
            actor=actor_of_person(tomos), account_id=theirs, invitation_id=invitation.pk, now=now
        )
    assert Grant.objects.filter(state=GrantState.LIVE).count() == 1


def test_an_invitation_runs_out(in_northvale, rhian, tomos, now):
    offered(rhian, "tomos@home.test", now)

    with pytest.raises(NotFound):
        actions.accept_invitation(
            actor=actor_of_person(tomos),
            account_id=kit.resident_account("tomos").pk,
            invitation_id=Invitation.objects.get().pk,
            now=now + timedelta(days=14),
        )

    assert acting_choices(tomos.pk, now=now + timedelta(days=14)) == []


def test_a_link_cannot_be_made_up_or_changed(in_northvale, rhian, now):
    offered(rhian, "tomos@home.test", now)
    token = token_of(Invitation.objects.get())

    assert invitation_row(token, now=now).sender == "Rhian Evans"
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), token[:32], "", "x" * 75):
        with pytest.raises(NotFound):
            invitation_row(wrong, now=now)


def test_another_council_knows_nothing_of_it(northvale, southmere, in_northvale, rhian, now):
    offered(rhian, "tomos@home.test", now)
    token = token_of(Invitation.objects.get())

    with acting_for(southmere.id):
        assert grants_over(rhian.pk, now=now) == []
        assert grants_to_approve([southmere.id, northvale.id], now=now) == []
        with pytest.raises(NotFound):
            invitation_row(token, now=now)


def test_a_delegate_cannot_grant_in_the_name_of_whom_they_act_for(in_northvale, rhian, tomos, now):
    live_grant(rhian, tomos, now, scopes_=scopes.GRANTABLE)
    escalating = Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(tomos.pk),
        subject=str(rhian.pk),
        permissions={rhian.council_id: scopes.ALL},
    )

    with pytest.raises(NotPermitted):
        offered(rhian, "x@home.test", now, actor=escalating)
    with pytest.raises(NotFound):
        actions.change_grant(
            actor=escalating,
            grant_id=Grant.objects.get().pk,
            scopes=scopes.ALL,
            expires_at=None,
            now=now,
        )

    assert Grant.objects.count() == 1
    assert Invitation.objects.count() == 0


def test_a_delegate_of_a_delegate_reaches_only_the_delegate(in_northvale, rhian, tomos, now):
    sian = kit.resident("sian", in_northvale, now)
    live_grant(rhian, tomos, now)
    live_grant(tomos, sian, now)

    assert [one.person_id for one in acting_choices(sian.pk, now=now)] == [tomos.pk]


def test_what_is_not_grantable_is_left_out_whatever_is_asked(in_northvale, rhian, tomos, now):
    grant = live_grant(rhian, tomos, now, scopes_=[scopes.ACCOUNT, scopes.MONEY, "own.everything"])
    assert grant.scopes == [scopes.MONEY]

    Grant.objects.update(scopes=[scopes.ACCOUNT, scopes.MONEY])

    assert delegate_of(grant, tomos, now).scopes == {scopes.MONEY}
    with pytest.raises(Conflict):
        offered(rhian, "x@home.test", now, scopes_=[scopes.ACCOUNT])


def test_the_clock_ends_a_grant_without_any_job(in_northvale, rhian, tomos, now):
    grant = live_grant(rhian, tomos, now, expires_at=now + timedelta(days=30))

    assert by_grant(grant.pk, tomos.pk, now=now + timedelta(days=30, seconds=-1)) is not None
    assert by_grant(grant.pk, tomos.pk, now=now + timedelta(days=30)) is None
    assert Grant.objects.get().state == GrantState.LIVE

    assert actions.expire_grants(now=now + timedelta(days=30)) == 1
    assert actions.expire_grants(now=now + timedelta(days=30)) == 0
    assert Grant.objects.get().state == GrantState.EXPIRED


@pytest.mark.parametrize("who", ["person", "delegate", "staff"])
def test_each_side_and_staff_end_a_grant_at_once(who, in_northvale, rhian, tomos, alice, now):
    grant = live_grant(rhian, tomos, now)
    actor = {
        "person": actor_of_person(rhian),
        "delegate": actor_of_person(tomos),
        "staff": kit.actor_of(alice),
    }[who]

    actions.end_grant(actor=actor, grant_id=grant.pk, reason="They asked us to", now=now)

    assert delegate_of(grant, tomos, now) is None
    row = AuditEntry.objects.get(verb="grant.revoked")
    assert (row.actor_kind, row.actor_identifier) == (actor.kind.value, actor.identifier)
    with pytest.raises(TransitionNotAllowed):
        actions.end_grant(actor=actor, grant_id=grant.pk, reason="Again", now=now)


def test_nobody_else_ends_or_changes_a_grant_and_staff_must_say_why(
    in_northvale, rhian, tomos, alice, mallory, carys, now
):
    grant = live_grant(rhian, tomos, now)
    sian = kit.resident("sian", in_northvale, now)

    for actor in (
        actor_of_person(sian),
        kit.actor_of(mallory),
        kit.actor_of(carys),
        Actor(kind=ActorKind.RESIDENT),
    ):
        with pytest.raises(NotFound):
            actions.end_grant(actor=actor, grant_id=grant.pk, reason="Because", now=now)
    with pytest.raises(Conflict):
        actions.end_grant(actor=kit.actor_of(alice), grant_id=grant.pk, reason=" ", now=now)
    with pytest.raises(NotFound):
        actions.change_grant(
            actor=actor_of_person(tomos),
            grant_id=grant.pk,
            scopes=scopes.GRANTABLE,
            expires_at=None,
            now=now,
        )

    grant.refresh_from_db()
    assert (grant.state, grant.scopes) == (GrantState.LIVE, [scopes.REQUESTS])


def test_the_person_changes_what_a_helper_may_do(in_northvale, rhian, tomos, now):
    grant = live_grant(rhian, tomos, now)

    actions.change_grant(
        actor=actor_of_person(rhian),
        grant_id=grant.pk,
        scopes=[scopes.DOCUMENTS],
        expires_at=now + timedelta(days=1),
        now=now,
    )

    assert delegate_of(grant, tomos, now).scopes == {scopes.DOCUMENTS}
    assert delegate_of(grant, tomos, now + timedelta(days=1)) is None


def test_an_attorney_waits_until_staff_have_found_the_record(
    in_northvale, rhian, tomos, alice, now
):
    grant = claimed_grant(tomos, now, said_name="Rhian Evans")
    assert [row.id for row in grants_to_approve([in_northvale.id], now=now)] == [grant.pk]
    assert delegate_of(grant, tomos, now) is None

    actions.approve_grant(
        actor=kit.actor_of(alice), grant_id=grant.pk, person_id=rhian.pk, reason="Seen", now=now
    )

    assert delegate_of(grant, tomos, now).person_id == rhian.pk
    assert grants_to_approve([in_northvale.id], now=now) == []


def test_nobody_approves_their_own_claim_or_one_of_another_council(
    in_northvale, rhian, tomos, carys, alice, now
):
    grant = claimed_grant(tomos, now)

    for actor in (actor_of_person(tomos), actor_of_person(rhian), kit.actor_of(carys)):
        with pytest.raises(NotPermitted):
            actions.approve_grant(
                actor=actor, grant_id=grant.pk, person_id=rhian.pk, reason="Seen", now=now
            )
    with pytest.raises(Conflict):
        actions.approve_grant(
            actor=kit.actor_of(alice), grant_id=grant.pk, person_id=tomos.pk, reason="x", now=now
        )

    assert Grant.objects.get().state == GrantState.WAITING_FOR_APPROVAL


def test_a_refusal_is_final(in_northvale, rhian, tomos, alice, now):
    grant = claimed_grant(tomos, now)
    staff = kit.actor_of(alice)

    actions.refuse_grant(actor=staff, grant_id=grant.pk, reason="Not registered", now=now)

    with pytest.raises(TransitionNotAllowed):
        actions.approve_grant(
            actor=staff, grant_id=grant.pk, person_id=rhian.pk, reason="x", now=now
        )
    [row] = grants_to(tomos.pk, now=now)
    assert (row.state, row.reason, row.helped) == ("refused", "Not registered", "Rhian Evans")


def test_a_parents_right_begins_with_a_new_record_and_ends_at_eighteen(
    in_northvale, rhian, alice, now
):
    born_on = date(2012, 3, 27)
    grant = claimed_grant(
        rhian, now, kind=GrantKind.PARENT, said_name="Mali Evans", said_born_on=born_on
    )

    actions.approve_grant(
        actor=kit.actor_of(alice), grant_id=grant.pk, person_id=None, reason="Seen", now=now
    )

    child = Person.objects.get(name="Mali Evans")
    assert child.born_on == born_on
    birthday = now.replace(year=2030, month=3, day=27, hour=0, minute=0)  # before summer time
    assert delegate_of(grant, rhian, birthday - timedelta(seconds=1)).person_id == child.pk
    assert delegate_of(grant, rhian, birthday) is None


def test_a_birth_date_put_right_later_ends_a_parents_right_too(in_northvale, rhian, alice, now):
    grant = claimed_grant(
        rhian, now, kind=GrantKind.PARENT, said_name="Mali", said_born_on=date(2012, 3, 27)
    )
    actions.approve_grant(
        actor=kit.actor_of(alice), grant_id=grant.pk, person_id=None, reason="Seen", now=now
    )

    Person.objects.filter(name="Mali").update(born_on=date(2008, 11, 18))

    assert delegate_of(grant, rhian, now) is None  # eighteen today


def test_there_is_no_parent_of_somebody_of_age_or_without_a_birth_date(in_northvale, rhian, now):
    for born_on in (None, date(2008, 11, 18)):
        with pytest.raises(Conflict):
            claimed_grant(rhian, now, kind=GrantKind.PARENT, said_born_on=born_on)

    assert Grant.objects.count() == 0


def test_only_so_many_invitations_a_day(in_northvale, rhian, now):
    for number in range(20):
        offered(rhian, f"friend{number}@home.test", now)

    with pytest.raises(Conflict):
        offered(rhian, "one.more@home.test", now)

    assert Invitation.objects.count() == 20


def test_lists_take_one_query(in_northvale, rhian, tomos, now, django_assert_num_queries):
    for name in ("tomos", "sian", "owain"):
        live_grant(rhian, kit.resident(name, in_northvale, now), now)

    with django_assert_num_queries(1):
        assert len(grants_over(rhian.pk, now=now)) == 3
    with django_assert_num_queries(1):
        assert len(grants_to(tomos.pk, now=now)) == 1
    with django_assert_num_queries(2):
        assert len(acting_choices(tomos.pk, now=now)) == 1
