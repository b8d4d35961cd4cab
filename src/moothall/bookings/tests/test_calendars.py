"""Private feeds, and a staff calendar on a real CalDAV server."""

import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import vobject
from django.test import Client

from moothall.bookings import actions
from moothall.bookings.actions import calendars
from moothall.bookings.calendars.bringing import bring
from moothall.bookings.calendars.setup import apply_booking_calendars
from moothall.bookings.models import BusyTime, CalendarCopy, StaffCalendar, VideoRoom
from moothall.bookings.staff_reads import booked_while_away
from moothall.bookings.tests.kit import VISITOR, activity, hours, person, staff_of
from moothall.bookings.video.rooms import give_room
from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel import clock
from moothall.kernel.errors import NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import actor_of_resident_person

DAY = "2026-11-19"
ADVISER = [{"role": "adviser", "kind": "person"}]


@pytest.fixture
def advice(diary):
    """A diary with one adviser."""
    return diary.open(
        person("ann", hours=[hours()]),
        activities=[activity("advice", needs=ADVISER, lead=0, video="may")],
    )


def fetch(address, host="northvale.test"):
    return Client(headers={"host": host}).get(address)


def events_of(answer):
    return list(vobject.readOne(answer.content.decode()).contents.get("vevent", []))


def ann(diary):
    return diary.resource("ann")


def test_a_resources_feed_names_nobody_and_ends_when_it_is_closed(advice, southmere, monkeypatch):
    held = advice.book(DAY, "09:30", "advice")
    given = {"actor": advice.staff, "resource_id": ann(advice).pk, "now": advice.now}
    with pytest.raises(NotPermitted):
        calendars.open_resource_calendar(
            **{**given, "actor": staff_of(southmere, "booking.manage")}
        )
    monkeypatch.setattr(clock, "now", lambda: advice.now)
    address = f"/machine/calendars/resource/{calendars.open_resource_calendar(**given)}.ics"

    answer = fetch(address)

    (event,) = events_of(answer)
    assert (event.summary.value, event.description.value) == ("advice", held.booking.reference)
    assert "Sian" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert fetch(address, "southmere.test").status_code == 404
    assert fetch(address.replace("resource", "person")).status_code == 404
    assert fetch("/machine/calendars/resource/guessed.ics").status_code == 404
    calendars.close_resource_calendar(**given)
    assert fetch(address).status_code == 404


def test_a_persons_feed_is_theirs_alone(advice, rhian, tomos, monkeypatch):
    for clock_time, one in (("09:30", rhian), ("10:00", tomos)):
        advice.confirm(advice.hold(DAY, clock_time, "advice"), actor=advice.staff, person_id=one.pk)
    given = {"council_id": advice.council.id, "person_id": rhian.pk, "now": advice.now}
    for actor in (VISITOR, actor_of_resident_person(tomos)):
        with pytest.raises(NotPermitted):
            calendars.open_person_calendar(actor=actor, **given)
    monkeypatch.setattr(clock, "now", lambda: advice.now)
    old = calendars.open_person_calendar(actor=actor_of_resident_person(rhian), **given)
    new = calendars.open_person_calendar(actor=actor_of_resident_person(rhian), **given)

    (event,) = events_of(fetch(f"/machine/calendars/person/{new}.ics"))

    assert f"{event.dtstart.value:%H:%M}" == "09:30"
    assert "/booking/" not in str(event)
    assert fetch(f"/machine/calendars/person/{old}.ics").status_code == 404
    calendars.close_person_calendar(actor=actor_of_resident_person(rhian), **given)
    assert fetch(f"/machine/calendars/person/{new}.ics").status_code == 404


def test_the_way_into_a_call_is_shown_to_the_invited_when_it_is_time(
    advice, settings, southmere, monkeypatch
):
    settings.VIDEO_ROOM = "https://video.test/{room}"
    held = advice.hold(DAY, "09:30", "advice")
    booking = advice.confirm(held, is_video=True)
    give_room(booking, now=advice.now)
    give_room(booking, now=advice.now)
    (room,) = VideoRoom.objects.all()

    def page(at, secret=held.secret, host="northvale.test"):
        monkeypatch.setattr(clock, "now", lambda: advice.at(DAY, at))
        return fetch(f"/video-call/{secret}/", host).content.decode()

    assert room.address in page("09:20")
    assert room.address in page("09:59")
    early = page("09:19")
    assert "https://video.test" not in early
    assert page("09:30", "guessed").replace("guessed", held.secret) == early
    assert room.address not in page("09:30", host="southmere.test")
    assert room.address not in page("10:00")
    advice.now = advice.at(DAY, "09:00")
    actions.cancel_booking(
        actor=advice.staff, booking_id=booking.pk, secret=held.secret, now=advice.now
    )
    assert room.address not in page("09:30")


def test_a_councils_file_says_where_staff_keep_their_calendars(advice):
    context = SetupContext(advice.council, Path(), advice.now)
    one = {"resource": "ann", "address": "https://dav.test/ann", "user": "ann", "secret": "of-ann"}

    apply_booking_calendars(context, [one])
    apply_booking_calendars(context, [one])

    row = StaffCalendar.objects.get()
    assert (row.address, row.secret_name) == ("https://dav.test/ann/", "of-ann")
    for wrong in ({"resource": "bob"}, {"secret": "Of Ann"}, {"password": "clear"}):
        with pytest.raises(SetupError, match="booking_calendars"):
            apply_booking_calendars(context, [{**one, **wrong}])


@pytest.fixture(scope="module")
def radicale(tmp_path_factory):
    """The address of a calendar on a Radicale server of its own."""
    folder = tmp_path_factory.mktemp("radicale")
    (folder / "users").write_text("ann:of-ann\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}",
        "--auth-type", "htpasswd", "--auth-htpasswd-filename", str(folder / "users"),
        "--auth-htpasswd-encryption", "plain", "--auth-delay", "0",
        "--storage-filesystem-folder", str(folder / "held"),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}/ann/leave/"
        for _attempt in range(100):
            try:
                made = httpx.request("MKCALENDAR", address, auth=("ann", "of-ann"))
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        assert made.status_code == 201
        yield address
        server.terminate()


LEAVE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//tests//EN
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261101T000000Z
SUMMARY:Private matters
{lines}
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.fault
def test_bookings_and_leave_go_both_ways_with_a_real_server(
    advice, radicale, monkeypatch, southmere
):
    monkeypatch.setenv("MOOTHALL_SECRET_CALENDAR_OF_ANN", "of-ann")

    def stored():
        answer = httpx.request("PROPFIND", radicale, auth=("ann", "of-ann"), headers={"Depth": "1"})
        return answer.text.count("-at-moothall.ics</")

    def leave(uid, *lines):
        content = LEAVE.format(uid=uid, lines="\n".join(lines)).replace("\n", "\r\n")
        httpx.put(
            f"{radicale}{uid}.ics", content=content, auth=("ann", "of-ann")
        ).raise_for_status()

    held = advice.book(DAY, "09:30", "advice")
    calendars.connect_staff_calendar(
        actor=advice.staff, resource_id=ann(advice).pk, address=radicale, user_name="ann",
        secret_name="calendar-of-ann", now=advice.now,
    )  # fmt: skip
    leave("dentist", "DTSTART:20261119T110000Z", "DTEND:20261119T113000Z")
    leave("idea", "DTSTART:20261119T100000Z", "DTEND:20261119T103000Z", "TRANSP:TRANSPARENT")
    leave("away", "DTSTART;VALUE=DATE:20261120", "DTEND;VALUE=DATE:20261121")
    leave(
        "weekly", "DTSTART;TZID=Europe/London:20261123T090000",
        "DTEND;TZID=Europe/London:20261123T100000", "RRULE:FREQ=WEEKLY;COUNT=3",
    )  # fmt: skip

    assert bring(resource_id=ann(advice).pk, now=advice.now)
    assert bring(resource_id=ann(advice).pk, now=advice.now)

    assert (stored(), CalendarCopy.objects.count()) == (1, 1)
    assert BusyTime.objects.count() == 5
    assert advice.free(DAY, "advice") == ["09:00", "10:00", "10:30", "11:30"]
    assert advice.free("2026-11-20", "advice") == []
    assert advice.free("2026-11-30", "advice")[0] == "10:00"
    with acting_for(southmere.id):
        assert not BusyTime.objects.exists()

    assert booked_while_away(now=advice.now) == []
    leave("sick", "DTSTART:20261119T090000Z", "DTEND:20261119T120000Z")
    assert bring(resource_id=ann(advice).pk, now=advice.now)
    (clash,) = booked_while_away(now=advice.now)
    assert (clash.reference, clash.name) == (held.booking.reference, "Sian Jones")
    assert clash.resource_name["en"] == "ann"
    with acting_for(southmere.id):
        assert booked_while_away(now=advice.now) == []
    httpx.delete(f"{radicale}sick.ics", auth=("ann", "of-ann")).raise_for_status()
    assert bring(resource_id=ann(advice).pk, now=advice.now)
    assert booked_while_away(now=advice.now) == []

    given = {"actor": VISITOR, "booking_id": held.booking.pk, "secret": held.secret}
    actions.cancel_booking(**given, now=advice.now)
    httpx.delete(f"{radicale}dentist.ics", auth=("ann", "of-ann")).raise_for_status()
    assert bring(resource_id=ann(advice).pk, now=advice.now)
    assert (stored(), CalendarCopy.objects.count()) == (0, 0)
    assert "11:00" in advice.free(DAY, "advice")

    monkeypatch.setenv("MOOTHALL_SECRET_CALENDAR_OF_ANN", "wrong")
    assert not bring(resource_id=ann(advice).pk, now=advice.now + timedelta(hours=1))
    row = StaffCalendar.objects.get()
    assert row.problem == "The calendar refused with 401."
    assert row.failing_since == advice.now + timedelta(hours=1)
    assert BusyTime.objects.count() == 4
