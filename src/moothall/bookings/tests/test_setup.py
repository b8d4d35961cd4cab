"""What a council's file says of its diary."""

from pathlib import Path

import pytest
import yaml

from moothall.bookings import slots
from moothall.bookings.models import Activity, OpeningRule, Resource, Site
from moothall.bookings.setup import apply_bookings
from moothall.bookings.tests.kit import activity, hours, room, words
from moothall.councils.setup import SetupContext, SetupError

DEMONSTRATION = Path(__file__).parents[4] / "demo"


def counts():
    return [model.objects.count() for model in (Site, Resource, Activity, OpeningRule)]


def test_applied_twice_it_changes_nothing(diary):
    diary.open(room("one", hours=[hours()]))
    before = counts()

    diary.open(room("one", hours=[hours()]))

    assert counts() == before == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ({"activities": [activity(duration=7)]}, "activities/0/duration"),
        ({"activities": [activity() | {"needs": []}]}, "activities/0/needs"),
        ({"sites": [{"key": "hall", "name": {"cy": "Neuadd"}}]}, "sites/0/name"),
        ({"resources": [room("one", "nowhere")]}, "no site 'nowhere'"),
        ({"file": "missing.yaml"}, "missing.yaml"),
        ({"sites": [{"key": "hall", "name": words("Hall"), "hours": [hours("25:00")]}]}, "opens"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_kept(diary, section, says):
    with pytest.raises(SetupError, match=says):
        diary.apply(**section)

    assert counts() == [0, 0, 0, 0]


@pytest.mark.parametrize("council", ["aldermoor", "cwm-helyg"])
def test_everything_of_the_demonstration_can_be_booked(diary, council):
    context = SetupContext(diary.council, DEMONSTRATION / "bookings", diary.now)
    apply_bookings(context, {"file": f"{council}.yaml"})
    today = diary.now.date()

    for offered in Activity.objects.all():
        last = today.replace(year=today.year + 1)
        found = slots.search(offered, today, last, slots.Wish(), now=diary.now).first_of_days()
        assert any(found.values()), offered.key


def test_every_fund_of_the_demonstration_is_there():
    for council in ("aldermoor", "cwm-helyg"):
        said = yaml.safe_load((DEMONSTRATION / "bookings" / f"{council}.yaml").read_text("utf-8"))
        kept = yaml.safe_load((DEMONSTRATION / "payments" / f"{council}.yaml").read_text("utf-8"))
        funds = {fund["key"] for fund in kept["funds"]}
        asked = {one["fee"]["fund"] for one in said["activities"] if "fee" in one}
        assert asked <= funds
