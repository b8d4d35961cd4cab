"""How long things are kept: the rule, from the facts alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moothall.eforms.keeping import Because, Facts, Held, keeping
from moothall.kernel.tests.kit import NOW

PAYMENT = Held(what="The payment is not made")


def days(number):
    return NOW + timedelta(days=number)


FACTS = Facts(days=30, moments=(NOW, days(4), days(2)))


def test_the_days_are_counted_from_the_last_thing_that_happened():
    kept = keeping(FACTS)

    assert (kept.because, kept.last_at, kept.until) == (Because.TIME, days(4), days(34))
    assert not kept.is_over(days(34) - timedelta(seconds=1))
    assert kept.is_over(days(34))


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"removed_at": days(40)}, Because.REMOVED),
        ({"days": None}, Because.NO_PROMISE),
        ({"is_undelivered": True}, Because.UNDELIVERED),
        ({"is_case_open": True}, Because.OPEN),
        ({"is_undelivered": True, "is_case_open": True}, Because.UNDELIVERED),
        ({"held": (PAYMENT,)}, Because.HELD),
        ({"held": (Held(what="A visit", until=days(5)), PAYMENT)}, Because.HELD),
    ],
)
def test_whatever_the_day_it_is_kept_while_somebody_needs_it(more, because):
    kept = keeping(replace(FACTS, **more))

    assert (kept.because, kept.until) == (because, None)
    assert not kept.is_over(days(4000))


def test_an_appointment_to_come_is_the_last_thing_that_happens():
    visit = Held(what="A visit", until=days(90))

    kept = keeping(replace(FACTS, held=(visit,)))

    assert (kept.until, kept.held) == (days(120), visit)


def test_an_appointment_long_past_changes_nothing():
    kept = keeping(replace(FACTS, held=(Held(what="A visit", until=days(1)),)))

    assert (kept.until, kept.held) == (days(34), None)


def test_what_may_still_come_back_is_waited_for():
    short = replace(FACTS, days=1, sure_at=days(9))

    assert keeping(short).until == days(9)
    assert keeping(replace(short, days=30)).until == days(34)


def test_it_is_looked_at_again_when_something_can_have_changed():
    assert keeping(FACTS).review_at(30, days(5)) == days(34)
    still_open = keeping(replace(FACTS, is_case_open=True))
    assert still_open.review_at(30, days(99)) == days(129)
    for more in ({"is_undelivered": True}, {"held": (PAYMENT,)}):
        assert keeping(replace(FACTS, **more)).review_at(30, days(99)) == days(100)
