"""The same call from many threads at once is done once."""

import pytest

from moothall.bookings import actions
from moothall.bookings.models import Booking
from moothall.bookings.tests.kit import VISITOR, Diary, room
from moothall.bookings.tests.test_races import all_at_once
from moothall.connectors.actions import do_once
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.scope import acting_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DAY = "2026-11-19"


@pytest.fixture
def diary(northvale, now):
    return Diary(northvale, now)


def test_one_call_repeated_by_many_at_once_books_once(diary):
    """A program that sends the same again, since no answer came, while the first still runs."""
    with acting_for(diary.council.id):
        diary.open(room("one"), room("two"), room("three"))
        activity_id = diary.activity().pk

    def book():
        held = actions.hold_slot(
            actor=VISITOR, activity_id=activity_id, starts_at=diary.at(DAY, "09:30"), now=diary.now
        )
        return [held.booking.pk]

    def once():
        return do_once(
            actor=Actor(kind=ActorKind.PARTNER, identifier="The hospital"),
            council_id=diary.council.id, repeat_key="visit-1", asked="hold", act=book,
            now=diary.now,
        ).ids  # fmt: skip

    answers = all_at_once(diary, [once] * 20)

    assert len(set(answers)) == 1
    with acting_for(diary.council.id):
        assert Booking.objects.count() == 1
