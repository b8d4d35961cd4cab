"""Own figures, booking from a contact, and giving a task in a real browser."""

import pytest
from playwright.sync_api import expect

from moothall.cases.models import CaseTask
from moothall.cases.work import actions
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.surfaces.workspace.tests.test_booking_in_contact import (  # noqa: F401 - fixtures
    contact,
    diary,
    page_of,
)
from moothall.surfaces.workspace.tests.test_desk_more import case  # noqa: F401 - fixture
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_are_read_by_everybody(width, diary, contact, case, northvale, bob, live_server):  # noqa: F811
    with acting_for(northvale.id):
        task = actions.add_task(
            actor=kit.actor_of(bob), case_id=case.pk, title="Ring the crew", now=clock.now()
        )
    with a_desk(live_server, cookie_of(bob), width=width) as opened:
        for address in (
            "/workspace/front-desk/",
            "/workspace/my-figures/",
            page_of(contact),
            f"/workspace/contacts/{contact.pk}/",
            f"/workspace/contacts/{contact.pk}/hand-over/",
            f"/workspace/cases/{case.reference}/tasks/{task.pk}/give/",
        ):
            opened.goto(address)
            assert (address, faults_in(opened)) == (address, [])
            assert is_in_reach(opened)
        opened.get_by_role("radio").first.check()
        opened.get_by_test_id("save-give-task").click()
        expect(opened.get_by_test_id("flash")).to_have_text("The task is given.")

    with acting_for(northvale.id):
        assert CaseTask.objects.get().holder_id is not None
