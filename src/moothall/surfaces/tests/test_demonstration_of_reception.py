"""The demonstration's front desk: somebody waits, is handed over, and was answered."""

import pytest

from moothall.bookings.models import QueueTicket
from moothall.bookings.queueing.queries import queue_sites
from moothall.bookings.setup import apply_bookings
from moothall.cases.models import Interaction
from moothall.cases.reception.queries import waiting_for
from moothall.councils.setup import SetupContext
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role, StaffUser
from moothall.surfaces.demonstration import councils, reception
from moothall.surfaces.workspace.front_desk import hall_at


@pytest.fixture
def staff(southmere):
    """The receptionist, officer and supervisor of a council."""
    people = {}
    with acting_for(southmere.id):
        for role in (Role.DESK, Role.OFFICER, Role.SUPERVISOR):
            user = StaffUser.objects.create_user(f"{role.value}@southmere.test", name=role.label)
            give_role(
                actor=system("tests"), user=user, role=role, council_id=southmere.id,
                now=clock.now(),
            )  # fmt: skip
            people[role] = user
    return people


@pytest.mark.slow
@pytest.mark.parametrize("file", ["aldermoor", "cwm-helyg"])
def test_the_front_desk_my_work_and_visitors_are_not_empty(southmere, staff, file):
    now = clock.now()
    with acting_for(southmere.id):
        apply_bookings(
            SetupContext(southmere, councils.COUNCIL_FILES, now),
            {"file": f"../bookings/{file}.yaml"},
        )

        assert reception.settle(southmere, now=now)
        assert not reception.settle(southmere, now=now)

        desk = kit.actor_of(staff[Role.DESK])
        [site] = [one for one in queue_sites() if one.has_queue]
        hall = hall_at(desk, southmere, site, now=now)
        assert [one.answer for one in hall.handed] == ["I am coming", "No answer yet"]
        assert hall.handed[0].row.note == "I am finishing a call: five minutes"
        assert (len(hall.here), len(hall.queue.line), len(hall.queue.aside)) == (1, 2, 2)
        assert hall.here[0].id in hall.contacts
        for role in (Role.OFFICER, Role.SUPERVISOR):
            [waits] = waiting_for(kit.actor_of(staff[role]), [southmere.id], now=now)
            assert waits.said
        assert Interaction.objects.filter(channel="visit").count() == 3
        assert QueueTicket.objects.count() == 5


def test_a_council_without_a_queue_or_a_desk_is_left_out(northvale, southmere):
    for council in (northvale, southmere):
        with acting_for(council.id):
            assert not reception.settle(council, now=clock.now())
            assert QueueTicket.objects.count() == 0
