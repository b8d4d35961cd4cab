"""Hours set by staff: looked at first, told of where they want, undone, and kept from the file."""

from datetime import date, time

import pytest

from moothall.bookings.models import Booking, Closure, HoursRecord
from moothall.bookings.opening import actions, queries
from moothall.bookings.opening.actions import Change
from moothall.bookings.opening.errors import NeverOpen
from moothall.bookings.opening.judging import outside
from moothall.bookings.opening.said import OddDay, Rule
from moothall.bookings.tests.kit import activity, hours, person, room, staff_of
from moothall.bookings.tests.test_staff_pages import DAY, DIARY, NEXT, at_now  # noqa: F401
from moothall.kernel.errors import Conflict, NotPermitted
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.payments.tests.desks import supervisor

SHORT = Rule(is_break=False, weekdays=(0, 1, 2, 3, 4), opens=time(9), closes=time(10))
SHUT = OddDay(day=date.fromisoformat(DAY), reason={"en": "Leave"})


def write(diary, owner, said, **more):
    version = more.pop("version", queries.standing(owner).version)
    because = more.pop("because", None)
    return actions.write_hours(
        actor=more.pop("actor", diary.staff), now=diary.now, said=said,
        change=Change(owner=owner, version=version, shut_because=because),
    )  # fmt: skip


def undo(diary, owner):
    version = queries.standing(owner).version
    change = Change(owner=owner, version=version)
    return actions.undo_hours(actor=diary.staff, change=change, now=diary.now)


def test_new_hours_count_at_once_and_are_undone(diary):
    site = diary.open().site()
    before = queries.said_hours(site)

    write(diary, site, before.without_rule(0).with_rule(SHORT))

    assert diary.free(DAY) == ["09:00", "09:30"]
    assert queries.standing(site).is_by_staff
    undo(diary, site)
    assert queries.said_hours(site) == before
    assert not queries.standing(site).is_by_staff
    undo(diary, site)
    assert diary.free(DAY) == ["09:00", "09:30"]
    verbs = AuditEntry.objects.filter(verb__startswith="opening.").values_list("verb", flat=True)
    assert {"opening.written", "opening.undone"} <= set(verbs)


def test_a_look_counts_what_would_be_outside_and_changes_nothing(
    diary, django_assert_max_num_queries
):
    site = diary.open(room("one"), room("two")).site()
    said = queries.said_hours(site)
    for clock in ("09:00", "10:00", "11:30"):
        diary.book(DAY, clock)
    short = said.without_rule(0).with_rule(SHORT)

    with django_assert_max_num_queries(8):
        found = outside(site, short, now=diary.now, before=said)

    assert found.count == 2
    assert [f"{one.starts_at:%H:%M}" for one in found.bookings] == ["10:00", "11:30"]
    assert len(found.stretches) == 2
    assert queries.said_hours(site) == said
    assert outside(site, said, now=diary.now, before=None).count == 0


def test_people_are_told_once_only_where_that_is_wanted(diary):
    site = diary.open(room("one"), room("two")).site()
    inside, late = diary.book(DAY, "09:00").booking, diary.book(DAY, "11:00").booking
    short = queries.said_hours(site).without_rule(0).with_rule(SHORT)

    assert write(diary, site, short) == 0
    assert not Closure.objects.exists()
    undo(diary, site)
    assert write(diary, site, short, because={"en": "We close earlier"}) == 1

    late.refresh_from_db()
    inside.refresh_from_db()
    assert (inside.closure_id, late.closure_id is not None) == (None, True)
    assert OutboxEvent.objects.filter(name="bookings.booking-shut").count() == 1


def test_leave_of_one_person_leaves_the_others_alone(diary):
    diary.open(
        person("ash", hours=[hours()]), person("beck", hours=[hours()]),
        activities=[activity(needs=[{"role": "who", "kind": "person"}])],
    )  # fmt: skip
    ash = diary.resource("ash")
    bookings = [diary.book(DAY, "09:00").booking, diary.book(DAY, "09:00").booking]
    said = queries.said_hours(ash)

    found = outside(ash, said.with_days((SHUT,)), now=diary.now, before=said)
    write(diary, ash, said.with_days((SHUT,)))

    assert found.count == 1
    assert found.bookings[0].id in {one.pk for one in bookings}
    assert Booking.objects.filter(closure=None).count() == 2
    diary.book(DAY, "09:30")
    assert "09:30" not in diary.free(DAY)
    assert "09:30" in diary.free(NEXT)


def test_a_file_that_is_applied_again_leaves_what_staff_set(diary):
    diary.open()
    site = diary.site()
    said = queries.said_hours(site)
    write(diary, site, said.without_rule(0).with_rule(SHORT).with_days((SHUT,)))
    again = {"key": "hall", "name": {"en": "Hall"}, "hours": [hours("08:00", "13:00")]}

    diary.apply(sites=[again | {"exceptions": [{"day": DAY, "opens": "08:00", "closes": "09:00"}]}])

    assert queries.said_hours(site).rules == (SHORT,)
    assert diary.free(DAY) == []
    standing = queries.standing(site)
    assert standing.from_file.rules[0].opens == time(8)
    change = Change(owner=site, version=standing.version)
    actions.take_file_hours(actor=diary.staff, change=change, now=diary.now)
    assert queries.said_hours(site).rules[0].opens == time(8)
    assert diary.free(DAY) == ["08:00", "08:30"]
    diary.apply(sites=[again | {"hours": [hours("08:30", "13:00")]}])
    assert queries.said_hours(site).rules[0].opens == time(8, 30)


def test_a_day_that_staff_set_does_not_keep_the_file_from_the_week(diary):
    diary.open()
    site = diary.site()
    write(diary, site, queries.said_hours(site).with_days((SHUT,)))

    diary.apply(sites=[{"key": "hall", "name": {"en": "Hall"}, "hours": [hours("09:00", "10:00")]}])

    assert diary.free(DAY) == []
    assert diary.free(NEXT) == ["09:00", "09:30"]


def test_what_somebody_else_changed_or_would_never_open_is_refused(diary, southmere):
    site = diary.open().site()
    said = queries.said_hours(site)
    with pytest.raises(NeverOpen):
        write(diary, site, said.without_rule(0))
    with pytest.raises(Conflict):
        write(diary, site, said.with_days((SHUT,)), version=9)
    for actor in (
        staff_of(diary.council, "booking.view", "booking.book", "booking.check-in"),
        staff_of(southmere, "booking.manage"),
    ):
        with pytest.raises(NotPermitted):
            write(diary, site, said.with_days((SHUT,)), actor=actor)

    assert queries.said_hours(site) == said
    assert HoursRecord.objects.get().version == 1


@pytest.fixture
def desk(diary, northvale, now):
    diary.open(room("one"), room("two"))
    return supervisor("dewi", northvale, now)


def test_pages_set_hours_after_asking_what_becomes_of_bookings(desk, diary):
    late = diary.book(DAY, "11:00").booking
    site = diary.site()
    here = f"{DIARY}hours/site/{site.pk}/"
    assert "Monday to Friday, 09:00 to 12:00" in desk.get(here).one("rules")
    assert "council's file" in desk.get(here).one("standing")
    typed = {
        "kind": "open", "weekdays": ["0", "1", "2", "3", "4"], "opens": "09:00", "closes": "10:00",
        "version": "1",
    }  # fmt: skip

    wrong = desk.post(f"{here}rule/?number=0", **typed | {"closes": "10:02"})
    assert (wrong.status, wrong.value("opens")) == (422, "09:00")
    asked = desk.post(f"{here}rule/?number=0", **typed)
    assert "1 booking is outside" in asked.one("outside")
    assert late.reference in asked.one("outside-list")
    unsaid = desk.post(f"{here}rule/?number=0", **typed, confirmed="yes")
    assert unsaid.status == 422
    assert queries.said_hours(site).rules[0].closes == time(12)

    answer = {"confirmed": "yes", "then-outside": "shut", "then-reason_en": "We close earlier"}
    assert desk.post(f"{here}rule/?number=0", **typed | answer).location == here
    page = desk.get(here)
    assert "09:00 to 10:00" in page.one("rules")
    assert "Set here by Dewi" in page.one("standing")
    late.refresh_from_db()
    assert late.closure_id is not None
    stale = desk.post(f"{here}rule/?number=0", **typed | {"closes": "11:00"})
    assert "Somebody else has changed" in stale.text


def test_pages_add_leave_take_it_out_and_undo(desk, diary):
    one = diary.resource("one")
    here = f"{DIARY}hours/resource/{one.pk}/"
    days = {"first_on": DAY, "last_on": NEXT, "how": "shut", "version": "0"}
    assert desk.post(f"{here}days/", **days | {"last_on": "2026-11-01"}).status == 422
    assert desk.post(f"{here}days/", **days | {"how": "hours"}).status == 422
    assert desk.post(f"{here}days/", **days).location == here
    assert "19 November 2026 to 20 November 2026: Shut" in desk.get(here).one("days")

    desk.post(f"{here}day/back/", on=DAY, until=NEXT, version="1")
    assert not desk.get(here).all("days")
    desk.post(f"{here}undo/back/", version="2")
    assert desk.get(here).all("days")
    assert desk.post(f"{here}sideways/back/", version="3").status == 404
    assert desk.post(f"{here}rule/back/", number="7", version="3").status == 404


def test_the_list_of_all_hours_asks_few_questions(desk, diary, django_assert_max_num_queries):
    address = f"{DIARY}hours/"
    desk.get(address)
    with django_assert_max_num_queries(16) as few:
        assert "Monday to Friday" in desk.get(address).one("hours-site")
    most = len(few)
    diary.open(*[room(f"room-{number}", hours=[hours()]) for number in range(8)])
    desk.get(address)
    with django_assert_max_num_queries(most):
        desk.get(address)
