"""The diary's pages for staff in a real browser: reachable, read aloud, moved by keys, printed."""

import os
from pathlib import Path

import pytest

from moothall.bookings import queries
from moothall.bookings.models import Booking, GroupSession
from moothall.bookings.tests.kit import Diary, activity, hours, person, room
from moothall.bookings.tests.test_staff_pages import DAY, DIARY, at_now  # noqa: F401
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.test_in_browser import (
    a_desk,
    cookie_of,
    faults_in,
    is_in_reach,
)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
]

PHONE, DESK = 390, 1280
WHO = [{"role": "registrar", "kind": "person"}, {"role": "room", "kind": "room"}]


@pytest.fixture
def office(northvale, alice, now):
    """An office with a course, where Alice runs the diary."""
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.BOOKING_MANAGER, council_id=northvale.id,
            partnership_id=None, now=now,
        )  # fmt: skip
        diary = Diary(northvale, now).open(
            person("ash", hours=[hours()]), person("beck", hours=[hours()]), room("one"),
            room("two"), {"key": "yard", "kind": "place", "name": {"en": "Yard"}, "site": "hall"},
            activities=[
                activity(needs=WHO),
                activity("cycling", capacity=4, needs=[{"role": "yard", "kind": "place"}]),
            ],
        )  # fmt: skip
        diary.book(DAY, "09:30")
        diary.book(DAY, "10:00", "cycling")
        yield diary


def look(opened, name):
    """Examine a page as its readers do, and keep a picture of it where somebody wants one."""
    if folder := os.environ.get("MOOTHALL_PICTURES"):
        opened.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert is_in_reach(opened), name
    assert faults_in(opened) == [], name


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_is_in_reach_and_can_be_read(live_server, office, alice, width):
    session, booking = GroupSession.objects.get(), Booking.objects.get(session=None)
    pages = {
        "day": f"?on={DAY}",
        "week": f"?on={DAY}&view=week",
        "move": f"bookings/{booking.pk}/move/",
        "hours": "hours/",
        "hours-of": f"hours/site/{office.site().pk}/",
        "hours-rule": f"hours/site/{office.site().pk}/rule/?number=0",
        "hours-days": f"hours/resource/{office.resource('ash').pk}/days/",
        "booking": f"bookings/{booking.pk}/",
        "session": f"sessions/{session.pk}/",
        "session-write": f"sessions/{session.pk}/write/",
        "lists": "lists/",
        "calendars": "calendars/",
        "figures": f"figures/?until={DAY}&of=resource",
        "figures-behind": f"figures/bookings/?until={DAY}",
    }
    with a_desk(live_server, cookie_of(alice), width=width) as opened:
        for name, page in pages.items():
            opened.goto(f"{DIARY}{page}")
            look(opened, f"{name}-{width}")


def test_leave_is_set_without_scripts_after_a_look_at_what_it_does(live_server, office, alice):
    booking = Booking.objects.get(session=None)
    [key] = {one.key for one in queries.booking(booking.pk).resources} & {"ash", "beck"}
    here = f"{DIARY}hours/resource/{office.resource(key).pk}/"
    with a_desk(live_server, cookie_of(alice), scripts=False) as opened:
        opened.goto(f"{here}days/")
        opened.get_by_label("Day, or first day").fill(DAY)
        opened.get_by_role("button", name="Save").click()
        look_at = opened.get_by_test_id("outside")
        look_at.wait_for()
        assert "1 booking is outside" in look_at.inner_text()
        opened.get_by_label("They take place all the same").check()
        opened.get_by_role("button", name="Set the hours").click()
        opened.get_by_test_id("days").wait_for()
        assert "19 November 2026: Shut" in opened.get_by_test_id("days").inner_text()
        assert opened.get_by_test_id("outside-now").count() == 1


def test_a_booking_is_given_to_somebody_else_by_keys_alone(live_server, office, alice):
    booking = Booking.objects.get(session=None)
    [key] = {one.key for one in queries.booking(booking.pk).resources} & {"ash", "beck"}
    other = "beck" if key == "ash" else "ash"
    arrow = "ArrowRight" if key == "ash" else "ArrowLeft"
    with a_desk(live_server, cookie_of(alice), width=DESK) as opened:
        opened.goto(f"{DIARY}?on={DAY}")
        opened.locator("[data-move] a").first.focus()
        opened.keyboard.press("m")
        if key not in opened.locator("[data-diary-said]").inner_text():
            arrow = "ArrowLeft"
        opened.keyboard.press(arrow)
        assert other in opened.locator("[data-diary-said]").inner_text()
        with opened.expect_navigation():
            opened.keyboard.press("Enter")
        opened.get_by_test_id("flash").wait_for()
        assert opened.locator("[data-move] a").first.inner_text() == "Sian Jones"
    assert other in {one.key for one in queries.booking(booking.pk).resources}


def test_a_phone_shows_a_list_and_paper_what_fits(live_server, office, alice):
    with a_desk(live_server, cookie_of(alice), width=PHONE) as opened:
        opened.goto(f"{DIARY}?on={DAY}")
        assert opened.get_by_test_id("diary-list").is_visible()
        assert not opened.get_by_test_id("diary").is_visible()
    with a_desk(live_server, cookie_of(alice), width=DESK) as opened:
        opened.goto(f"{DIARY}?on={DAY}")
        assert opened.get_by_test_id("diary").is_visible()
        opened.emulate_media(media="print")
        assert opened.get_by_test_id("diary").is_visible()
        assert is_in_reach(opened)
    office.open(*[room(f"room-{number}") for number in range(8)])
    with a_desk(live_server, cookie_of(alice), width=DESK) as opened:
        opened.emulate_media(media="print")
        opened.goto(f"{DIARY}?on={DAY}")
        assert opened.get_by_test_id("diary-list").is_visible()
        assert not opened.get_by_test_id("diary").is_visible()
