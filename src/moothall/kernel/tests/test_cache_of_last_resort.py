import time

import pytest
from django.core.cache import cache

from moothall.kernel.cache_of_last_resort import forget_what_is_over
from moothall.kernel.scope import acting_for

pytestmark = pytest.mark.django_db


def test_a_value_is_kept_changed_and_deleted_with_one_statement_each(django_assert_num_queries):
    with django_assert_num_queries(4):
        cache.set("a", {"b": [1, 2]}, 60)
        cache.set("a", {"b": [3]}, 60)
        assert cache.get("a") == {"b": [3]}
        cache.delete("a")

    assert cache.get("a") is None


def test_adding_keeps_what_is_there_and_takes_the_place_of_what_is_over(
    django_assert_num_queries,
):
    with django_assert_num_queries(2):
        assert cache.add("lock", 1, 60) is True
        assert cache.add("lock", 2, 60) is False
    assert cache.get("lock") == 1
    cache.set("over", 1, 0.01)
    time.sleep(0.05)

    assert cache.add("over", 2, 60) is True
    assert cache.get("over") == 2


def test_what_has_no_end_stays_and_what_is_over_goes_at_night():
    cache.set("ever", 1, None)
    cache.set("soon", 2, 0.01)
    time.sleep(0.05)

    assert forget_what_is_over() == 1

    assert cache.get("ever") == 1
    assert cache.touch("ever", 60) is True
    assert cache.get("soon") is None


def test_another_council_finds_nothing_of_it(northvale, southmere):
    with acting_for(northvale.id):
        cache.set("a", 1, 60)

    with acting_for(southmere.id):
        assert cache.get("a") is None
