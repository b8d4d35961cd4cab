"""The account knows of bookings: what needs somebody, and who may see it."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django.test import Client

from moothall.bookings import actions
from moothall.bookings.details import Details
from moothall.bookings.models import VideoRoom
from moothall.bookings.needs_you import BookingsThatWait
from moothall.bookings.setup import apply_bookings
from moothall.bookings.tests.kit import activity, room, staff_of, words
from moothall.bookings.video.ports import video_providers
from moothall.bookings.video.rooms import give_room, way_in_of
from moothall.bookings.waiting.actions import Wanted, forget_old_places, join_waiting_list
from moothall.bookings.waiting.personal_data import WaitingPlaces
from moothall.bookings.waiting.queries import waiting_list
from moothall.cases.tests.account import Account
from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel import clock
from moothall.kernel.errors import NotPermitted
from moothall.kernel.options import Options
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import scopes
from moothall.people.personal_data import whose
from moothall.people.tests.granting import live_grant

TODAY, DAY, NEXT = "2026-11-18", "2026-11-19", "2026-11-20"
FEE = {"fee": {"fund": "forms", "pence": 4200}}


@pytest.fixture
def lived(diary, rhian, monkeypatch):
    """Rhian has one of each: to pay, shut, today, offered, and one that wants nothing."""
    monkeypatch.setattr(clock, "now", lambda: diary.now)
    diary.open(
        room("one"), room("two"),
        activities=[
            activity(lead=0, waiting_list={"offer_minutes": 60}), activity("paid", **FEE),
            activity("call", lead=0, video="always"),
        ],
        sites=[{"key": "hall", "name": words("Town Hall"), "hours": [
            {"days": ["wed", "thu", "fri"], "opens": "09:00", "closes": "17:00"}]}],
    )  # fmt: skip
    own = {"actor": diary.staff, "person_id": rhian.pk}

    def book(day, at, key="birth"):
        held = diary.hold(day, at, key, **own)
        return diary.confirm(held, actor=diary.staff, name="Rhian Evans", person_id=rhian.pk)

    diary.hold(DAY, "09:00", "paid", **own)
    book(TODAY, "15:00")
    shut = book(DAY, "11:00")
    book(NEXT, "11:00")
    actions.make_closure(
        actor=diary.staff, of=diary.activity(), starts_at=shut.starts_at, ends_at=shut.ends_at,
        reason={"en": "A leak."}, now=diary.now,
    )  # fmt: skip
    full = [diary.book(NEXT, "13:00"), diary.book(NEXT, "13:00")]
    entry = join_waiting_list(
        actor=diary.staff, activity_id=diary.activity().pk,
        wanted=_wanted(), now=diary.now,
        details=Details(name="Rhian Evans", email="rhian@home.test", person_id=rhian.pk),
    )  # fmt: skip
    actions.cancel_booking(actor=diary.staff, booking_id=full[0].booking.pk, now=diary.now)
    return diary, entry, shut


def _wanted():
    on = date.fromisoformat(NEXT)
    return Wanted(first_on=on, last_on=on, from_time=time(13), until_time=time(13))


def tags(home):
    return [one.split(":")[0] for one in home.all("need")]


def test_what_needs_somebody_comes_first_and_leads_there(lived, rhian, tomos, southmere):
    diary, entry, shut = lived
    home = Account(rhian).get("/account/")

    assert tags(home) == ["Pay for your booking", "A time is free", "Choose another time", "Today"]
    links = {link.get("href") for link in home.tree.xpath("//a")}
    assert {f"/account/bookings/{shut.pk}/change/", f"/account/waiting-list/{entry.pk}/"} <= links
    assert "Book a time" in home.one("bookings")
    assert Account(tomos).get("/account/").all("need") == []
    there = Account(kit.resident("rhian", southmere, diary.now), host="southmere.test")
    assert there.get("/account/").all("need") == []


def test_it_is_one_question_however_much_there_is(lived, rhian, django_assert_num_queries):
    diary, _entry, _shut = lived
    given = {"council_id": diary.council.id, "language": "en", "now": diary.now}

    with django_assert_num_queries(1):
        found = BookingsThatWait().waiting(rhian.pk, **given)

    assert len(found) == 4
    later = {**given, "now": diary.now + timedelta(hours=6)}
    assert [one.tag for one in BookingsThatWait().waiting(rhian.pk, **later)] == [
        "Choose another time"
    ]


@pytest.mark.parametrize(("granted", "count"), [((scopes.BOOKINGS,), 4), ((scopes.REQUESTS,), 0)])
def test_who_acts_for_another_sees_what_their_grant_lets_them(lived, rhian, tomos, granted, count):
    diary, entry, _shut = lived
    grant = live_grant(rhian, tomos, diary.now, scopes_=granted)
    helper = Account(tomos)
    helper.client.post("/account/acting/", {"for": f"grant:{grant.pk}"})

    home = helper.get("/account/")

    assert len(tags(home)) == count
    assert len(home.all("bookings")) == (1 if count else 0)
    place = helper.get(f"/account/waiting-list/{entry.pk}/")
    assert place.status == (200 if count else 403)


def test_an_offer_is_answered_from_the_account_by_nobody_else(lived, rhian, tomos):
    _diary, entry, _shut = lived
    path = f"/account/waiting-list/{entry.pk}/"
    assert Account(tomos).get(path).status == 404
    assert Account().get(path).status == 302
    mine = Account(rhian)
    assert "You are on the waiting list" not in mine.get("/account/bookings/").one("waiting")

    taken = mine.send(path, act="accept")

    assert "/account/bookings/" in taken.location
    assert "A time is free" not in tags(mine.get("/account/"))


def test_staff_who_may_see_the_diary_see_the_bookings_of_a_person(lived, rhian, alice, mallory):
    desk = Client(headers={"host": "northvale.test"})
    kit.sign_in(desk, alice)

    page = desk.get(f"/workspace/people/{rhian.pk}/").content.decode()

    assert 'data-testid="bookings"' in page
    assert "Shut: not chosen again yet" in page


def test_who_waits_is_told_what_is_held_of_them_and_forgotten(lived, rhian, southmere):
    diary, _entry, _shut = lived
    mine = whose(rhian.pk, council_id=diary.council.id, with_account=False)
    holder = WaitingPlaces()

    (section,) = holder.collect(mine)

    assert [row["name"] for row in section.rows] == ["Rhian Evans"]
    assert [fate.count for fate in holder.foresee(mine, diary.now)] == [1]
    assert [fate.count for fate in holder.erase(mine, diary.now)] == [1]
    assert waiting_list() == []
    assert "13:00" in diary.free(NEXT)
    again = whose(rhian.pk, council_id=diary.council.id, with_account=False)
    assert holder.foresee(again, diary.now) == []
    assert forget_old_places(now=diary.now) == 0


class _Elsewhere:
    """A provider far away, which has rooms of its own."""

    key = "elsewhere"

    class _Options(Options):
        pass

    options = _Options

    def room_for(self, wanted, _options, /):
        return f"https://calls.test/{wanted.booking_id}"


@pytest.fixture
def elsewhere():
    if "elsewhere" not in video_providers:
        video_providers.register(_Elsewhere())
    yield
    video_providers._parts.pop("elsewhere", None)


def test_each_council_chooses_who_gives_its_calls_their_rooms(
    lived, rhian, tomos, southmere, settings, elsewhere, monkeypatch
):
    diary, _entry, _shut = lived
    settings.VIDEO_ROOM = "https://video.test/{room}"
    context = SetupContext(diary.council, Path(), diary.now)
    with pytest.raises(SetupError):
        apply_bookings(context, {"video": {"provider": "nobody"}})
    own = {"provider": "own_rooms", "address": "https://our.test/{room}"}
    apply_bookings(context, {"video": own})
    held = diary.hold(TODAY, "11:30", "call", actor=diary.staff, person_id=rhian.pk)
    booking = diary.confirm(held, actor=diary.staff, person_id=rhian.pk, is_video=True)
    give_room(booking, now=diary.now)
    assert VideoRoom.objects.get().address.startswith("https://our.test/")
    apply_bookings(context, {"video": {"provider": "elsewhere"}})
    give_room(booking, now=diary.now)
    assert VideoRoom.objects.get().provider == "own_rooms"
    with pytest.raises(NotPermitted):
        actions.choose_video(
            actor=staff_of(southmere, "booking.manage"), council_id=diary.council.id,
            provider="own_rooms", options={}, now=diary.now,
        )  # fmt: skip
    other = diary.hold(NEXT, "14:00", "call")
    diary.confirm(other, is_video=True)
    other.booking.refresh_from_db()
    give_room(other.booking, now=diary.now)
    assert VideoRoom.objects.get(booking=other.booking).address.startswith("https://calls.test/")
    with acting_for(southmere.id):
        assert not VideoRoom.objects.exists()

    path = f"/account/bookings/{booking.pk}/video/"

    def shows(who, at):
        monkeypatch.setattr(clock, "now", lambda: diary.at(TODAY, at))
        return "our.test" in who.get(path).response.content.decode()

    mine = Account(rhian)
    assert [shows(mine, at) for at in ("11:19", "11:20", "11:25")] == [False, True, True]
    assert way_in_of(booking.pk, now=booking.ends_at) == ""
    assert not shows(Account(tomos), "11:25")
    assert Account(tomos).get(path).status == 404
    assert not shows(Account(), "11:25")
