"""The queue and check-in in a real browser, with axe on each page: kiosk, phone, adviser, desk."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from moothall.bookings import actions
from moothall.bookings.details import Details
from moothall.bookings.models import Booking
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.tests.kit import (
    EVERY_DAY,
    LONDON,
    Diary,
    activity,
    hours,
    queue,
    room,
    service,
    words,
)  # fmt: skip
from moothall.kernel import clock, short_memory
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Role, StaffUser
from tests.journeys.browser import DESK, PHONE, chromium, examine, press, window

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def port(live_server, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.ALLOWED_HOSTS = ["*"]
    short_memory.forget_all()
    return urlsplit(live_server.url).port


@pytest.fixture
def scenery(now):
    """A hall that is always open, with a queue, somebody who has booked, and an adviser."""
    from moothall.councils.models import Hostname
    from moothall.kernel.actors import system
    from moothall.people.actions import give_role

    southmere = kit.southmere(now)
    Hostname.objects.create(host="southmere.localhost", council_id=southmere.id)
    short_memory.forget_all()
    diary = Diary(southmere, clock.now())
    always = [hours("00:00", "00:00", EVERY_DAY, bank_holidays=True)]
    with acting_for(southmere.id):
        diary.open(
            room("one"), activities=[activity(step=5)],
            sites=[{"key": "hall", "name": words("Town Hall"), "hours": always, "check_in": True}],
            queues=[queue(service(), service("births", "R", activities=["birth"]))],
        )  # fmt: skip
        user = StaffUser.objects.create_user("ann@southmere.test", name="Ann")
        give_role(
            actor=system("tests"), user=user, role=Role.DESK, council_id=southmere.id,
            partnership_id=None, now=now,
        )  # fmt: skip
    return diary, user


def booked_soon(diary):
    """Return a booking that has just begun, whatever the hour at which tests run."""
    with acting_for(diary.council.id):
        day = local_of(clock.now(), LONDON)[0]
        [slot] = _first(diary, day)
        held = actions.book_now(
            actor=diary.staff, activity_id=diary.activity().pk, starts_at=slot.starts_at,
            request=actions.Request(channel="phone"), details=Details(name="Sian Jones"),
            now=clock.now(),
        )  # fmt: skip
        return Booking.objects.get(pk=held.booking.pk)


def _first(diary, day: date):
    from moothall.bookings import slots

    found = slots.free_slots(diary.activity(), day, slots.Wish(is_staff=True), now=clock.now())
    return found[:1]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_ticket_is_taken_at_a_kiosk_and_followed_without_a_script(port, scenery, size):
    base = f"http://southmere.localhost:{port}"
    with chromium() as browser, window(browser, size=size, scripts=False) as page:
        for start in (f"{base}/queue/hall/?kiosk=1", f"{base}/cy/queue/hall/"):
            page.goto(start)
            examine(browser, page)
            press(page, "service-housing")
            expect(page.get_by_test_id("label")).to_contain_text("A")
            examine(browser, page)
        page.goto(f"{base}/check-in/at/hall/?kiosk=1")
        examine(browser, page)
        press(page, "check-in")
        examine(browser, page)
        page.goto(f"{base}/queue/hall/screen/")
        examine(browser, page)


def test_an_adviser_calls_by_keyboard_and_phone_and_screen_say_so(port, scenery, client):
    diary, user = scenery
    booking = booked_soon(diary)
    kit.sign_in(client, user)
    base = f"http://southmere.localhost:{port}"
    hall = f"{base}/workspace/walk-in/southmere/hall/"
    cookies = [
        {"name": name, "value": morsel.value, "url": base}
        for name, morsel in client.cookies.items()
    ]
    with (
        chromium() as browser,
        window(browser, size=PHONE, scripts=True) as phone,
        window(browser, size=DESK, scripts=True) as screen,
        window(browser, size=DESK, scripts=True) as desk,
    ):
        desk.context.add_cookies(cookies)
        phone.goto(f"{base}/queue/hall/")
        press(phone, "service-housing")
        screen.goto(f"{base}/queue/hall/screen/")
        desk.goto(f"{base}/workspace/diary/southmere/check-in/")
        examine(browser, desk)
        desk.keyboard.type(booking.reference)  # the field has the focus
        with desk.expect_navigation():
            desk.keyboard.press("Enter")
        expect(desk.get_by_test_id("flash")).to_contain_text("Their ticket is R2")
        desk.goto(hall)
        examine(browser, desk)
        desk.get_by_label("Which counter are you at?").fill("3")
        with desk.expect_navigation():
            desk.keyboard.press("Enter")
        examine(browser, desk)
        desk.get_by_test_id("next").focus()
        with desk.expect_navigation():
            desk.keyboard.press("Enter")
        examine(browser, desk)
        expect(phone.get_by_test_id("called")).to_have_text("Go to counter 3", timeout=60_000)
        examine(browser, phone)
        expect(screen.get_by_test_id("now")).to_have_text("A1 → 3", timeout=60_000)
        expect(screen.locator("[aria-live]")).to_contain_text("A1")
        examine(browser, screen)
        desk.goto(f"{hall}reception/")
        examine(browser, desk)
        press(desk, "take")
        examine(browser, desk)
        desk.goto(f"{hall}figures/")
        examine(browser, desk)
