from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app  # noqa: TID251 - the kernel's own test

from moothall.kernel import outbox
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for, councils_in_force


@dataclass(frozen=True, kw_only=True)
class BellRung(outbox.Event):
    name: ClassVar[str] = "tests.bell-rung"
    bell_id: UUID
    note: str | None = None


heard: list = []


def on_bell_rung_listen(event: BellRung) -> None:
    heard.append((event, councils_in_force()))


@pytest.fixture(autouse=True)
def _listener():
    heard.clear()
    outbox.subscribe(BellRung, on_bell_rung_listen)
    yield
    outbox._listeners.pop(BellRung.name, None)


def test_an_event_is_told_to_its_listener_in_its_council(in_northvale, queue, now):
    event = BellRung(council_id=in_northvale.id, occurred_at=now, bell_id=uuid4())

    with transaction.atomic():
        outbox.publish(event)
    queue.run_all()

    assert heard == [(event, (in_northvale.id,))]
    assert OutboxEvent.objects.get().payload["bell_id"] == str(event.bell_id)


def test_several_events_cost_two_statements(in_northvale, now, django_assert_num_queries):
    events = [
        BellRung(council_id=in_northvale.id, occurred_at=now, bell_id=uuid4()) for _ in range(3)
    ]

    with transaction.atomic(), django_assert_num_queries(2):
        outbox.publish(*events)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_event_vanishes_with_its_transaction(northvale, queue, now):
    with acting_for(northvale.id):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            outbox.publish(BellRung(council_id=northvale.id, occurred_at=now, bell_id=uuid4()))
            raise ZeroDivisionError
        assert not OutboxEvent.objects.exists()
    assert queue.jobs() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_outside_a_transaction(northvale, now):
    with pytest.raises(RuntimeError), acting_for(northvale.id):
        outbox.publish(BellRung(council_id=northvale.id, occurred_at=now, bell_id=uuid4()))
    assert not connection.in_atomic_block


def test_what_a_worker_does_leaves_its_jobs_in_its_own_transaction_too(in_northvale, queue, now):
    event = BellRung(council_id=in_northvale.id, occurred_at=now, bell_id=uuid4())
    elsewhere = app.connector.get_worker_connector()  # as `manage.py procrastinate worker` has it

    with app.replace_connector(elsewhere), pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.publish(event)
        assert [name for name, _ in queue.jobs()] == ["kernel.handle_event"]
        raise ZeroDivisionError

    assert queue.jobs() == []
    assert OutboxEvent.objects.count() == 0


def test_what_was_not_heard_yet_is_known_by_what_it_is_about(in_northvale, queue, now):
    first, second = uuid4(), uuid4()
    with transaction.atomic():
        outbox.publish(BellRung(council_id=in_northvale.id, occurred_at=now, bell_id=first))

    assert outbox.unheard("bell_id", [first, second]) == {first}
    queue.run_all()
    assert outbox.unheard("bell_id", [first, second]) == frozenset()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert outbox.unheard("bell_id", [first]) == {first}
    assert outbox.unheard("bell_id", []) == frozenset()
