"""Two have the same case open, and each sees the other."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from moothall.cases.presence.actions import (
    GONE_AFTER,
    KEPT_FOR,
    forget_absent,
    leave,
    note_presence,
)
from moothall.cases.presence.models import Presence
from moothall.cases.presence.queries import others_present
from moothall.cases.tests.factories import staff_of
from moothall.kernel.scope import acting_for

THING = uuid4()


@pytest.fixture
def ann(northvale):
    return replace(staff_of(northvale), identifier="1", name="Ann")


@pytest.fixture
def ben(northvale):
    return replace(staff_of(northvale), identifier="2", name="Ben")


def comes(actor, council, now, *, is_writing=False, subject_id=THING):
    note_presence(
        actor=actor, council_id=council.id, subject_kind="case", subject_id=subject_id,
        is_writing=is_writing, now=now,
    )  # fmt: skip


def seen_by(actor, council, now, *, subject_id=THING):
    return others_present(
        actor=actor, council_id=council.id, subject_kind="case", subject_id=subject_id, now=now
    )


def test_each_sees_the_other_and_not_themselves(in_northvale, ann, ben, now):
    comes(ann, in_northvale, now)
    comes(ben, in_northvale, now + timedelta(seconds=30), is_writing=True)
    later = now + timedelta(minutes=1)

    assert [(one.name, one.is_writing, one.since) for one in seen_by(ann, in_northvale, later)] == [
        ("Ben", True, now + timedelta(seconds=30))
    ]
    assert [one.name for one in seen_by(ben, in_northvale, later)] == ["Ann"]
    assert seen_by(ann, in_northvale, later, subject_id=uuid4()) == []


def test_a_heartbeat_keeps_one_row_and_since_when(in_northvale, ann, ben, now):
    comes(ann, in_northvale, now)
    comes(ann, in_northvale, now + timedelta(minutes=1))

    assert Presence.objects.count() == 1
    [row] = seen_by(ben, in_northvale, now + timedelta(minutes=2))
    assert row.since == now


def test_who_leaves_or_falls_silent_is_gone(in_northvale, ann, ben, now):
    comes(ann, in_northvale, now)

    assert seen_by(ben, in_northvale, now + GONE_AFTER) == []
    leave(actor=ann, council_id=in_northvale.id, subject_kind="case", subject_id=THING)
    assert seen_by(ben, in_northvale, now) == []


def test_rows_of_the_gone_are_deleted(in_northvale, ann, ben, now):
    comes(ann, in_northvale, now)
    comes(ben, in_northvale, now + KEPT_FOR)

    assert forget_absent(now=now + KEPT_FOR + timedelta(seconds=1)) == 1
    assert [one.employee_name for one in Presence.objects.all()] == ["Ben"]


def test_another_council_sees_nobody(northvale, southmere, ann, ben, now):
    with acting_for(northvale.id):
        comes(ann, northvale, now)

    with acting_for(southmere.id):
        assert seen_by(ben, northvale, now) == []
        assert seen_by(ben, southmere, now) == []


def test_seeing_who_is_there_costs_one_query(
    in_northvale, ann, ben, now, django_assert_num_queries
):
    comes(ann, in_northvale, now)

    with django_assert_num_queries(1):
        seen_by(ben, in_northvale, now)
    with django_assert_num_queries(1):
        comes(ann, in_northvale, now)
