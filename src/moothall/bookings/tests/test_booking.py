"""Holding, confirming, moving, cancelling, attending."""

from datetime import timedelta

import pytest

from moothall.bookings import actions
from moothall.bookings.details import Details
from moothall.bookings.errors import (
    HoldEnded,
    NotBookable,
    NotOpen,
    PaymentDue,
    SlotTaken,
    TooLate,
    TooManyBookings,
)
from moothall.bookings.models import Booking, Claim, GroupSession
from moothall.bookings.tests.kit import VISITOR, activity, hours, person, room, staff_of
from moothall.bookings.workflow import ALLOWED, Payment, Status
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.kernel.spoken_characters import is_sound
from moothall.kernel.tests.kit import actor_of_resident_person

DAY = "2026-11-19"


def told():
    return list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))


def test_a_hold_takes_the_time_until_it_is_promised(diary):
    diary.open()

    held = diary.hold(DAY, "09:30")
    assert diary.free(DAY) == ["09:00", "10:00", "10:30", "11:00", "11:30"]
    booking = diary.confirm(held, email="sian@example.org")

    booking.refresh_from_db()
    assert (booking.status, booking.name, booking.held_until) == ("confirmed", "Sian Jones", None)
    prefix, *body = booking.reference.split("-")
    assert (prefix, [len(part) for part in body]) == ("NOR", [3, 3, 3])
    assert is_sound("".join(body))
    assert (str(booking.local_on), f"{booking.local_time:%H:%M}", booking.zone) == (
        DAY, "09:30", "Europe/London",
    )  # fmt: skip
    assert Claim.objects.get().lapses_at is None
    assert told() == ["bookings.booking-confirmed"]
    assert diary.confirm(held).version == booking.version
    assert told() == ["bookings.booking-confirmed"]


def test_who_comes_second_is_told_the_next_best(diary):
    diary.open(activities=[activity()])
    diary.book(DAY, "09:30")

    with pytest.raises(SlotTaken) as refusal:
        diary.hold(DAY, "09:30")

    near = [f"{slot.local_time:%H:%M}" for slot in refusal.value.next_best]
    assert near == ["09:00", "10:00", "10:30"]
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        (DAY, "09:10"),
        (DAY, "12:00"),
        ("2026-11-21", "09:00"),
        ("2026-11-17", "09:00"),
        ("2027-11-18", "09:00"),
    ],
)
def test_what_is_not_offered_is_refused_as_that(diary, day, clock):
    diary.open()

    with pytest.raises(NotOpen):
        diary.hold(day, clock)

    assert not Booking.objects.exists()


def test_a_hold_that_ran_out_is_anybodys_and_kept_if_nobody_wants_it(diary):
    diary.open()
    late = diary.now + timedelta(minutes=16)
    first, other = diary.hold(DAY, "09:30"), diary.hold(DAY, "10:00")

    assert "09:30" in diary.free(DAY, now=late)
    second = diary.hold(DAY, "09:30", now=late)
    assert diary.confirm(other, now=late).status == Status.CONFIRMED
    assert actions.expire_holds(actor=VISITOR, now=late) == 0

    first.booking.refresh_from_db()
    assert first.booking.status == Status.EXPIRED
    with pytest.raises(SlotTaken) as refusal:
        diary.confirm(first, now=late)
    assert refusal.value.next_best
    actions.release_hold(
        actor=VISITOR, booking_id=second.booking.pk, secret=second.secret, now=late
    )
    assert diary.confirm(first, now=late).status == Status.CONFIRMED
    assert "09:30" not in diary.free(DAY, now=late)


def test_holds_are_prolonged_for_a_while_and_expired_by_the_schedule(diary):
    diary.open()
    held = diary.hold(DAY, "09:30")
    later = diary.now + timedelta(minutes=10)

    actions.extend_hold(actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=later)
    assert actions.expire_holds(actor=VISITOR, now=diary.now + timedelta(minutes=20)) == 0
    gone = diary.now + timedelta(minutes=25)
    assert actions.expire_holds(actor=VISITOR, now=gone) == 1
    assert actions.expire_holds(actor=VISITOR, now=gone) == 0
    assert told() == ["bookings.place-freed"]
    with pytest.raises(HoldEnded):
        actions.extend_hold(actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=gone)


def test_only_who_may_changes_a_booking(diary, rhian, southmere):
    diary.open()
    held = diary.book(DAY, "09:30")

    for actor in (
        VISITOR,
        staff_of(diary.council, "booking.view"),
        staff_of(southmere, "booking.book"),
    ):
        with pytest.raises(NotPermitted):
            actions.cancel_booking(actor=actor, booking_id=held.booking.pk, now=diary.now)
        with pytest.raises(NotPermitted):
            actions.move_booking(
                actor=actor, booking_id=held.booking.pk, secret="guessed",
                starts_at=diary.at(DAY, "10:00"), now=diary.now,
            )  # fmt: skip
    with acting_for(southmere.id), pytest.raises(NotFound):
        actions.cancel_booking(
            actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=diary.now
        )
    held.booking.refresh_from_db()
    assert held.booking.status == Status.CONFIRMED
    with pytest.raises(NotPermitted):
        actions.check_in(actor=VISITOR, booking_id=held.booking.pk, now=diary.now)


def test_moving_keeps_the_rules_and_never_loses_the_old_time(diary):
    diary.open(activities=[activity(notice={"change": 12})])
    held, other = diary.book(DAY, "09:30"), diary.book(DAY, "10:30")
    move = {"actor": VISITOR, "booking_id": held.booking.pk, "secret": held.secret}

    with pytest.raises(SlotTaken):
        actions.move_booking(**move, starts_at=other.booking.starts_at, now=diary.now)
    assert "09:30" not in diary.free(DAY)
    with pytest.raises(Conflict):
        actions.move_booking(**move, starts_at=diary.at(DAY, "10:00"), now=diary.now, version=1)
    moved = actions.move_booking(**move, starts_at=diary.at(DAY, "11:00"), now=diary.now)

    assert (f"{moved.local_time:%H:%M}", moved.reference) == ("11:00", held.booking.reference)
    assert diary.free(DAY) == ["09:00", "09:30", "10:00", "11:30"]
    late = diary.at(DAY, "00:00")
    with pytest.raises(TooLate):
        actions.move_booking(**move, starts_at=diary.at(DAY, "11:30"), now=late)
    by_staff = {**move, "actor": diary.staff, "secret": ""}
    actions.move_booking(**by_staff, starts_at=diary.at(DAY, "11:30"), now=late)
    assert told().count("bookings.booking-moved") == 2


def test_cancelling_gives_back_the_share_that_the_notice_leaves(diary):
    fee = {"fund": "hall", "pence": 5001, "refunds": [
        {"hours": 48, "percent": 100}, {"hours": 24, "percent": 50},
    ]}  # fmt: skip
    diary.open(activities=[activity(fee=fee, horizon=30)])
    refunds = []
    for day, actor in ((DAY, VISITOR), ("2026-11-20", VISITOR), ("2026-11-23", VISITOR),
                       ("2026-11-19", diary.staff)):  # fmt: skip
        held = diary.hold(day, "09:00")
        with pytest.raises(PaymentDue):
            diary.confirm(held)
        actions.mark_paid(booking_id=held.booking.pk, line_id=held.booking.pk, now=diary.now)
        gone = actions.cancel_booking(
            actor=actor, booking_id=held.booking.pk, secret=held.secret, now=diary.now
        )
        refunds.append(gone.refund_pence)

    # 22 hours ahead, 46, 118; what the council calls off it gives back whole.
    assert refunds == [0, 2500, 5001, 5001]
    assert not Claim.objects.filter(is_active=True).exists()


def test_a_fee_paid_for_a_time_that_is_gone_is_told_so(diary):
    diary.open(activities=[activity(fee={"fund": "hall", "pence": 900})])
    late = diary.now + timedelta(hours=1)
    lost = diary.hold(DAY, "09:00")
    diary.hold(DAY, "09:00", now=late)

    booking = actions.mark_paid(booking_id=lost.booking.pk, line_id=lost.booking.pk, now=late)

    assert (booking.status, booking.payment, booking.refund_pence) == ("expired", Payment.PAID, 900)
    assert told() == ["bookings.paid-in-vain"]
    actions.mark_paid(booking_id=lost.booking.pk, line_id=lost.booking.pk, now=late)
    assert told() == ["bookings.paid-in-vain"]


def test_an_agent_books_and_lets_off_the_fee(diary):
    diary.open(activities=[activity(fee={"fund": "hall", "pence": 900, "rules": [
        {"pence": 1200, "days": ["thu"], "from": "11:00"}]}, audience="staff")])  # fmt: skip
    given = {"activity_id": diary.activity().pk, "details": Details(name="Sian"), "now": diary.now,
             "starts_at": diary.at(DAY, "11:00")}  # fmt: skip

    with pytest.raises(NotPermitted):
        actions.book_now(actor=VISITOR, **given)
    with pytest.raises(NotPermitted):
        agent = staff_of(diary.council, "booking.book")
        actions.book_now(actor=agent, waive_fee=True, **given)
    booked = actions.book_now(actor=diary.staff, waive_fee=True, **given).booking

    assert (booked.status, booked.payment, booked.fee_pence) == ("confirmed", "waived", 1200)


def test_one_person_has_only_so_many_ahead(diary):
    diary.open(activities=[activity(most_open=1)])
    diary.confirm(diary.hold(DAY, "09:00"), email="sian@example.org")
    again = diary.hold(DAY, "09:30")

    with pytest.raises(TooManyBookings):
        diary.confirm(again, email="Sian@example.org")
    with pytest.raises(NotBookable):
        diary.hold(DAY, "10:00", party_size=2)


def test_attendance_is_written_down_and_put_right(diary):
    diary.open()
    booking = diary.book(DAY, "09:30").booking
    seen = {"actor": diary.staff, "booking_id": booking.pk}

    with pytest.raises(HoldEnded):
        actions.record_attendance(**seen, attended=False, now=diary.now)
    first = actions.check_in(**seen, now=diary.at(DAY, "09:20")).checked_in_at
    assert actions.check_in(**seen, now=diary.at(DAY, "09:25")).checked_in_at == first
    actions.record_attendance(**seen, attended=False, now=diary.at(DAY, "09:40"))
    actions.record_attendance(**seen, attended=True, now=diary.at(DAY, "09:45"))

    assert told()[-2:] == ["bookings.booking-missed", "bookings.booking-attended"]
    assert {"booking.checked-in", "booking.missed", "booking.attended"} <= set(
        AuditEntry.objects.values_list("verb", flat=True)
    )


def test_buffers_are_taken_and_not_told(diary):
    diary.open(activities=[activity(buffers={"before": 5, "after": 25}, step=15)])

    booking = diary.book(DAY, "10:00").booking

    assert booking.ends_at - booking.starts_at == timedelta(minutes=30)
    # Its room is taken from 09:55 until 10:55, and each other needs as much for itself.
    assert diary.free(DAY) == ["09:00", "11:00", "11:15", "11:30"]


def test_work_is_spread_over_who_is_free(diary):
    needs = [{"role": "adviser", "kind": "person"}]
    staff = [person(name, hours=[hours()]) for name in ("ann", "ben", "col")]
    diary.open(*staff, activities=[activity(needs=needs)])

    for clock in ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30"):
        diary.book(DAY, clock)

    served = Claim.objects.values_list("resource__key", flat=True)
    assert sorted(served) == ["ann", "ann", "ben", "ben", "col", "col"]


def test_a_family_comes_at_one_hour_or_in_a_row(diary):
    diary.open(room("one"), room("two"), activities=[activity(together=3)])
    given = {"actor": VISITOR, "activity_id": diary.activity().pk, "now": diary.now}

    together = actions.book_group(**given, starts_at=diary.at(DAY, "09:00"), how_many=2)
    with pytest.raises(SlotTaken):
        actions.book_group(**given, starts_at=diary.at(DAY, "10:00"), how_many=3)
    row = actions.book_group(**given, starts_at=diary.at(DAY, "10:00"), how_many=3, in_a_row=True)

    assert len({one.booking.group_id for one in together}) == 1
    assert [f"{one.booking.local_time:%H:%M}" for one in row] == ["10:00", "10:30", "11:00"]
    assert Booking.objects.count() == 5


def test_a_series_keeps_its_hour_and_leaves_out_what_cannot_be_had(diary):
    diary.open(activities=[activity(horizon=300, series=22)])
    diary.book("2026-12-03", "09:00")
    given = {"actor": VISITOR, "activity_id": diary.activity().pk, "now": diary.now,
             "starts_at": diary.at(DAY, "09:00"), "times": 22}  # fmt: skip

    with pytest.raises(SlotTaken):
        actions.book_series(**given)
    assert Booking.objects.count() == 1
    made = actions.book_series(**given, leave_out_taken=True)

    assert len(made.held) == 21
    assert [str(one.starts_at.date()) for one in made.refused] == ["2026-12-03"]
    hours_by_clock = {f"{one.booking.local_time:%H:%M}" for one in made.held}
    assert hours_by_clock == {"09:00"}
    assert {one.booking.starts_at.hour for one in made.held} == {8, 9}


def test_a_session_is_shared_and_gives_its_room_back(diary):
    diary.open(activities=[activity("cycling", capacity=3, party=3), activity("birth")])
    two = diary.hold(DAY, "09:00", "cycling", party_size=2)
    diary.confirm(two)
    diary.book(DAY, "09:00", "cycling")

    assert "09:00" not in diary.free(DAY, "cycling")
    assert "09:00" not in diary.free(DAY)
    with pytest.raises(SlotTaken):
        diary.hold(DAY, "09:00", "cycling")
    actions.cancel_booking(
        actor=VISITOR, booking_id=two.booking.pk, secret=two.secret, now=diary.now
    )
    assert "09:00" not in diary.free(DAY)
    assert GroupSession.objects.get().taken == 1
    last = Booking.objects.get(status="confirmed")
    actions.move_booking(
        actor=diary.staff, booking_id=last.pk, starts_at=diary.at(DAY, "10:00"), now=diary.now
    )
    assert "09:00" in diary.free(DAY)
    assert sorted(GroupSession.objects.values_list("taken", flat=True)) == [0, 1]
    again = diary.hold(DAY, "09:00", "cycling", party_size=3)
    assert again.booking.session_id == two.booking.session_id
    assert "09:00" not in diary.free(DAY)
    late = diary.now + timedelta(minutes=20)
    assert diary.hold(DAY, "09:00", "cycling", party_size=2, now=late)
    assert GroupSession.objects.get(pk=again.booking.session_id).taken == 2


def test_every_arrow_has_a_reason_and_ends_somewhere():
    assert {status for status in Status if not ALLOWED[status]} == {
        Status.CANCELLED,
        Status.RELEASED,
    }


def test_a_press_finds_what_it_held_until_that_is_given_back(diary, rhian):
    diary.open()
    first = diary.hold(DAY, "09:30", once="a-mark")
    assert diary.hold(DAY, "09:30", once="a-mark") == first

    with pytest.raises(SlotTaken):
        diary.hold(DAY, "09:30", once="another")
    actions.release_hold(
        actor=VISITOR, booking_id=first.booking.pk, secret=first.secret, now=diary.now
    )

    anew = diary.hold(DAY, "09:30", once="a-mark")
    assert anew.booking.pk != first.booking.pk


def test_anothers_press_is_not_handed_over(diary, rhian):
    diary.open(room("one"), room("two"))
    first = diary.hold(DAY, "09:30", once="a-mark")

    own = diary.hold(
        DAY, "09:30", once="a-mark", person_id=rhian.pk, actor=actor_of_resident_person(rhian)
    )

    assert own.booking.pk != first.booking.pk
