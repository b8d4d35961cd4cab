"""Counting how often something is tried, and giving tries back."""

from datetime import timedelta

import pytest

from moothall.kernel import rate_limits

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_a_try_that_is_given_back_may_be_made_again(now):
    tries = [rate_limits.allow("key", limit=2, per=HOUR, now=now) for _ in range(3)]
    rate_limits.give_back("key", per=HOUR, now=now)
    rate_limits.give_back("key", per=HOUR, now=now)

    assert tries == [True, True, False]
    assert rate_limits.allow("key", limit=2, per=HOUR, now=now)
    assert not rate_limits.allow("key", limit=2, per=HOUR, now=now)


@pytest.mark.django_db
def test_giving_back_what_was_not_counted_gains_nothing(now):
    rate_limits.give_back("key", per=HOUR, now=now)
    rate_limits.allow("key", limit=1, per=HOUR, now=now)
    for _ in range(3):
        rate_limits.give_back("key", per=HOUR, now=now)

    assert rate_limits.allow("key", limit=1, per=HOUR, now=now)
    assert not rate_limits.allow("key", limit=1, per=HOUR, now=now)
    rate_limits.give_back("key", per=HOUR, now=now + HOUR)
    assert not rate_limits.allow("key", limit=1, per=HOUR, now=now)
