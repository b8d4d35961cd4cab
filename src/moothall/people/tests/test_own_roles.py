"""Roles in a council's own words: who may make them, what they bring, and where they end."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import actor_of
from moothall.people import actions, own_roles
from moothall.people.actions import RoleWords
from moothall.people.colleagues import permission_holders
from moothall.people.models import OwnRole, Role, StaffRole
from moothall.people.permission_words import (
    PERMISSION_WORDS,
    combinations_in,
    missing_beside,
    sentences,
)
from moothall.people.rights_queries import who_looked_at
from moothall.people.role_words import ROLE_DESCRIPTIONS, ROLE_NAMES
from moothall.people.roles import ALL_PERMISSIONS, PERMISSIONS

SYSTEM = system("tests")
REGISTRAR = RoleWords(name="Registrar on duty", name_cy="Cofrestrydd ar ddyletswydd")
BRINGS = frozenset({"booking.view", "booking.check-in"})


@pytest.fixture
def admin(northvale, now):
    """An administrator of Northvale alone."""
    with acting_for(northvale.id):
        user = actions.add_staff_user(
            actor=SYSTEM, council_id=northvale.id, email="ada@northvale.test", name="Ada", now=now
        )
        actions.give_role(
            actor=SYSTEM, user=user, role=Role.ADMINISTRATOR, council_id=northvale.id, now=now
        )
    return user


def make(council, actor, now, permissions=BRINGS, words=REGISTRAR, **more):
    return actions.save_own_role(
        actor=actor, council_id=council.id, words=words, permissions=permissions, now=now, **more
    )


def give(council, actor, user, role, now):
    return actions.give_own_role(
        actor=actor, council_id=council.id, user=user, role_id=role.pk, now=now
    )


def test_every_permission_and_role_has_words():
    assert set(PERMISSION_WORDS) == ALL_PERMISSIONS
    assert set(ROLE_NAMES) == set(ROLE_DESCRIPTIONS) == set(Role)
    assert all(str(ROLE_NAMES[role]) == role.label for role in Role)
    shown = [words for _area, all_of_area in sentences(ALL_PERMISSIONS) for words in all_of_area]
    assert len(shown) == len(ALL_PERMISSIONS)


@pytest.mark.parametrize("role", Role)
def test_no_built_in_role_lacks_what_its_permissions_need(role):
    assert missing_beside(PERMISSIONS[role]) == {}


def test_a_role_counts_at_once_and_in_its_council_alone(
    in_northvale, southmere, admin, mallory, now, django_assert_num_queries
):
    role = make(in_northvale, actor_of(admin), now)
    give(in_northvale, actor_of(admin), mallory, role, now)
    with django_assert_num_queries(1):
        actor = actor_of(mallory)

    assert dict(actor.permissions) == {in_northvale.id: BRINGS}
    assert mallory.pk in permission_holders(in_northvale.id, "booking.check-in")
    assert mallory.pk not in permission_holders(in_northvale.id, "case.view")
    with acting_for(southmere.id):
        assert mallory.pk not in permission_holders(southmere.id, "booking.check-in")

    make(in_northvale, actor_of(admin), now, permissions={"booking.view"}, role_id=role.pk, seen=1)
    assert dict(actor_of(mallory).permissions) == {in_northvale.id: {"booking.view"}}
    verbs = [one.verb for one in AuditEntry.objects.order_by("pk")]
    assert verbs[-3:] == ["role.made", "staff.role-given", "role.changed"]
    assert AuditEntry.objects.get(verb="role.changed").detail == {
        "added": [], "taken": ["booking.check-in"],
    }  # fmt: skip


def test_the_same_person_has_both_kinds_of_role(in_northvale, admin, alice, now):
    role = make(in_northvale, actor_of(admin), now, permissions=BRINGS)
    for _ in range(2):
        give(in_northvale, actor_of(admin), alice, role, now)

    assert alice.roles.count() == 2
    assert actor_of(alice).permissions[in_northvale.id] == PERMISSIONS[Role.OFFICER] | BRINGS


@pytest.mark.parametrize("permission", sorted(ALL_PERMISSIONS - PERMISSIONS[Role.ADMINISTRATOR]))
def test_nobody_makes_a_role_that_brings_more_than_they_may_do(
    in_northvale, admin, now, permission
):
    wanted = {permission, *PERMISSION_WORDS[permission].needs}
    with pytest.raises(NotPermitted):
        make(in_northvale, actor_of(admin), now, permissions=wanted)

    assert not OwnRole.objects.exists()


def test_nobody_changes_or_gives_a_role_that_brings_more_than_they_may_do(
    in_northvale, admin, mallory, now
):
    wanted = {"person.view", "person.see-protected"}
    role = make(in_northvale, SYSTEM, now, permissions=wanted)
    ada = actor_of(admin)
    with pytest.raises(NotPermitted):
        give(in_northvale, ada, mallory, role, now)
    with pytest.raises(NotPermitted):
        give(in_northvale, ada, admin, role, now)
    with pytest.raises(NotPermitted):
        make(in_northvale, ada, now, permissions={"person.view"}, role_id=role.pk, seen=1)

    assert OwnRole.objects.get().permissions == sorted(wanted)
    assert not StaffRole.objects.filter(own_role_id=role.pk).exists()


def test_nobody_gives_a_built_in_role_that_brings_more_than_they_may_do(
    in_northvale, admin, mallory, now
):
    for role in (Role.SUPERVISOR, Role.FINANCE):
        with pytest.raises(NotPermitted):
            actions.give_role(
                actor=actor_of(admin), user=admin, role=role, council_id=in_northvale.id, now=now
            )
    actions.give_role(
        actor=actor_of(admin), user=mallory, role=Role.AGENT, council_id=in_northvale.id, now=now
    )

    assert [one.role for one in mallory.roles.all()] == ["agent"]
    assert [one.role for one in admin.roles.all()] == ["administrator"]


def test_who_only_has_an_own_role_with_set_up_gives_no_more_than_it_brings(
    in_northvale, admin, mallory, alice, now
):
    role = make(in_northvale, actor_of(admin), now, permissions={"settings.edit", "booking.view"})
    give(in_northvale, actor_of(admin), mallory, role, now)
    keeper = actor_of(mallory)
    with pytest.raises(NotPermitted):
        actions.give_role(
            actor=keeper, user=mallory, role=Role.ADMINISTRATOR, council_id=in_northvale.id,
            now=now,
        )  # fmt: skip
    with pytest.raises(NotPermitted):
        make(
            in_northvale, keeper, now, permissions={"settings.edit", "case.view"},
            role_id=role.pk, seen=1,
        )  # fmt: skip
    narrower = make(
        in_northvale, keeper, now, permissions={"booking.view"}, words=RoleWords(name="Looks")
    )
    give(in_northvale, keeper, alice, narrower, now)

    assert actor_of(mallory).permissions[in_northvale.id] == {"settings.edit", "booking.view"}


def test_an_administrator_of_one_council_makes_and_gives_nothing_in_another(
    northvale, southmere, admin, mallory, carys, now
):
    ada = actor_of(admin)
    with acting_for(northvale.id):
        role = make(northvale, ada, now)
    with acting_for(southmere.id):
        with pytest.raises(NotPermitted):
            make(southmere, ada, now)
        with pytest.raises(NotPermitted):
            give(southmere, ada, mallory, role, now)
        with pytest.raises(NotFound):
            give(southmere, SYSTEM, mallory, role, now)
        with pytest.raises(NotFound):
            own_roles.own_role(southmere.id, role.pk)
        with pytest.raises(NotFound):
            actions.end_own_role(actor=SYSTEM, council_id=southmere.id, role_id=role.pk, now=now)
        assert own_roles.own_roles_of(southmere.id) == []
    assert dict(actor_of(mallory).permissions) == {}


def test_staff_of_the_partnership_get_nothing_in_the_other_council(
    in_northvale, southmere, admin, bob, now
):
    role = make(in_northvale, actor_of(admin), now, permissions={"news.send"})
    before = actor_of(bob).permissions
    give(in_northvale, actor_of(admin), bob, role, now)
    after = actor_of(bob).permissions

    assert after[in_northvale.id] == before[in_northvale.id] | {"news.send"}
    assert after[southmere.id] == before[southmere.id]


def test_who_may_not_set_up_changes_nothing(in_northvale, admin, alice, mallory, now):
    role = make(in_northvale, actor_of(admin), now)
    held = give(in_northvale, actor_of(admin), mallory, role, now)
    officer = actor_of(alice)
    for attempt in (
        lambda: make(in_northvale, officer, now, words=RoleWords(name="Mine")),
        lambda: give(in_northvale, officer, alice, role, now),
        lambda: actions.end_own_role(
            actor=officer, council_id=in_northvale.id, role_id=role.pk, now=now
        ),
        lambda: actions.end_role_held(
            actor=officer, council_id=in_northvale.id, held_id=held.pk, now=now
        ),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert OwnRole.objects.get().ended_at is None
    assert list(mallory.roles.all()) == [held]


@pytest.mark.parametrize(
    ("permissions", "says"),
    [
        ({"king.make"}, "no permission king.make"),
        (set(), "brings something"),
        ({"case.edit"}, "no use without another: case.edit"),
    ],
)
def test_what_cannot_be_a_role_is_refused(in_northvale, now, permissions, says):
    with pytest.raises(ValueError, match=says):
        make(in_northvale, SYSTEM, now, permissions=permissions)
    assert not OwnRole.objects.exists()


def test_whoever_was_overtaken_and_a_name_that_is_taken_change_nothing(in_northvale, now):
    role = make(in_northvale, SYSTEM, now)
    with pytest.raises(Conflict):
        make(in_northvale, SYSTEM, now, permissions={"case.view"}, role_id=role.pk, seen=7)
    with pytest.raises(Conflict):
        make(in_northvale, SYSTEM, now, permissions={"case.view"})

    assert OwnRole.objects.get().permissions == sorted(BRINGS)


def test_the_last_administrator_stays(in_northvale, admin, mallory, now):
    [held] = admin.roles.all()

    def end(held_id):
        actions.end_role_held(
            actor=actor_of(admin), council_id=in_northvale.id, held_id=held_id, now=now
        )

    with pytest.raises(Conflict):
        end(held.pk)
    assert admin.roles.exists()

    role = make(in_northvale, actor_of(admin), now, permissions={"settings.edit", "case.view"})
    give(in_northvale, actor_of(admin), mallory, role, now)
    end(held.pk)
    keeper = actor_of(mallory)
    with pytest.raises(Conflict):
        actions.end_own_role(actor=keeper, council_id=in_northvale.id, role_id=role.pk, now=now)
    with pytest.raises(Conflict):
        make(in_northvale, keeper, now, permissions={"case.view"}, role_id=role.pk, seen=1)

    assert not admin.roles.exists()
    assert actor_of(mallory).permissions[in_northvale.id] == {"settings.edit", "case.view"}


def test_a_role_that_ends_is_lost_by_all_and_its_name_is_free(in_northvale, admin, mallory, now):
    role = make(in_northvale, actor_of(admin), now)
    give(in_northvale, actor_of(admin), mallory, role, now)
    actions.end_own_role(
        actor=actor_of(admin), council_id=in_northvale.id, role_id=role.pk, now=now
    )

    assert dict(actor_of(mallory).permissions) == {}
    with pytest.raises(NotFound):
        give(in_northvale, actor_of(admin), mallory, role, now)
    assert make(in_northvale, actor_of(admin), now).pk != role.pk
    assert [one.verb for one in AuditEntry.objects.order_by("pk")][-3:] == [
        "staff.role-ended", "role.ended", "role.made",
    ]  # fmt: skip


def test_the_lists_are_of_one_council_and_cost_the_same_for_many(
    in_northvale, admin, alice, bob, now, django_assert_num_queries
):
    role = make(in_northvale, actor_of(admin), now)
    give(in_northvale, actor_of(admin), alice, role, now)
    for number in range(3):
        make(in_northvale, SYSTEM, now, words=RoleWords(name=f"Another {number}"))

    with django_assert_num_queries(2):
        own = own_roles.own_roles_of(in_northvale.id)
    council_by_id(in_northvale.id)  # which is remembered
    with django_assert_num_queries(1):
        built_in = own_roles.built_in_roles(in_northvale.id)
    shown = own_roles.own_role(in_northvale.id, role.pk)
    with django_assert_num_queries(1):
        holders = own_roles.holders_of(in_northvale.id, shown)

    assert [(one.name, one.holders) for one in own][-1] == ("Registrar on duty", 1)
    counted = {one.built_in: one.holders for one in built_in}
    assert (counted["officer"], counted["administrator"], counted["editor"]) == (1, 1, 0)
    assert [(one.name, one.since, one.is_shared) for one in holders] == [("Alice", now, False)]
    shared = own_roles.holders_of(in_northvale.id, own_roles.built_in_role("agent"))
    assert [(one.name, one.is_shared) for one in shared] == [("Bob", True)]


def test_what_should_not_be_together_is_named():
    assert combinations_in({"refund.request", "refund.approve"})
    assert combinations_in({"refund.request", "payment.view"}) == ()


def test_who_looked_at_a_record_is_shown_with_the_councils_own_word(
    in_northvale, admin, mallory, rhian, now
):
    words = RoleWords(name="Registrar, on duty")
    role = make(in_northvale, actor_of(admin), now, permissions={"person.view"}, words=words)
    give(in_northvale, actor_of(admin), mallory, role, now)
    actions.note_access(
        actor=actor_of(mallory), council_id=in_northvale.id, person_id=rhian.pk, what="person",
        now=now,
    )  # fmt: skip

    [looked] = who_looked_at(rhian.pk, council_id=in_northvale.id)
    assert looked.roles == ("Registrar  on duty",)


def test_roles_that_bring_contacts_were_given_visits(in_northvale, admin, mallory, now):
    brings = frozenset({"interaction.log", "visit.log"})
    role = make(in_northvale, actor_of(admin), now, permissions=brings)
    other = make(
        in_northvale, actor_of(admin), now, permissions=frozenset({"booking.view"}),
        words=RoleWords(name="Looks on"),
    )  # fmt: skip
    give(in_northvale, actor_of(admin), mallory, role, now)
    OwnRole.objects.filter(pk=role.pk).update(permissions=["interaction.log"])
    StaffRole.objects.filter(own_role_id=role.pk).update(permissions=["interaction.log"])
    moved = import_module("moothall.people.migrations.0033_visits_beside_contacts")

    for _ in range(2):
        moved.give_visits(None, SimpleNamespace(connection=connection))

    with acting_for(in_northvale.id):
        assert OwnRole.objects.get(pk=role.pk).permissions == ["interaction.log", "visit.log"]
        assert OwnRole.objects.get(pk=other.pk).permissions == ["booking.view"]
    assert "visit.log" in actor_of(mallory).permissions[in_northvale.id]
