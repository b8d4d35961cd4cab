from datetime import timedelta

import pytest

from moothall.cases.models import Case, TimelineEntry
from moothall.connectors import actions, delivering, polling
from moothall.connectors.models import Delivery, ReceivedUpdate
from moothall.connectors.models.received import Outcome
from moothall.connectors.ports import StatusUpdate
from moothall.connectors.tests.scenes import a_case, fake_behind
from moothall.connectors.tests.scenes import works as works  # noqa: PLC0414 - a fixture
from moothall.kernel import clock
from moothall.kernel.actors import system

US = system("test")


@pytest.fixture
def case(works, in_northvale, now) -> Case:
    made = a_case(in_northvale, now)
    actions.route_case(actor=US, case_id=made.pk, now=now)
    delivering.attempt_delivery(delivery_id=Delivery.objects.get().pk)
    return made


def update(key="1", *, status="CLOSED", reference="FAKE-1", minutes=0, description="Mended."):
    return StatusUpdate(
        update_key=key,
        reference=reference,
        status=status,
        description=description,
        happened_at=clock.now() - timedelta(minutes=5 - minutes),
        raw="{}",
    )


def test_a_closed_job_closes_the_case_with_the_crews_words(works, case):
    fake_behind(works).told = [update()]

    assert polling.poll(system_id=works.pk) == 1

    case.refresh_from_db()
    assert case.status == "resolved"
    assert TimelineEntry.objects.get(case=case, kind="status").text == "Mended."


def test_the_same_update_told_twice_is_applied_once(works, case):
    fake_behind(works).told = [update(), update()]

    polling.poll(system_id=works.pk)
    polling.poll(system_id=works.pk)

    assert ReceivedUpdate.objects.count() == 1
    assert TimelineEntry.objects.filter(case=case, kind="status").count() == 1


def test_updates_are_applied_in_the_order_they_happened(works, case):
    fake_behind(works).told = [update("2", minutes=2), update("1", status="IN_PROGRESS")]

    polling.poll(system_id=works.pk)

    statuses = TimelineEntry.objects.filter(case=case, kind="status").order_by("happened_at", "id")
    assert [entry.status_to for entry in statuses] == ["in_progress", "resolved"]


def test_an_update_that_comes_before_its_reference_waits_for_it(works, in_northvale, now):
    fake_behind(works).told = [update()]

    assert polling.poll(system_id=works.pk) == 0
    assert ReceivedUpdate.objects.get().outcome == Outcome.WAITING

    case = a_case(in_northvale, now)
    actions.route_case(actor=US, case_id=case.pk, now=now)
    delivering.attempt_delivery(delivery_id=Delivery.objects.get().pk)
    assert polling.poll(system_id=works.pk) == 1


def test_an_unknown_status_is_kept_for_a_person_and_holds_up_nothing(works, case):
    fake_behind(works).told = [update("1", status="BANANA"), update("2", minutes=2)]

    assert polling.poll(system_id=works.pk) == 1

    assert ReceivedUpdate.objects.get(update_key="1").outcome == Outcome.REFUSED
    assert ReceivedUpdate.objects.get(update_key="2").outcome == Outcome.APPLIED


def test_a_status_that_says_nothing_changes_nothing(works, case):
    fake_behind(works).told = [update(status="OPEN")]

    assert polling.poll(system_id=works.pk) == 0

    case.refresh_from_db()
    assert case.status == "received"


def test_a_step_that_the_case_does_not_allow_is_left_to_a_person(works, case, now):
    fake_behind(works).told = [
        update("1", status="CANCELLED"),
        update("2", status="ACTION_SCHEDULED", minutes=2),
    ]

    polling.poll(system_id=works.pk)

    assert ReceivedUpdate.objects.get(update_key="2").outcome == Outcome.REFUSED
    case.refresh_from_db()
    assert case.status == "cancelled"


def test_asking_overlaps_what_was_asked_before(works, case):
    polling.poll(system_id=works.pk)
    works.refresh_from_db()
    late = update("late")
    assert late.happened_at < works.polled_until
    fake_behind(works).told = [late]

    assert polling.poll(system_id=works.pk) == 1


def test_what_was_missed_for_long_is_asked_for_in_parts(works, case):
    started = clock.now() - timedelta(days=200)
    works.polled_until = started
    works.save()
    fake_behind(works).told = [update()]

    applied = [polling.poll(system_id=works.pk) for _ in range(3)]

    assert applied == [0, 0, 1]
    works.refresh_from_db()
    assert works.polled_until > clock.now() - timedelta(minutes=1)


def test_a_system_out_of_reach_is_asked_again_later(works, case):
    works.options = {"endpoint": "nonsense"}
    works.supplier = "open311"
    works.save()

    assert polling.poll(system_id=works.pk) == 0
    works.refresh_from_db()
    assert works.polled_until is None
