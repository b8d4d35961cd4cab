"""Own figures, tasks for colleagues and macros, and who handed a case over: the pages."""

import pytest

from moothall.cases.macros.models import Macro
from moothall.cases.models import CaseTask, Interaction
from moothall.cases.tests.factories import case_of
from moothall.cases.work import actions
from moothall.councils.queries import teams
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk


@pytest.fixture
def case(northvale):
    with acting_for(northvale.id):
        return case_of(northvale, clock.now())


def test_own_figures_name_nobody(northvale, alice, desk_of_alice, bob):
    now = clock.now()
    with acting_for(northvale.id):
        for who in (alice, bob):
            Interaction.objects.create(
                council_id=northvale.id, channel="phone", direction="inbound", happened_at=now,
                logged_by_kind="staff", logged_by_identifier=str(who.pk), logged_by_name=who.name,
                outcome="answered", handling_seconds=90, wrap_up_seconds=30, began_at=now,
                finished_at=now,
            )  # fmt: skip

    page = desk_of_alice.get("/workspace/my-figures/")

    assert page.status == 200
    assert "Contacts 1 –" in page.one("figures")
    assert "2:00" in page.one("figures")
    assert page.all("too-few")
    assert bob.name not in page.text
    assert desk_of_alice.get("/workspace/my-figures/?start=2026-02-02&end=2026-01-01").status == 422
    assert desk_of_alice.get("/workspace/account/").links("my-figures") == [
        "/workspace/my-figures/"
    ]


def test_nobody_sees_figures_without_an_account_of_the_desk(db):
    assert Desk("northvale.test").get("/workspace/my-figures/").status in {302, 404}


def test_a_task_is_given_to_a_colleague_from_its_case(
    case, northvale, alice, bob, carys, desk_of_alice, desk_of_carys
):
    at = f"/workspace/cases/{case.reference}/"
    led = desk_of_alice.post(f"{at}tasks/", title="Ring the crew", hours="", who="colleague")
    with acting_for(northvale.id):
        task = CaseTask.objects.get()
    give = f"{at}tasks/{task.pk}/give/"
    assert led.location == give

    page = desk_of_alice.get(f"{give}?q=bob")
    assert page.one("which-task").startswith("Ring the crew")
    assert page.tree.xpath("//input[@name='employee']/@value") == [str(bob.pk)]
    assert desk_of_alice.post(give).status == 422
    done = desk_of_alice.post(f"{give}?q=bob", employee=str(bob.pk))

    assert done.location == at
    with acting_for(northvale.id):
        task.refresh_from_db()
        assert task.holder_id == bob.pk
    assert desk_of_alice.get(at).links("task-give") == [give]
    assert desk_of_alice.post(give, employee=str(carys.pk)).status == 422
    assert desk_of_carys.get(give).status == 404
    assert desk_of_alice.get(f"{at}tasks/{case.pk}/give/").status == 404


def test_a_macro_sets_a_task(case, northvale, bob):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=bob, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=clock.now(),
        )  # fmt: skip
        team = str(teams(northvale.id)[0].id)
    desk = Desk("northvale.test", bob)
    told = {
        "name": "Ring", "status": "", "words_en": "", "note": "", "team": "", "priority": "",
        "for_team": "", "is_active": "on", "task": "Ring the crew", "task_team": team,
        "task_days": "2",
    }  # fmt: skip

    wrong = desk.post("/workspace/macros/northvale/new/", **{**told, "task": ""})
    closing = desk.post(
        "/workspace/macros/northvale/new/", **{**told, "status": "resolved", "words_en": "Done"}
    )
    saved = desk.post("/workspace/macros/northvale/new/", **told)

    assert (wrong.status, closing.status, saved.status) == (422, 422, 302)
    assert "Say what is to be done" in wrong.text
    assert "A case with something to do cannot be closed" in closing.text
    with acting_for(northvale.id):
        assert Macro.objects.get().deed == {
            "task": "Ring the crew", "task_team": team, "task_days": "2",
        }  # fmt: skip


def test_who_handed_a_case_over_and_why_stands_in_ones_work(
    case, northvale, alice, bob, desk_of_bob, desk_of_alice
):
    with acting_for(northvale.id):
        actions.give_case(
            actor=kit.actor_of(alice), case_id=case.pk, employee_id=bob.pk,
            note="You know this lane", now=clock.now(),
        )  # fmt: skip

    page = desk_of_bob.get("/workspace/my-work/")

    assert page.one("given").startswith(f"Handed to you by {alice.name}, ")
    assert page.one("given").endswith("“You know this lane”")
    with acting_for(northvale.id):
        actions.take_case(actor=kit.actor_of(alice), case_id=case.pk, now=clock.now())
    assert desk_of_alice.get("/workspace/my-work/").all("given") == []
