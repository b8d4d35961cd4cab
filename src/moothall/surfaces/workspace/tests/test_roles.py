"""Roles on their pages: copied, put together, given, taken, ended."""

import pytest

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import actor_of
from moothall.people.actions import give_role, save_own_role
from moothall.people.actions.own_roles import RoleWords
from moothall.people.models import Account, OwnRole, Role, StaffRole
from moothall.surfaces.workspace.tests.conftest import Desk

ROLES = "/workspace/roles/northvale/"
COPY = f"{ROLES}built-in/desk/copy/"
SAID = {
    "seen": "0",
    "name": "Registrar on duty",
    "description": "Whoever registers births today",
    "may_bookings": ["booking.view", "booking.check-in"],
}


@pytest.fixture
def desk(northvale, bob):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=bob, role=Role.ADMINISTRATOR, council_id=northvale.id,
            now=clock.now(),
        )  # fmt: skip
    return Desk("northvale.test", bob)


@pytest.fixture
def address(desk):
    """A role that Bob has made."""
    return desk.post(COPY, **SAID).location


def ticked(page):
    return page.tree.xpath("//input[@type='checkbox'][@checked]/@value")


def test_a_role_is_made_from_a_copy_and_given(northvale, desk, mallory):
    copy = desk.get(COPY)
    saved = desk.post(COPY, **SAID)
    page = desk.get(saved.location)
    given = desk.post(saved.location, email="Mallory@Elsewhere.test", name="Mallory")
    holder = desk.get(saved.location).one("holder")

    assert sorted(ticked(copy)) == [
        "booking.check-in", "booking.view", "knowledge.read", "visit.log", "warning.view",
    ]  # fmt: skip
    assert saved.status == 302
    assert page.one("may") == "See bookings Check people in at the desk"
    assert page.one("sees") == "Front desk Diary My account"
    assert given.location == saved.location
    assert holder.startswith(f"{mallory.get_full_name()} ({mallory.email})")
    assert "Registrar on duty 1 person Whoever registers births today" in desk.get(ROLES).text
    assert actor_of(mallory).permissions[northvale.id] == {"booking.view", "booking.check-in"}


def test_somebody_new_gets_an_account_and_a_built_in_role(northvale, desk):
    address = f"{ROLES}built-in/agent/"
    given = desk.post(address, email="new@northvale.test", name="Nia")

    assert given.location == address
    assert desk.get(address).all("holder")[-1].startswith("Nia (new@northvale.test)")
    user = Account.objects.get(email="new@northvale.test")
    assert not user.has_usable_password()


def test_what_brings_more_than_ones_own_cannot_be_given_or_copied(northvale, desk, bob):
    for word in ("supervisor", "finance"):
        page = desk.get(f"{ROLES}built-in/{word}/")
        assert page.all("beyond")
        assert page.all("give") == []
        posted = desk.post(f"{ROLES}built-in/{word}/", email=bob.email, name="Bob")
        assert "You can only give what you may do yourself" in posted.text
    copy = desk.get(f"{ROLES}built-in/supervisor/copy/")
    assert "person.see-protected" not in copy.tree.xpath("//input/@value")
    forged = desk.post(
        f"{ROLES}built-in/supervisor/copy/", seen="0", name="King",
        may_people=["person.view", "person.see-protected"],
    )  # fmt: skip

    assert forged.status == 422
    assert "You can only give what you may do yourself" in forged.text
    with acting_for(northvale.id):
        assert not OwnRole.objects.exists()
    assert StaffRole.objects.filter(user=bob).count() == 2


def test_what_should_not_be_together_is_read_first(northvale, desk):
    said = {
        **SAID, "may_payments": ["payment.view", "refund.request", "refund.approve"],
    }  # fmt: skip
    page = desk.post(COPY, **said)
    saved = desk.post(COPY, **said, is_read="on")

    assert page.status == 422
    assert "Nobody can ever agree to their own" in page.text
    assert saved.status == 302


def test_mistakes_are_said_beside_their_field(northvale, desk):
    page = desk.post(COPY, seen="0", name="", may_requests=["case.edit"])

    assert page.status == 422
    for words in ("Give the role a name", "is of no use without “See requests"):
        assert words in page.text
    with acting_for(northvale.id):
        assert not OwnRole.objects.exists()


def test_a_role_is_changed_taken_and_ended(northvale, desk, address, mallory):
    desk.post(address, email=mallory.email, name="Mallory")
    changed = desk.post(f"{address}edit/", **{**SAID, "seen": "1", "may_bookings": "booking.view"})
    assert changed.location == address
    assert actor_of(mallory).permissions[northvale.id] == {"booking.view"}

    late = desk.post(f"{address}edit/", **{**SAID, "seen": "1"})
    assert late.status == 422
    [held] = mallory.roles.all()
    desk.post(f"{ROLES}held/{held.pk}/end/")
    assert dict(actor_of(mallory).permissions) == {}

    assert desk.post(f"{address}end/").location == ROLES
    assert desk.get(address).status == 404


def test_the_last_administrator_is_told_why(northvale, desk, bob):
    held = bob.roles.get(role="administrator")
    ended = desk.post(f"{ROLES}held/{held.pk}/end/")

    assert ended.status == 302
    assert "Nobody could set up this council any more" in desk.get(ROLES).text
    assert bob.roles.filter(pk=held.pk).exists()


def test_a_role_that_brings_more_than_ones_own_is_left_alone(northvale, desk):
    with acting_for(northvale.id):
        role = save_own_role(
            actor=system("tests"), council_id=northvale.id, words=RoleWords(name="Guard"),
            permissions={"person.view", "person.see-protected"}, now=clock.now(),
        )  # fmt: skip
    address = f"{ROLES}{role.pk}/edit/"
    page = desk.get(address)
    desk.post(address, seen="1", name="Mine", may_people="person.view")

    assert "See what is hidden of people in danger" in page.text
    assert page.all("save") == []
    with acting_for(northvale.id):
        assert OwnRole.objects.get().name == "Guard"


def test_others_see_no_roles(northvale, desk, address, desk_of_alice, desk_of_carys, client):
    paths = (ROLES, COPY, address, f"{address}edit/", f"{ROLES}built-in/desk/")
    for path in paths:
        assert desk_of_alice.get(path).status in {403, 404}
        assert desk_of_carys.get(path).status in {403, 404}
        assert client.get(path, headers={"host": "northvale.test"}).status_code == 302
    for other in (desk_of_alice, desk_of_carys):
        assert other.post(COPY, **SAID).status in {403, 404}
        assert other.post(address, email="x@y.test", name="X").status in {403, 404}
        assert other.post(f"{address}end/").status in {403, 404}
    with acting_for(northvale.id):
        assert OwnRole.objects.get().ended_at is None


def test_who_has_an_own_role_opens_what_it_brings_and_nothing_else(
    northvale, desk, address, mallory
):
    desk.post(address, email=mallory.email, name="Mallory")
    theirs = Desk("northvale.test", mallory)

    assert theirs.get("/workspace/diary/").status in {200, 302}
    assert theirs.get("/workspace/roles/northvale/").status in {403, 404}
    assert theirs.get("/workspace/payments/").status == 403
