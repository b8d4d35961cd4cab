"""The page that leads to all that a council sets up."""

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk


def desk_of(council, person, role):
    with acting_for(council.id):
        give_role(
            actor=system("tests"), user=person, role=role, council_id=council.id, now=clock.now()
        )
    return Desk("northvale.test", person)


def test_it_leads_to_every_screen_with_a_sentence(northvale, southmere, bob):
    desk = desk_of(northvale, bob, Role.SUPERVISOR)

    page = desk.get("/workspace/set-up/")

    addresses = page.links("set-up")
    names = [
        "case-types", "calendar", "due-rules", "complaint-stages", "work", "rules", "macros",
        "message-words", "request-settings", "form-settings", "what-can-be-paid", "mail-settings",
        "calls/lines", "roles", "sites", "sign-in-providers", "user-lists", "partner-keys",
    ]  # fmt: skip
    assert len(page.all("to-set-up")) == len(names) == 18
    assert [one.split("?")[0] for one in addresses] == [
        f"/workspace/{one}/northvale/" for one in names
    ]
    assert {desk.get(one).status for one in addresses} == {200}
    assert page.all("to-set-up")[1] == (
        "Working calendar When your council works, and on which days it is closed. "
        "Promises are counted by it."
    )
    assert "/workspace/case-types/" not in desk.get("/workspace/").response.content.decode()


def test_who_may_set_up_nothing_does_not_see_it(northvale, bob):
    desk = desk_of(northvale, bob, Role.AGENT)

    assert desk.get("/workspace/set-up/").status in (403, 404)
    assert Desk("northvale.test").get("/workspace/set-up/").status in (302, 403)
