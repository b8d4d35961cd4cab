"""The diary in the workspace: seen, kept in order, and nobody else's."""

import pytest

from moothall.bookings.models import Booking, Closure
from moothall.bookings.tests.kit import room
from moothall.kernel import clock
from moothall.payments.tests.desks import supervisor
from moothall.surfaces.workspace.tests.conftest import Desk

TODAY, DAY, NEXT = "2026-11-18", "2026-11-19", "2026-11-20"
DIARY = "/workspace/diary/northvale/"


@pytest.fixture(autouse=True)
def at_now(now, monkeypatch):
    """Let pages see the tests' own moment."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def desk(diary, northvale, now):
    diary.open(room("one"), room("two"))
    return supervisor("dewi", northvale, now)


def of(booking, what=""):
    return f"{DIARY}bookings/{booking.pk}/{what}"


@pytest.mark.parametrize("view", ["day", "week"])
def test_a_day_and_a_week_show_who_comes_in_words_and_few_queries(
    desk, diary, view, django_assert_max_num_queries
):
    address = f"{DIARY}?on={DAY}&view={view}"
    booking = diary.book(DAY, "09:30").booking
    desk.get(address)  # what is cached is read once
    with django_assert_max_num_queries(16) as few:
        page = desk.get(address)
    [entry] = page.all("entry")
    assert entry.startswith("09:30–10:00 Sian Jones birth Booked")
    assert of(booking) in page.response.text

    for clock_time in ("09:00", "09:30", "10:00", "11:00"):
        diary.book(DAY, clock_time)
    with django_assert_max_num_queries(len(few)):
        page = desk.get(address)
    assert len(page.all("entry")) == 5


def test_a_booking_is_moved_from_its_page_and_says_what_was_done(desk, diary):
    booking = diary.book(DAY, "09:30").booking
    page = desk.get(of(booking, f"move/?on={NEXT}"))
    key = page.tree.xpath("//input[@name='slot']/@value")[0]

    assert desk.post(of(booking, "move/"), slot=key).location == of(booking)

    booking.refresh_from_db()
    assert (str(booking.local_on), f"{booking.local_time:%H:%M}") == (NEXT, "09:00")
    assert "Moved" in desk.get(of(booking)).one("history")


def test_what_is_taken_or_outside_the_rules_moves_nothing_and_says_why(desk, diary):
    booking = diary.book(DAY, "09:30").booking
    diary.book(DAY, "10:00")
    diary.book(DAY, "10:00")
    at = booking.starts_at

    for on, clock_time, why in (
        (DAY, "10:00", "taken"),
        (DAY, "23:00", "Nothing can be booked"),
        ("2027-03-28", "01:30", "clocks change"),
    ):
        answer = desk.post(of(booking, "drop/"), on=on, at=clock_time)
        assert answer.status == 409
        assert why in answer.response.json()["said"]
    assert desk.post(of(booking, "drop/"), on=DAY, at="late").status == 400
    assert desk.post(of(booking, "move/"), slot="never").status == 422
    booking.refresh_from_db()
    assert booking.starts_at == at

    assert desk.post(of(booking, "drop/"), on=DAY, at="11:00").response.json()["moved"] is True


def test_who_came_is_written_down_and_a_booking_called_off(desk, diary):
    booking, other = diary.book(TODAY, "11:30").booking, diary.book(DAY, "10:00").booking
    desk.post(of(other, "check-in/"))
    assert "19 November 2026" in desk.get(of(other)).one("flash")
    desk.post(of(booking, "check-in/"))
    desk.post(of(booking, "came/"), came="yes")
    desk.post(of(other, "came/"), came="no")
    assert "say why" in desk.post(of(other, "cancel/"), because=" ").text.lower()
    desk.post(of(other, "cancel/"), because="The registrar is ill")

    booking.refresh_from_db()
    other.refresh_from_db()
    assert booking.checked_in_at is not None
    assert other.checked_in_at is None
    assert (booking.status, other.status) == ("attended", "cancelled")
    assert other.ended_because == "The registrar is ill"


def test_a_booking_is_found_by_reference_and_name_and_stands_in_the_days_list(desk, diary):
    booking = diary.book(DAY, "09:30").booking
    for text in (booking.reference, "sian jo"):
        assert booking.reference in desk.get(f"{DIARY}find/?text={text}").one("found")
    assert desk.get(f"{DIARY}find/?text=nobody").all("none")
    assert "Sian Jones" in desk.get(f"{DIARY}list/?on={DAY}").one("comers")
    assert desk.get(f"{DIARY}list/?on={NEXT}").all("none")
    assert "birth 1" in desk.get(f"{DIARY}figures/?until={NEXT}").one("figures")


def test_a_time_is_booked_for_a_caller_and_nothing_typed_is_lost(desk, diary):
    address = f"{DIARY}book/?activity=birth&on={DAY}"
    key = desk.get(address).tree.xpath("//input[@name='slot']/@value")[0]
    typed = {"slot": key, "phone": "01632 960001", "party_size": "1", "language": "cy"}

    again = desk.post(address, **typed)
    assert (again.status, again.value("phone")) == (422, "01632 960001")
    done = desk.post(address, **typed, name="Mair Rees")

    booking = Booking.objects.get()
    assert done.location == of(booking)
    assert (booking.name, booking.status, booking.channel, booking.language) == (
        "Mair Rees", "confirmed", "phone", "cy",
    )  # fmt: skip
    second = desk.post(address.replace("birth", "nothing"), **typed, name="Mair Rees")
    assert second.status == 200
    assert Booking.objects.count() == 1


def test_a_closure_says_how_many_it_affects_and_is_made_once_confirmed(
    desk, diary, django_assert_max_num_queries
):
    for _ in range(2):
        for clock_time in ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30"):
            diary.book(DAY, clock_time)
    typed = {
        "what": f"site.{diary.site().pk}", "first_on": DAY, "from_at": "00:00", "last_on": NEXT,
        "until_at": "00:00", "reason_en": "A burst pipe",
    }  # fmt: skip
    address = f"{DIARY}closures/new/"
    wrong = desk.post(address, **typed | {"last_on": "2026-11-18"})
    assert wrong.status == 422
    assert "12 bookings" in desk.post(address, **typed).one("affected")
    assert not Closure.objects.exists()

    with django_assert_max_num_queries(60):
        desk.post(address, **typed, confirmed="yes")
    closure = Closure.objects.get()
    assert Booking.objects.filter(closure=closure).count() == 12
    assert "A burst pipe" in desk.get(f"{DIARY}closures/").one("closures")
    assert "A burst pipe" in desk.get(f"{DIARY}?on={DAY}").text
    desk.post(f"{DIARY}closures/{closure.pk}/lift/")
    assert not Booking.objects.filter(closure=closure).exists()


def test_nobody_else_sees_or_changes_it(desk, diary, southmere, carys, now):
    booking = diary.book(DAY, "09:30").booking
    pages = [
        DIARY, f"{DIARY}list/", f"{DIARY}find/", f"{DIARY}figures/", f"{DIARY}book/",
        f"{DIARY}closures/", f"{DIARY}closures/new/",
        of(booking), of(booking, "move/"), of(booking, "cancel/"),
    ]  # fmt: skip
    outsider, nobody = supervisor("mair", southmere, now), Desk("northvale.test")
    for page in pages:
        assert outsider.get(page).status == 404
        assert nobody.get(page).status in {302, 403, 404}
    for what in ("check-in/", "came/", "drop/", "cancel/", "move/"):
        assert outsider.post(of(booking, what), came="yes", because="x").status == 404
        there = of(booking, what).replace("northvale", "southmere")
        assert outsider.post(there, came="yes", because="x").status == 404
    booking.refresh_from_db()
    assert (booking.status, booking.checked_in_at) == ("confirmed", None)


def test_a_desk_checks_in_and_moves_nothing(diary, northvale, now, desk):
    from moothall.kernel.actors import system
    from moothall.people.actions import give_role
    from moothall.people.models import Role, StaffUser

    user = StaffUser.objects.create_user("desk@northvale.test", name="Desk")
    give_role(
        actor=system("tests"), user=user, role=Role.DESK, council_id=northvale.id,
        partnership_id=None, now=now,
    )  # fmt: skip
    front = Desk("northvale.test", user)
    booking = diary.book(DAY, "09:30").booking

    assert front.post(of(booking, "check-in/")).status == 302
    assert front.get(DIARY).status == 200
    for what in ("move/", "cancel/"):
        assert front.get(of(booking, what)).status in (403, 404)
    assert front.post(of(booking, "drop/"), on=DAY, at="10:00").status in (403, 404)
    assert front.get(f"{DIARY}closures/new/").status in (403, 404)
    assert 'data-testid="move"' not in front.get(of(booking)).response.text
