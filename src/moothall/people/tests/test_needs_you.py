"""What waits for a resident: gathered from all apps, the most pressing first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from moothall.kernel.registry import Registry
from moothall.kernel.tests import kit
from moothall.people import needs_you, scopes
from moothall.people.needs_you import NeedsYou, Pressing, what_needs


def need(key, pressing, now, by=None, hours=0):
    return NeedsYou(
        key=key, pressing=pressing, tag="Do it", title=key, href="/", by=by,
        since=now + timedelta(hours=hours),
    )  # fmt: skip


@pytest.fixture
def sources(monkeypatch, now):
    class Source:
        def __init__(self, key, scope, *found):
            self.key, self.scope, self.found = key, scope, found

        def waiting(self, person_id, /, *, council_id, language, now):
            return self.found

    registry = Registry("source")
    registry.register(
        Source("a", scopes.REQUESTS, need("news", Pressing.NEWS, now),
               need("late", Pressing.WAITS, now, by=date(2026, 12, 2)),
               need("new", Pressing.WAITS, now, hours=1), need("old", Pressing.WAITS, now))
    )  # fmt: skip
    registry.register(
        Source("b", scopes.MONEY, need("soon", Pressing.WAITS, now, by=date(2026, 12, 1)),
               need("ends", Pressing.ENDS, now))
    )  # fmt: skip
    monkeypatch.setattr(needs_you, "needs_you_sources", registry)


def keys(actor, person, now):
    found = what_needs(actor, person.pk, council_id=person.council_id, language="en", now=now)
    return [one.key for one in found]


def test_the_most_pressing_comes_first_then_the_soonest_then_the_oldest(sources, rhian, now):
    me = kit.actor_of_resident_person(rhian)

    assert keys(me, rhian, now) == ["soon", "late", "old", "new", "ends", "news"]


def test_only_those_are_asked_with_whose_part_one_may_deal(sources, rhian, tomos, now):
    me = kit.actor_of_resident_person(rhian)
    helper = replace(me, permissions={rhian.council_id: frozenset({scopes.MONEY})})

    assert keys(helper, rhian, now) == ["soon", "ends"]
    assert keys(me, tomos, now) == []
