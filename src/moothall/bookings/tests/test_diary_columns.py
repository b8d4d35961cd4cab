"""Giving a booking to somebody else in the diary, and the diary as a list."""

import pytest

from moothall.bookings import actions, queries
from moothall.bookings.errors import NotOpen, SlotTaken
from moothall.bookings.models import Claim
from moothall.bookings.slots import Wish
from moothall.bookings.tests.kit import activity, hours, person, room
from moothall.bookings.tests.test_staff_pages import DAY, DIARY, at_now, of  # noqa: F401
from moothall.kernel.errors import Conflict
from moothall.payments.tests.desks import supervisor

HOURS = {"hours": [hours()]}
PAIR = [
    {"role": "registrar", "kind": "person", "skills": ["births"]},
    {"role": "room", "kind": "room"},
]


@pytest.fixture
def office(diary):
    """Two registrars, one who does no births, and two rooms."""
    return diary.open(
        person("ash", skills=["births"], **HOURS),
        person("beck", skills=["births"], **HOURS),
        person("cole", skills=["deaths"], **HOURS),
        room("one"),
        room("two"),
        activities=[activity(needs=PAIR)],
    )


@pytest.fixture
def desk(office, northvale, now):
    return supervisor("dewi", northvale, now)


def serving(booking):
    return {one.key for one in queries.booking(booking.pk).resources}


def give(office, booking, key, clock=None, **more):
    return actions.move_booking(
        actor=office.staff, booking_id=booking.pk, resource_id=office.resource(key).pk,
        starts_at=office.at(DAY, clock) if clock else booking.starts_at, now=office.now, **more,
    )  # fmt: skip


def test_a_booking_is_given_to_somebody_else_and_keeps_its_time_and_room(office):
    booking = office.book(DAY, "09:30").booking
    [registrar] = serving(booking) & {"ash", "beck"}
    other = "beck" if registrar == "ash" else "ash"
    kept = serving(booking) - {registrar}

    moved = give(office, booking, other)

    assert moved.starts_at == booking.starts_at
    assert serving(booking) == {other} | kept
    assert Claim.objects.filter(is_active=True).count() == 2
    moved = give(office, booking, other, "11:00")
    assert serving(moved) == {other} | kept


def test_who_is_taken_or_cannot_serve_refuses_and_says_when_they_can(office):
    first, second = office.book(DAY, "09:30").booking, office.book(DAY, "09:30").booking
    [hers] = serving(second) & {"ash", "beck"}

    with pytest.raises(SlotTaken) as taken:
        give(office, first, hers)
    assert all(slot.starts_at != first.starts_at for slot in taken.value.next_best)
    with pytest.raises((SlotTaken, NotOpen)):
        give(office, first, "cole")
    with pytest.raises(Conflict):
        give(office, first, hers, "11:00", version=first.version + 1)

    assert hers not in serving(first)
    free = queries.free_slots(
        first.activity_id, first.local_on, Wish(resource_id=office.resource(hers).pk),
        now=office.now, without=[first.pk],
    )  # fmt: skip
    assert [f"{slot.local_time:%H:%M}" for slot in free] == [
        "09:00", "10:00", "10:30", "11:00", "11:30",
    ]  # fmt: skip


def test_another_councils_resource_serves_nobody(office, southmere, now):
    from moothall.bookings.tests.kit import Diary
    from moothall.kernel.scope import acting_for

    booking = office.book(DAY, "09:30").booking
    with acting_for(southmere.id):
        foreign = Diary(southmere, now).open(room("theirs")).resource("theirs").pk

    with pytest.raises((SlotTaken, NotOpen)):
        actions.move_booking(
            actor=office.staff, booking_id=booking.pk, resource_id=foreign,
            starts_at=booking.starts_at, now=now,
        )  # fmt: skip


def test_a_column_of_the_page_takes_what_is_dropped_on_it(desk, office):
    booking = office.book(DAY, "09:30").booking
    [registrar] = serving(booking) & {"ash", "beck"}
    other = office.resource("beck" if registrar == "ash" else "ash")
    page = desk.get(f"{DIARY}?on={DAY}")
    assert page.tree.xpath(f"//td[@data-resource='{other.pk}']")

    answer = desk.post(of(booking, "drop/"), on=DAY, at="09:30", resource=str(other.pk))

    assert answer.response.json() == {"moved": True, "said": ""}
    assert other.key in serving(booking)
    office.book(DAY, "11:00")
    office.book(DAY, "11:00")
    never = str(office.resource("cole").pk)
    refused = desk.post(of(booking, "drop/"), on=DAY, at="11:30", resource=never)
    assert "does not serve in this" in refused.response.json()["said"]
    refused = desk.post(of(booking, "drop/"), on=DAY, at="11:00", resource=str(other.pk))
    assert refused.status == 409
    assert "nearest free times" in refused.response.json()["said"]


def test_within_its_row_a_booking_keeps_its_minute(desk, office):
    office.open(
        person("ash", skills=["births"], **HOURS), person("beck", skills=["births"], **HOURS),
        room("one"), room("two"), activities=[activity(needs=PAIR, step=15)],
    )  # fmt: skip
    booking = office.book(DAY, "09:15").booking
    for key in ("ash", "beck"):
        resource = str(office.resource(key).pk)
        desk.post(of(booking, "drop/"), on=DAY, at="09:00", resource=resource)
        booking.refresh_from_db()
        assert (f"{booking.local_time:%H:%M}", key in serving(booking)) == ("09:15", True)


def test_who_cannot_drag_chooses_who_serves_on_the_page(desk, office):
    booking = office.book(DAY, "09:30").booking
    [registrar] = serving(booking) & {"ash", "beck"}
    other = office.resource("beck" if registrar == "ash" else "ash")
    address = of(booking, f"move/?on={DAY}&resource={other.pk}")
    page = desk.get(address)
    keys = page.tree.xpath("//input[@name='slot']/@value")
    same = next(key for key in keys if f"{booking.starts_at:%Y%m%dT%H%M}" in key)

    desk.post(address, slot=same, version=booking.version)

    assert other.key in serving(booking)
    offered = page.tree.xpath("//select[@name='resource']/option/text()")
    assert offered == ["Whoever is free", "ash", "beck", "one", "two"]


def test_the_diary_is_a_list_too_in_which_each_booking_stands_once(desk, office):
    office.book(DAY, "09:30")
    for view in ("day", "week"):
        said = desk.get(f"{DIARY}?on={DAY}&view={view}").one("diary-list")
        assert said.count("Sian Jones") == 1
        assert "09:30–10:00" in said
        assert "one" in said or "two" in said
