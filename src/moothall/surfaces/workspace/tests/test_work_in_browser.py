"""Work on cases in a real browser: what is typed survives, and every page fits and reads well."""

import os

import pytest
from playwright.sync_api import expect

from moothall.cases.models import CaseDraft, StaffNotice
from moothall.cases.tests.factories import case_of
from moothall.cases.work import actions
from moothall.cases.work.actions.setting_up import QueueSettings
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SYSTEM = system("tests")


@pytest.fixture
def worked(northvale, southmere, alice, bob):
    """A case of Northvale with a queue, a task, a checklist and a part for another team."""
    now = clock.now()
    with acting_for(northvale.id):
        give_role(
            actor=SYSTEM, user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=now,
        )  # fmt: skip
        case = case_of(northvale, now)
        for name in ("All of them", "Late"):
            actions.save_queue(
                actor=SYSTEM, council_id=northvale.id, now=now,
                settings=QueueSettings(name=name, deadline="overdue" if name == "Late" else ""),
            )  # fmt: skip
        actions.add_checklist_item(
            actor=SYSTEM, council_id=northvale.id, service="missed-bin", text="Ask the crew",
            is_mandatory=True, now=now,
        )  # fmt: skip
        on = {"actor": kit.actor_of(alice), "case_id": case.pk, "now": now}
        actions.add_task(**on, title="Ring the crew about the lane", hours=8, holder_id=bob.pk)
        actions.open_sub_case(
            **on, service_type="street-fault", summary="Mend the kerb", submission_key="part"
        )
    return case


def test_what_is_typed_is_kept_and_a_colleague_is_named_by_keyboard(
    worked, northvale, alice, bob, live_server
):
    address = f"/workspace/cases/{worked.reference}/"
    cookie = cookie_of(alice)

    with a_desk(live_server, cookie, width=1280) as opened:
        opened.goto(address)
        note = opened.get_by_label("Note for staff")
        note.press_sequentially("Please look, @bo")
        offered = opened.get_by_role("button", name="Bob (bob@twin-towns.test)")
        expect(offered).to_be_visible()
        note.press("ArrowDown")
        expect(offered).to_be_focused()
        opened.keyboard.press("Enter")
        expect(note).to_have_value("Please look, @bob ")
        expect(opened.get_by_text("Kept for you, not saved yet")).to_be_visible()

    with a_desk(live_server, cookie, scripts=False) as opened:
        opened.goto(address)
        expect(opened.get_by_test_id("draft")).to_be_visible()
        expect(opened.get_by_label("Note for staff")).to_have_value("Please look, @bob ")
        opened.get_by_test_id("save-step").click()
        expect(opened.get_by_test_id("flash")).to_have_text("Saved.")
        expect(opened.get_by_test_id("draft")).to_have_count(0)

    with acting_for(northvale.id):
        assert CaseDraft.objects.count() == 0
        assert StaffNotice.objects.filter(kind="mention", employee_id=bob.pk).count() == 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_every_page_of_the_work_fits_and_reads_well(worked, alice, live_server, width, scripts):
    case = f"/workspace/cases/{worked.reference}/"
    settings = "/workspace/work/northvale/"

    with a_desk(live_server, cookie_of(alice), width=width, scripts=scripts) as opened:
        opened.goto("/workspace/queues/")
        opened.get_by_test_id("take-next").click()
        expect(opened.get_by_test_id("holder")).to_have_text("You work on this case.")
        opened.get_by_test_id("watch").click()
        pages = [
            case, f"{case}give/", f"{case}part/", "/workspace/my-work/", "/workspace/queues/",
            "/workspace/notices/", settings, f"{settings}queues/new/", f"{settings}staff/",
            f"{settings}checklists/", f"{settings}routes/",
        ]  # fmt: skip
        for number, one in enumerate(pages):
            opened.goto(one)
            assert is_in_reach(opened), one
            if scripts:
                assert faults_in(opened) == [], one
            if folder := os.environ.get("WORK_LOOKS"):
                opened.screenshot(path=f"{folder}/{width}-{scripts}-{number}.png", full_page=True)
        opened.goto("/workspace/queues/")
        opened.get_by_role("link", name="All of them").click()
        assert is_in_reach(opened)
        if folder := os.environ.get("WORK_LOOKS"):
            opened.screenshot(path=f"{folder}/{width}-{scripts}-queue.png", full_page=True)
