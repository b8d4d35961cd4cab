"""Organisations: several people act for one, as long as they are members."""

import pytest

from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.acting import acting_choices
from moothall.people.models import GrantKind, Invitation, Membership
from moothall.people.tests.granting import actor_of_person, delegate_of, offered


def test_members_of_an_organisation_act_for_it_until_they_are_removed(
    in_northvale, rhian, tomos, now
):
    owner = actor_of_person(rhian)
    organisation = actions.create_organisation(actor=owner, name="Evans Ltd", number="123", now=now)
    actions.invite_member(
        actor=owner, organisation_id=organisation.pk, email="tomos@home.test", now=now
    )
    actions.accept_invitation(
        actor=actor_of_person(tomos),
        account_id=kit.resident_account("tomos").pk,
        invitation_id=Invitation.objects.get().pk,
        now=now,
    )
    [choice] = acting_choices(tomos.pk, now=now)
    assert (choice.person_id, choice.name) == (organisation.person_id, "Evans Ltd")

    member = Membership.objects.get(person_id=tomos.pk)
    with pytest.raises(NotFound):
        actions.invite_member(
            actor=actor_of_person(tomos), organisation_id=organisation.pk, email="x@y.test", now=now
        )
    actions.end_membership(actor=owner, membership_id=member.pk, now=now)

    assert acting_choices(tomos.pk, now=now) == []
    with pytest.raises(Conflict):
        actions.end_membership(
            actor=owner, membership_id=Membership.objects.get(person_id=rhian.pk).pk, now=now
        )


def test_a_grant_to_an_organisation_is_used_by_its_members_alone(in_northvale, rhian, tomos, now):
    organisation = actions.create_organisation(
        actor=actor_of_person(tomos), name="Advice Northvale", number="", now=now
    )
    grant = offered(rhian, "tomos@home.test", now, kind=GrantKind.ORGANISATION)
    answer = {
        "actor": actor_of_person(tomos),
        "account_id": kit.resident_account("tomos").pk,
        "invitation_id": Invitation.objects.get().pk,
        "now": now,
    }
    with pytest.raises(Conflict):
        actions.accept_invitation(**answer)  # for no organisation
    actions.accept_invitation(**answer, organisation_id=organisation.pk)

    assert delegate_of(grant, tomos, now).person_id == rhian.pk
    assert delegate_of(grant, kit.resident("sian", in_northvale, now), now) is None
