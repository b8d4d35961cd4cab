"""How full the diary is, what became of bookings, and the bookings behind each figure."""

from datetime import date

import pytest

from moothall.bookings import actions
from moothall.bookings.figures.outcomes import Of
from moothall.bookings.figures.periods import By, Days
from moothall.bookings.figures.queries import bookings_behind, figures
from moothall.bookings.models import BusyTime
from moothall.bookings.tests.kit import Diary, activity, hours, person, room
from moothall.bookings.tests.test_staff_pages import DAY, DIARY, NEXT, at_now  # noqa: F401
from moothall.kernel.scope import acting_for
from moothall.payments.tests.desks import supervisor

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 22)
WHO = [{"role": "who", "kind": "person", "skills": ["births"]}, {"role": "room", "kind": "room"}]


@pytest.fixture
def office(diary):
    """A room at the hall from nine to twelve, and Ash who works there until eleven."""
    return diary.open(
        room("one"), person("ash", skills=["births"], hours=[hours("09:00", "11:00")]),
        activities=[activity(needs=WHO, duration=60, step=30)],
    )  # fmt: skip


def by_key(diary, of, by=By.WEEK, first=FIRST, last=LAST):
    rows = figures(diary.council, Days(first, last, by), of, now=diary.now)
    return {one.name.get("en", ""): one for one in rows}


def test_hours_taken_are_a_share_of_hours_open(office):
    office.book(DAY, "09:00")
    office.hold(DAY, "10:00")

    resources = by_key(office, Of.RESOURCE)

    room_one, ash = resources["one"].filling, resources["ash"].filling
    assert (room_one.open, room_one.taken) == (15.0, 1.0)
    assert (ash.open, ash.taken, ash.share) == (10.0, 1.0, 0.1)
    site = by_key(office, Of.SITE)["Town Hall"].filling
    assert (site.open, site.taken) == (15.0, 1.0)
    birth = by_key(office, Of.ACTIVITY)["birth"].filling
    assert (birth.open, birth.taken) == (25.0, 2.0)


def test_closures_and_what_own_calendars_block_are_not_open(office):
    actions.make_closure(
        actor=office.staff, of=office.resource(), starts_at=office.at(DAY, "09:00"),
        ends_at=office.at(DAY, "12:00"), reason={"en": "x"}, now=office.now,
    )  # fmt: skip
    BusyTime.objects.create(
        council_id=office.council.id, resource=office.resource("ash"), source_uid="x",
        starts_at=office.at(DAY, "09:00"), ends_at=office.at(DAY, "09:30"), brought_at=office.now,
    )  # fmt: skip

    resources = by_key(office, Of.RESOURCE)

    assert (resources["one"].filling.open, resources["ash"].filling.open) == (12.0, 9.5)


@pytest.mark.parametrize("of", list(Of))
def test_what_became_of_bookings_is_counted_and_leads_to_them(office, of):
    came, missed, off = (
        office.book(on, at).booking for on, at in ((DAY, "09:00"), (DAY, "10:00"), (NEXT, "09:00"))
    )
    later = office.at(NEXT, "12:00")
    for booking, attended in ((came, True), (missed, False)):
        actions.record_attendance(
            actor=office.staff, booking_id=booking.pk, attended=attended, now=later
        )
    actions.cancel_booking(actor=office.staff, booking_id=off.pk, now=office.now)
    name = {Of.ACTIVITY: "birth", Of.SITE: "Town Hall", Of.RESOURCE: "ash"}[of]

    row = by_key(office, of)[name]

    one = row.outcome
    assert (one.booked, one.came, one.missed, one.cancelled) == (3, 1, 1, 1)
    assert one.days_ahead == pytest.approx(
        sum((b.starts_at - office.now).total_seconds() for b in (came, missed, off)) / 3 / 86400
    )
    behind = bookings_behind(row.first, row.last, of, row.id, "missed")
    assert [found.id for found in behind] == [missed.pk]
    assert len(bookings_behind(row.first, row.last, of, row.id, "")) == 3


def test_a_session_counts_its_people_and_takes_its_hours_once(diary):
    diary.open(room("yard"), activities=[activity("cycling", duration=60, capacity=5)])
    for _ in range(3):
        diary.book(DAY, "09:00", "cycling")

    row = by_key(diary, Of.RESOURCE)["yard"]

    assert (row.outcome.booked, row.filling.taken) == (3, 1.0)


def test_weeks_and_months_are_cut_where_they_change(office):
    days = Days(date(2026, 11, 25), date(2026, 12, 8), By.MONTH)
    assert [(first.day, last.day) for _, first, last in days.periods()] == [(25, 30), (1, 8)]
    weeks = Days(date(2026, 11, 25), date(2026, 12, 8), By.WEEK).periods()
    assert [begin.isoformat() for begin, *_ in weeks] == ["2026-11-23", "2026-11-30", "2026-12-07"]


def test_two_councils_that_share_staff_are_kept_apart(office, southmere, now):
    office.book(DAY, "09:00")
    with acting_for(southmere.id):
        theirs = Diary(southmere, now).open(room("theirs"))
        theirs.book(DAY, "09:30")

    assert "theirs" not in by_key(office, Of.RESOURCE)
    with acting_for(southmere.id):
        assert by_key(theirs, Of.RESOURCE).keys() == {"theirs"}


@pytest.fixture
def desk(office, northvale, now):
    return supervisor("dewi", northvale, now)


def test_the_page_shows_drills_and_gives_a_table_away(desk, office, django_assert_max_num_queries):
    booking = office.book(DAY, "09:00").booking
    address = f"{DIARY}figures/?from={FIRST}&until={LAST}&by=week&of=resource"
    desk.get(address)
    with django_assert_max_num_queries(24) as few:
        page = desk.get(address)
    most = len(few)
    assert "Week of 16 November 2026 ash 1 0 0 0" in page.one("figures")
    assert "10%" in page.one("figures")
    [link, *_] = page.links("figures")
    assert booking.reference in desk.get(link).one("behind")
    given = desk.client.get(f"{address}&as=csv")
    assert given["Content-Type"] == "text/csv; charset=utf-8"
    assert '"2026-11-16","2026-11-22","ash","1","0","0","0"' in given.content.decode()

    office.open(*[room(f"room-{number}", hours=[hours()]) for number in range(6)])
    desk.get(address)
    with django_assert_max_num_queries(most):
        desk.get(address)
    assert desk.get(f"{DIARY}figures/?by=century&of=everything&from=x").status == 200


def test_no_other_council_sees_figures(desk, office, southmere, now):
    office.book(DAY, "09:00")
    outsider = supervisor("mair", southmere, now)
    for page in ("figures/", "figures/bookings/"):
        assert outsider.get(f"{DIARY}{page}").status == 404
        there = f"/workspace/diary/southmere/{page}?from={FIRST}&until={LAST}"
        assert "Sian Jones" not in outsider.get(there).text
