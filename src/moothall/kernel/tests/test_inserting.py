import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from moothall.kernel.ids import new_id
from moothall.kernel.inserting import REMEMBERED_VALUES, gathered, insert
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.kernel.scope import acting_for

WROTE = ("INSERT", "WITH")


def audit_entry(council, now, verb="test.done", detail=None):
    return AuditEntry(
        id=new_id(), council_id=council.id, actor_kind="system", verb=verb, subject_type="a.thing",
        subject_id="1", detail=detail or {}, occurred_at=now,
    )  # fmt: skip


def event(council, now):
    return OutboxEvent(
        id=new_id(), council_id=council.id, name="test.done", payload={"n": None}, occurred_at=now
    )


def writes(captured):
    return [query["sql"] for query in captured if query["sql"].startswith(WROTE)]


def test_rows_of_several_kinds_are_written_by_one_statement(in_northvale, now):
    entries = [
        audit_entry(in_northvale, now, detail={"told": "“é”"}),
        audit_entry(in_northvale, now),
    ]
    told = event(in_northvale, now)

    with CaptureQueriesContext(connection) as captured, gathered():
        insert(entries[:1])
        with gathered():
            insert([told])
        assert not writes(captured.captured_queries)
        insert(entries[1:])

    assert len(writes(captured)) == 1
    assert AuditEntry.objects.get(pk=entries[0].pk).detail == {"told": "“é”"}
    assert AuditEntry.objects.count() == 2
    assert OutboxEvent.objects.get(pk=told.pk).payload == {"n": None}
    assert not told._state.adding


def test_more_than_a_statement_remembers_goes_into_another(in_northvale, now):
    entries = [audit_entry(in_northvale, now) for _ in range(REMEMBERED_VALUES // 10 + 1)]

    with CaptureQueriesContext(connection) as captured:
        insert(entries)

    assert len(writes(captured)) == 2
    assert AuditEntry.objects.count() == len(entries)


def test_nothing_is_written_of_a_block_that_fails(in_northvale, now):
    with pytest.raises(RuntimeError), gathered():
        insert([audit_entry(in_northvale, now)])
        raise RuntimeError

    insert([event(in_northvale, now)])
    assert AuditEntry.objects.count() == 0
    assert OutboxEvent.objects.count() == 1


def test_another_councils_row_is_refused_with_all_the_rest(in_northvale, southmere, now):
    from django.db import ProgrammingError

    with acting_for(in_northvale.id):
        with pytest.raises(ProgrammingError), transaction.atomic(), gathered():
            insert([audit_entry(in_northvale, now), event(southmere, now)])

        assert AuditEntry.objects.count() == 0
