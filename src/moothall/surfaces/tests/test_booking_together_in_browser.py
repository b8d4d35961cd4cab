"""Booking for a family and again and again, in a real browser: read by everybody, no scripts."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from moothall.bookings.models import Booking
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.tests.kit import EVERY_DAY, LONDON, Diary, activity, hours, room, words
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.surfaces.tests.planting import supervisor
from moothall.surfaces.tests.test_acting_in_browser import picture
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]


@pytest.fixture
def day(northvale):
    """Open a diary every day, and return a day in it."""
    site = {"key": "hall", "name": words("Town Hall"), "features": ["hearing-loop"],
            "hours": [hours(days=EVERY_DAY, bank_holidays=True)]}  # fmt: skip
    with acting_for(northvale.id):
        Diary(northvale, clock.now()).open(
            room("one"), room("two"), room("three"), sites=[site],
            activities=[activity(together=3, series=4, horizon=90)],
        )  # fmt: skip
    return local_of(clock.now(), LONDON)[0] + timedelta(days=3)


def fill_in(opened, *names):
    for number, name in enumerate(names, start=1):
        label = f"Full name of person {number}" if len(names) > 1 else "Full name"
        opened.get_by_label(label).fill(name)
    opened.get_by_label("Email address").fill("sian@example.org")
    opened.get_by_test_id("continue").click()


def test_a_family_and_a_series_without_scripts(northvale, day, live_server):
    with a_desk(live_server, "none", scripts=False) as opened:
        opened.goto("/book/birth/")
        opened.get_by_test_id("several").click()
        opened.get_by_label("How many people need a time").fill("3")
        opened.get_by_label("One after another").check()
        opened.get_by_test_id("show").click()
        opened.goto(f"{opened.url}&month={day:%Y-%m}")
        opened.locator(f"a[href*='/several/{day.isoformat()}/']").first.click()
        opened.get_by_role("button", name="9:30am").click()
        fill_in(opened, "Sian", "Bryn", "Nia")
        opened.get_by_test_id("book").click()
        assert "3 times are booked" in opened.content()
        opened.get_by_test_id("cancel-all").click()
        opened.get_by_test_id("confirm").click()

        opened.goto(f"/book/birth/series/{day.isoformat()}/")
        opened.get_by_label("9:30am").check()
        opened.get_by_label("Every week").check()
        opened.get_by_label("How many times").fill("4")
        opened.get_by_test_id("dates").click()
        opened.locator("select").nth(1).select_option("")
        opened.get_by_test_id("keep-all").click()
        fill_in(opened, "Sian")
        opened.get_by_test_id("book").click()
        assert "3 times are booked" in opened.content()

    with acting_for(northvale.id):
        booked = Booking.objects.filter(status="confirmed", series__isnull=False)
        assert booked.count() == 3


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_can_be_read_by_everybody(northvale, day, live_server, width):
    desk = cookie_of(supervisor(northvale))
    found = {}

    def look(opened, name):
        found[name] = faults_in(opened), is_in_reach(opened)
        picture(opened, f"booking-{width}-{name}")

    with a_desk(live_server, desk, width=width) as opened:
        for name, address in {
            "activity": "/book/birth/",
            "several": "/book/birth/several/?step_free=on&how_many=3&way=same",
            "times": f"/book/birth/several/{day.isoformat()}/?how_many=3&way=same",
        }.items():
            opened.goto(address)
            look(opened, name)
        opened.get_by_role("button", name="9:30am").click()
        opened.wait_for_url("**/details/")
        look(opened, "details")
        fill_in(opened, "Sian", "Bryn", "Nia")
        opened.wait_for_url("**/check/")
        look(opened, "check")
        opened.get_by_test_id("book").click()
        opened.get_by_test_id("cancel-all").wait_for()
        look(opened, "all")
        opened.get_by_test_id("cancel-all").click()
        opened.get_by_test_id("confirm").wait_for()
        look(opened, "cancel")
        group = UUID(urlsplit(opened.url).path.split("/")[2].split("-")[0])
        for name, address in {
            "series": "/book/birth/series/",
            "first": f"/book/birth/series/{day.isoformat()}/",
            "staff": f"/workspace/diary/northvale/book/several/?activity=birth"
            f"&on={day.isoformat()}&how_many=2&way=row",
            "staff-all": f"/workspace/diary/northvale/together/{group}/",
            "staff-cancel": f"/workspace/diary/northvale/together/{group}/cancel/",
        }.items():
            opened.goto(address)
            look(opened, name)
        opened.goto(f"/book/birth/series/{day.isoformat()}/")
        opened.get_by_label("10:30am").check()
        opened.get_by_label("How many times").fill("4")
        opened.get_by_label("Every week").check()
        opened.get_by_test_id("dates").click()
        opened.get_by_test_id("keep-all").wait_for()
        look(opened, "dates")

    assert found == dict.fromkeys(found, ([], True))
    assert len(found) == 13
