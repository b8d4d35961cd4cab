"""Somebody's own figures beside the middle of everybody's."""

from datetime import timedelta

import pytest

from moothall.cases.models import Interaction
from moothall.cases.supervising.figures import Span
from moothall.cases.supervising.own_figures import own_figures
from moothall.cases.tests.factories import staff_of
from moothall.kernel.scope import acting_for

DAY = timedelta(days=1)


def logged(council, who, now, *, count=1, seconds=60):
    for _each in range(count):
        Interaction.objects.create(
            council_id=council.id, channel="phone", direction="inbound", happened_at=now,
            logged_by_kind="staff", logged_by_identifier=who, logged_by_name=f"Name {who}",
            outcome="answered", handling_seconds=seconds, wrap_up_seconds=0, began_at=now,
            finished_at=now,
        )  # fmt: skip


def asked(council, now):
    return Span(council.id, now - DAY, now + DAY)


def test_own_figures_stand_beside_the_middle(in_northvale, now, django_assert_num_queries):
    for who, count in (("1", 4), ("2", 1), ("3", 2), ("4", 3), ("5", 9)):
        logged(in_northvale, who, now, count=count, seconds=60 * int(who))

    with django_assert_num_queries(1):
        found = own_figures(staff_of(in_northvale), asked(in_northvale, now), now=now)

    assert (found.mine.contacts, found.mine.mean_seconds) == (4, 60)
    assert (found.middle.people, found.middle.contacts, found.middle.mean_seconds) == (5, 3, 180)
    assert found.middle.resolved_share is None
    assert "Name" not in repr(found)


@pytest.mark.parametrize("people", [1, 4])
def test_of_few_people_no_middle_is_shown(people, in_northvale, now):
    for who in range(1, people + 1):
        logged(in_northvale, str(who), now)

    assert own_figures(staff_of(in_northvale), asked(in_northvale, now), now=now).middle is None


def test_another_councils_contacts_count_nothing(northvale, southmere, now):
    with acting_for(southmere.id):
        logged(southmere, "1", now, count=3)

    with acting_for(northvale.id):
        found = own_figures(staff_of(northvale), asked(northvale, now), now=now)
        other = own_figures(staff_of(northvale), asked(southmere, now), now=now)
    assert (found.mine.contacts, other.mine.contacts) == (0, 0)
