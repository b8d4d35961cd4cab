from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from moothall.councils import actions as councils
from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel import clock, short_memory
from moothall.kernel.actors import ActorKind, system
from moothall.kernel.errors import NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import TOTP_SECRET, actor_of, sign_in
from moothall.people import actions, queries
from moothall.people.models import Role, StaffRole, StaffUser
from moothall.people.roles import PERMISSIONS
from moothall.people.setup import apply_staff


def test_an_officer_may_act_in_her_council_alone(alice, northvale, southmere):
    actor = actor_of(alice)

    assert actor.kind is ActorKind.STAFF
    assert actor.name == "Alice"
    assert dict(actor.permissions) == {northvale.id: PERMISSIONS[Role.OFFICER]}
    assert not actor.may("case.view", southmere.id)


def test_an_agent_of_the_partnership_may_act_in_every_member(bob, northvale, southmere):
    assert actor_of(bob).councils_where("case.view") == (northvale.id, southmere.id)


def test_an_account_without_a_role_or_shut_may_nothing(mallory, alice):
    alice.is_active = False
    alice.save()

    assert dict(actor_of(mallory).permissions) == {}
    assert dict(actor_of(alice).permissions) == {}


def test_the_actor_costs_one_query(bob, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.actor_for(bob)


def test_a_role_is_of_a_council_or_of_a_partnership_never_both_or_neither(alice, northvale):
    for council, partnership in ((northvale.id, northvale.partnership_id), (None, None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffRole.objects.create(
                user=alice, role="agent", council_id=council, partnership_id=partnership
            )


def test_only_administrators_give_roles(in_northvale, alice, mallory, now):
    with pytest.raises(NotPermitted):
        actions.give_role(
            actor=actor_of(alice),
            user=mallory,
            role=Role.OFFICER,
            council_id=in_northvale.id,
            now=now,
        )
    assert not mallory.roles.exists()


def test_an_administrator_of_one_council_gives_no_role_in_the_partnership(
    northvale, southmere, mallory, alice, now
):
    with acting_for(northvale.id):
        actions.give_role(
            actor=system("t"), user=alice, role=Role.ADMINISTRATOR, council_id=northvale.id, now=now
        )
        with pytest.raises(NotPermitted):
            actions.give_role(
                actor=actor_of(alice),
                user=mallory,
                role=Role.AGENT,
                partnership_id=northvale.partnership_id,
                now=now,
            )


def test_a_councils_file_names_its_staff(in_northvale, now, settings, tmp_path):
    settings.SECRETS_DIR = tmp_path
    (tmp_path / "dot-password").write_text("a long enough password\n")
    (tmp_path / "dot-totp").write_text(TOTP_SECRET)
    section = [
        {
            "email": "Dot@Northvale.test",
            "name": "Dot",
            "role": "agent",
            "for": "partnership",
            "password_secret": "dot-password",
            "totp_secret": "dot-totp",
        },
        {"email": "eve@northvale.test", "name": "Eve", "role": "editor"},
    ]

    for _ in range(2):
        apply_staff(SetupContext(in_northvale, tmp_path, now), section)

    dot, eve = StaffUser.objects.order_by("email")
    assert dot.email == "dot@northvale.test"
    assert dot.check_password("a long enough password")
    assert queries.staff_standing(dot).has_second_factor
    assert not eve.has_usable_password()
    assert actor_of(eve).councils_where("content.edit") == (in_northvale.id,)
    assert AuditEntry.objects.filter(verb="staff.added").count() == 2


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"email": "x@y.z", "name": "X", "role": "king"}, "king"),
        ({"email": "x@y.z", "name": "X", "role": "agent", "password_secret": "none"}, "NONE"),
        ({"email": "x@y.z", "role": "agent"}, "name"),
    ],
)
def test_a_mistake_in_the_section_is_named(in_northvale, now, tmp_path, entry, says):
    with pytest.raises(SetupError, match=says):
        apply_staff(SetupContext(in_northvale, tmp_path, now), [entry])


def get(client, path="/workspace/nowhere/", host="northvale.test"):
    return client.get(path, headers={"host": host})


def test_staff_of_the_council_come_in(client, alice):
    sign_in(client, alice)

    assert get(client).status_code == 404


def test_an_officer_at_anothers_door_is_shown_her_own(client, alice, southmere):
    sign_in(client, alice)

    response = get(client, host="southmere.test")

    assert response.status_code == 403
    assert "http://northvale.test/workspace/" in response.content.decode()
    assert get(client, "/cms/nowhere/", "southmere.test").status_code == 403


def test_an_agent_of_the_partnership_comes_in_by_either_door(client, bob):
    sign_in(client, bob)

    assert get(client).status_code == 404
    assert get(client, host="southmere.test").status_code == 404


def test_an_account_without_a_role_is_told_so(client, mallory, northvale):
    sign_in(client, mallory)

    response = get(client)

    assert response.status_code == 403
    assert "nobody has given you a role" in response.content.decode()


def test_public_pages_never_read_a_session(client, alice, django_assert_num_queries):
    sign_in(client, alice)
    get(client, "/nothing-here/")

    response = get(client, "/nothing-here/")

    assert "session" not in response.cookies
    assert response.wsgi_request.actor is None
    assert not response.wsgi_request.session.accessed


def test_a_second_factor_comes_first_where_the_council_asks_for_one(client, alice):
    client.force_login(alice)

    response = get(client)

    assert response.status_code == 302
    assert response.url == "/workspace/sign-in/second-factor/app/activate/"


def test_no_second_factor_is_asked_where_the_council_switched_it_off(client, alice, northvale):
    with acting_for(northvale.id):
        councils.apply_features(northvale.id, {"staff-second-factor-required": False})
    short_memory.forget_all()
    client.force_login(alice)

    assert get(client).status_code == 404


def test_the_strictest_council_decides_about_the_second_factor(client, bob, northvale):
    with acting_for(northvale.id):
        councils.apply_features(northvale.id, {"staff-second-factor-required": False})
    short_memory.forget_all()
    client.force_login(bob)

    assert get(client).status_code == 302


@pytest.mark.parametrize(
    ("pause", "times"), [(timedelta(minutes=61), 1), (timedelta(minutes=50), 15)]
)
def test_a_session_ends_after_a_quiet_hour_and_after_a_day(
    client, alice, monkeypatch, pause, times
):
    moments = iter([clock.now() + pause * number for number in range(1, times + 1)])
    sign_in(client, alice)
    assert get(client).status_code == 404

    monkeypatch.setattr(clock, "now", lambda: next(moments))
    for _ in range(times):
        response = get(client)

    assert response.status_code == 302
    assert response.url == "/workspace/sign-in/login/?next=%2Fworkspace%2Fnowhere%2F"
    monkeypatch.undo()
    assert not get(client).wsgi_request.user.is_authenticated
