"""Rules on their pages: written, tried, switched on."""

import pytest

from moothall.cases.deeds.deed import Deed
from moothall.cases.macros.actions import save_macro
from moothall.cases.models import BusinessRule
from moothall.cases.tests.factories import case_of
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk

RULES = "/workspace/rules/northvale/"


@pytest.fixture
def macro(northvale):
    with acting_for(northvale.id):
        return save_macro(
            actor=system("tests"), council_id=northvale.id, name="Urgent",
            deed=Deed(priority="urgent"), now=clock.now(),
        )  # fmt: skip


@pytest.fixture
def desk(northvale, bob):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=bob, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=clock.now(),
        )  # fmt: skip
    return Desk("northvale.test", bob)


def written(desk, macro, **said):
    fields = {
        "seen": "0", "name": "Bins first", "trigger": "opened", "macro": macro.pk,
        "about_1": "service", "test_1": "is", "value_1": "Missed bin", **said,
    }  # fmt: skip
    return desk.post(f"{RULES}new/", **fields)


def test_a_rule_is_written_tried_and_switched_on(northvale, desk, macro):
    with acting_for(northvale.id):
        case_of(northvale, clock.now())
    saved = written(desk, macro)
    page = desk.get(saved.location)
    switched = desk.post(f"{saved.location}switch/", seen="1", on="on")

    assert saved.status == 302
    assert page.one("sentence") == (
        "When a case comes in, and the service is “Missed bin”: do “Urgent”."
    )
    assert page.one("matched").startswith("It fits 1 of 1 cases")
    assert "Priority: Normal → Urgent" in page.one("tried-case")
    assert switched.status == 302
    assert desk.get(saved.location).one("state") == "On"
    assert "Bins first On" in desk.get(RULES).one("rule")


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(northvale, desk, macro):
    page = written(
        desk, macro, name="", value_1="Missed bim", about_2="answer", test_2="is", value_2="Yes"
    )

    assert page.status == 422
    for words in ("Give the rule a name", "Write one of: ", "Write the question"):
        assert words in page.text
    assert page.value("value_1") == "Missed bim"
    with acting_for(northvale.id):
        assert BusinessRule.objects.count() == 0


def test_whoever_was_overtaken_is_told(northvale, desk, macro):
    address = written(desk, macro).location
    fields = {"name": "Bins first", "trigger": "opened", "macro": macro.pk}
    desk.post(f"{address}edit/", seen="1", **fields)
    late = desk.post(f"{address}edit/", seen="1", **{**fields, "name": "Mine"})
    desk.post(f"{address}switch/", seen="1", on="on")

    assert late.status == 422
    assert late.value("name") == "Mine"
    with acting_for(northvale.id):
        assert not BusinessRule.objects.get().is_on


def test_others_see_no_rules(northvale, desk, macro, desk_of_alice, desk_of_carys, client):
    address = written(desk, macro).location
    for path in (RULES, address, f"{address}edit/", f"{RULES}new/"):
        assert desk_of_alice.get(path).status in {403, 404}
        assert desk_of_carys.get(path).status in {403, 404}
        assert client.get(path, headers={"host": "northvale.test"}).status_code == 302
    assert desk_of_alice.post(f"{address}switch/", seen="1", on="on").status in {403, 404}
    with acting_for(northvale.id):
        assert not BusinessRule.objects.get().is_on
