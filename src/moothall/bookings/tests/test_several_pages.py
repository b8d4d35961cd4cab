"""A family at the dentist's hour: chosen and confirmed once, changed one by one or together."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from moothall.bookings import actions
from moothall.bookings.models import Booking, Claim
from moothall.bookings.secrets_of_bookings import secret_of, secret_of_set, set_of_secret
from moothall.bookings.telling_handlers import on_booking_cancelled_tell, on_booking_confirmed_tell
from moothall.bookings.tests.kit import VISITOR, activity, hours, person, room, words
from moothall.kernel.ids import new_id
from moothall.kernel.models import OutboxEvent
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.models import BasketLine
from moothall.payments.tests.kit import Shop

pytestmark = pytest.mark.usefixtures("queue", "clock_stands")

DAY = "2026-11-19"
HERE = {"HTTP_HOST": "northvale.test", "headers": {"sec-fetch-site": "same-origin"}}
FAMILY = {
    "name_1": "Sian Jones", "name_2": "Bryn Jones", "name_3": "Nia Jones",
    "email": "sian@example.org", "phone": "", "note": "",
}  # fmt: skip


@pytest.fixture
def browser(diary):
    return Client(**HERE)


@pytest.fixture
def three(diary):
    return diary.open(room("one"), room("two"), room("three"), activities=[activity(together=3)])


def slot(diary, clock="09:30"):
    return f"{diary.at(DAY, clock):%Y%m%dT%H%M}Z.{diary.site().pk}"


def keep(diary, browser, clock="09:30", how_many=3, way="same", once="one", root=""):
    at = f"{root}/book/birth/several/{DAY}/?how_many={how_many}&way={way}"
    return browser.post(at, {"slot": slot(diary, clock), "once": once})


def booked(diary, browser, **choice):
    """Return the address of the page of all, booked as somebody does."""
    details = keep(diary, browser, **choice).headers["Location"]
    check = browser.post(details, FAMILY).headers["Location"]
    return browser.post(check).headers["Location"]


def test_the_whole_way_of_a_family(three, browser):
    assert "Book for several people at once" in browser.get("/book/birth/").text
    page = browser.get("/book/birth/several/?how_many=3&way=same").text
    assert f"/book/birth/several/{DAY}/?how_many=3&amp;way=same" in page
    page = browser.get(f"/book/birth/several/{DAY}/?how_many=3&way=same").text
    assert "For 3 people at the same time." in page
    details = keep(three, browser).headers["Location"]
    page = browser.get(details)
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin"
    assert page.text.count("Full name of person") == 3
    wrong = browser.post(details, {**FAMILY, "name_2": ""})
    assert wrong.status_code == 422
    assert 'value="Nia Jones"' in wrong.text
    check = browser.post(details, FAMILY).headers["Location"]
    assert browser.get(check).text.count("Thursday 19 November 2026 at 9:30am") >= 3
    done = browser.post(check).headers["Location"]
    page = browser.get(done).text

    rows = Booking.objects.order_by("number")
    assert [(row.name, row.status) for row in rows] == [
        ("Sian Jones", "confirmed"), ("Bryn Jones", "confirmed"), ("Nia Jones", "confirmed"),
    ]  # fmt: skip
    assert "3 times are booked" in page
    assert all(row.reference in page and row.name in page for row in rows)
    assert browser.post(check).headers["Location"] == done
    assert browser.get(details).headers["Location"] == done


def test_one_after_another_lists_when_the_first_begins(three, browser):
    three.hold(DAY, "10:00")
    three.hold(DAY, "10:00")
    three.hold(DAY, "10:00")

    page = browser.get(f"/book/birth/several/{DAY}/?how_many=3&way=row").text
    times = re.findall(r">(\d+:\d\d[ap]m), Town Hall</button>", page)
    assert times == ["10:30am"]
    done = booked(three, browser, clock="10:30", way="row")

    assert [f"{row.local_time:%H:%M}" for row in Booking.objects.filter(name__endswith="Jones")
            .order_by("starts_at")] == ["10:30", "11:00", "11:30"]  # fmt: skip
    assert "11:30am" in browser.get(done).text


def test_all_or_none_and_the_next_best_for_as_many(three, browser):
    three.hold(DAY, "09:30")
    three.hold(DAY, "10:00")

    page = keep(three, browser)

    assert page.status_code == 409
    best = re.search(r"next-best.*?</ul>", page.text, re.DOTALL).group(0)
    assert re.findall(r"at (\d+:\d\dam)", best) == ["9:00am", "10:30am", "11:00am"]
    assert Booking.objects.count() == 2


def test_a_second_press_leads_to_the_same_holds(three, browser):
    first, second = keep(three, browser), keep(three, browser)

    assert first.headers["Location"] == second.headers["Location"]
    assert Booking.objects.count() == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("how_many=4&way=same", "at most 3 people"),
        ("how_many=1&way=same", "Enter 2 or more"),
        ("how_many=x&way=same", "in figures"),
        ("how_many=2", "Choose when they come"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(three, browser, asked, said):
    page = browser.get(f"/book/birth/several/?{asked}")

    assert page.status_code == 422
    assert page.text.count(said) >= 2
    assert keep(three, browser, how_many=4).status_code == 422
    assert Booking.objects.count() == 0


def test_one_is_cancelled_and_the_others_stay(three, browser):
    page = booked(three, browser)
    first = re.findall(r'href="(/booking/[^"]+)"', browser.get(page).text)[0]

    browser.post(f"{first}cancel/")

    assert sorted(Booking.objects.values_list("status", flat=True)) == [
        "cancelled", "confirmed", "confirmed",
    ]  # fmt: skip
    assert "2 times are booked" in browser.get(page).text


def test_all_are_cancelled_together(three, browser):
    page = booked(three, browser)
    assert browser.get(f"{page}cancel/").text.count("Jones") == 3
    gone = browser.post(f"{page}cancel/").headers["Location"]

    assert "What could be cancelled is cancelled" in browser.get(gone).text
    assert set(Booking.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not Claim.objects.filter(is_active=True).exists()
    assert browser.post(f"{page}cancel/").headers["Location"] == page


def test_what_was_taken_meanwhile_is_said_and_the_rest_can_be_booked(three, browser, monkeypatch):
    details = keep(three, browser).headers["Location"]
    check = browser.post(details, FAMILY).headers["Location"]
    late = three.now + timedelta(minutes=20)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: late)
    actions.expire_holds(actor=VISITOR, now=late)
    assert "nothing you typed is lost" in browser.get(check).text
    three.hold(DAY, "09:30", now=late)

    lost = browser.post(check)
    assert lost.status_code == 409
    assert "Nothing is booked yet" in lost.text
    assert not Booking.objects.filter(status="confirmed").exists()
    without = re.findall(r'name="without" value="([^"]+)"', lost.text)
    assert len(without) == 1
    done = browser.post(check, {"without": without}).headers["Location"]

    assert Booking.objects.filter(status="confirmed").count() == 2
    assert "2 times are booked" in browser.get(done).text


def test_times_are_given_back(three, browser):
    details = keep(three, browser).headers["Location"]

    back = browser.post(details.replace("details", "release")).headers["Location"]

    assert back == "/book/birth/several/"
    assert set(Booking.objects.values_list("status", flat=True)) == {"released"}
    assert browser.get(details).status_code == 404


def test_times_are_kept_longer(three, browser, monkeypatch):
    details = keep(three, browser).headers["Location"]
    late = three.now + timedelta(minutes=10)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: late)

    browser.post(details.replace("details", "keep"))

    held = set(Booking.objects.values_list("held_until", flat=True))
    assert held == {late + timedelta(minutes=15)}


def test_fees_lie_in_one_basket(diary, browser):
    Shop(diary.council, diary.now).open()
    fee = {"fund": "permits", "pence": 4600}
    diary.open(room("one"), room("two"), room("three"), activities=[activity(together=3, fee=fee)])
    details = keep(diary, browser).headers["Location"]
    check = browser.post(details, FAMILY).headers["Location"]
    assert "£138" in browser.get(check).text

    assert browser.post(check).headers["Location"] == "/basket/"

    assert BasketLine.objects.count() == 3
    assert len(set(BasketLine.objects.values_list("basket", flat=True))) == 1
    assert set(Booking.objects.values_list("status", flat=True)) == {"held"}


def test_one_message_lists_all_and_one_tells_that_all_are_cancelled(three, browser):
    page = booked(three, browser)
    for booking in Booking.objects.all():
        told = OutboxEvent.objects.filter(name="bookings.booking-confirmed")
        assert told.count() == 3
        on_booking_confirmed_tell(_event("BookingConfirmed", booking))
        on_booking_confirmed_tell(_event("BookingConfirmed", booking))
    [message] = Message.objects.all()
    assert message.template == "bookings.confirmed-several"
    text = message.body
    assert all(name in text for name in ("Sian Jones", "Bryn Jones", "Nia Jones"))
    assert page in text
    browser.post(f"{page}cancel/")
    for booking in Booking.objects.all():
        on_booking_cancelled_tell(_event("BookingCancelled", booking))

    assert sorted(Message.objects.values_list("template", flat=True)) == [
        "bookings.cancelled-several", "bookings.confirmed-several",
    ]  # fmt: skip


def test_nothing_is_told_while_some_are_still_held(three, browser):
    details = keep(three, browser).headers["Location"]
    browser.post(details, FAMILY)
    first = Booking.objects.order_by("number").first()
    actions.confirm_booking(
        actor=VISITOR, booking_id=first.pk, secret=secret_of(first.pk), now=three.now
    )

    on_booking_confirmed_tell(_event("BookingConfirmed", first))

    assert Message.objects.count() == 0


def _event(name, booking):
    from moothall.bookings import events

    more = {
        "BookingConfirmed": {"group_id": booking.group_id, "series_id": booking.series_id},
        "BookingCancelled": {"refund_pence": 0, "by_council": False},
    }[name]
    return getattr(events, name)(
        council_id=booking.council_id, occurred_at=booking.made_at, booking_id=booking.pk,
        activity_id=booking.activity_id, **more,
    )  # fmt: skip


def test_from_an_account_and_nobody_elses(three, rhian, tomos, browser):
    rhians = Client(**HERE)
    kit.sign_in_resident(rhians, rhian)
    details = keep(three, rhians, root="/account").headers["Location"]
    assert details.startswith("/account/bookings/together/")
    assert 'value="Rhian' in rhians.get(details).text
    check = rhians.post(details, FAMILY).headers["Location"]
    page = rhians.post(check).headers["Location"]
    assert "3 times are booked" in rhians.get(page).text
    one = re.findall(r'href="(/account/bookings/[0-9a-f-]{36}/)"', rhians.get(page).text)[0]
    assert page in rhians.get(one).text

    others = Client(**HERE)
    kit.sign_in_resident(others, tomos)
    for path in ("", "details/", "check/", "cancel/"):
        assert others.get(f"{page}{path}").status_code == 404
    assert others.post(f"{page}cancel/").status_code == 404
    assert browser.get(page).status_code == 302
    assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}


def test_the_other_councils_site_and_who_guesses_see_nothing(three, browser, southmere):
    page = booked(three, browser)
    other = Client(HTTP_HOST="southmere.test", headers={"sec-fetch-site": "same-origin"})
    secret = page.strip("/").split("/")[1]
    group = Booking.objects.first().group_id

    assert other.get(page).status_code == 404
    assert other.post(f"{page}cancel/").status_code == 404
    assert other.get("/book/birth/several/").status_code == 404
    wrong = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    others = f"{new_id().hex}-{secret.split('-')[1]}"
    for guess in (wrong, others, group.hex, f"{group.hex}-", "x", quote("ÿ")):
        assert browser.get(f"/bookings-together/{guess}/").status_code == 404
    assert set_of_secret(secret_of_set(group)) == group
    one = Booking.objects.first()
    assert browser.get(f"/bookings-together/{secret_of(one.pk)}/").status_code == 404


def test_what_is_not_for_several_is_not_there(diary, browser):
    diary.open(activities=[activity(), activity("court", audience="account", together=3)])

    assert "several people" not in browser.get("/book/birth/").text
    assert browser.get("/book/birth/several/").status_code == 404
    assert browser.get(f"/book/birth/several/{DAY}/").status_code == 404
    assert "You need an account" in browser.get("/book/court/several/").text
    assert keep(diary, browser).status_code == 404
    assert Booking.objects.count() == 0


def test_all_are_chosen_for_at_once_where_the_first_could_take_what_the_second_needs(diary):
    needs = [{"role": "a", "kind": "person", "skills": ["a"]},
             {"role": "b", "kind": "person", "skills": ["b"]}]  # fmt: skip
    staff = [("ann", ["a", "b"]), ("ben", ["a"]), ("col", ["b"]), ("dan", ["a"])]
    for _ in range(8):  # whatever the draw
        diary.open(
            *[person(key, skills=skills, hours=[hours()]) for key, skills in staff],
            activities=[activity(needs=needs, together=2)],
        )
        held = actions.book_group(
            actor=VISITOR, activity_id=diary.activity().pk, starts_at=diary.at(DAY, "09:30"),
            how_many=2, now=diary.now,
        )  # fmt: skip
        roles = Claim.objects.filter(is_active=True).values_list("booking_id", "role")
        assert sorted(role for _, role in roles) == ["a", "a", "b", "b"]
        assert {booking for booking, _ in roles} == {one.booking.pk for one in held}
        keys = {one.booking.pk: one.secret for one in held}
        actions.release_several(actor=VISITOR, keys=keys, now=diary.now)


def test_pages_cost_as_much_for_many_as_for_few(diary, browser, django_assert_max_num_queries):
    diary.open(*[room(f"r{n}") for n in range(8)], activities=[activity(together=8)])
    details = keep(diary, browser, how_many=8).headers["Location"]
    names = {f"name_{number}": f"Jones {number}" for number in range(1, 9)}

    with django_assert_max_num_queries(10):
        browser.get(details)
    check = browser.post(details, {**FAMILY, **names}).headers["Location"]
    with django_assert_max_num_queries(10):
        browser.get(check)
    done = browser.post(check).headers["Location"]
    with django_assert_max_num_queries(10):
        assert browser.get(done).text.count("Jones") >= 8
    with django_assert_max_num_queries(26):
        browser.get("/book/birth/several/?how_many=3&way=same")


def test_nearest_place_first_and_what_no_place_has(diary, browser):
    near = {"key": "hall", "name": words("Hall"), "hours": [hours("11:00", "12:00")],
            "point": [327700, 291800]}  # fmt: skip
    far = {"key": "tower", "name": words("Tower"), "hours": [hours("07:00", "08:00")],
           "point": [337700, 291800]}  # fmt: skip
    library = {"key": "library", "name": words("Library"), "features": ["step-free"],
               "point": [347700, 291800]}  # fmt: skip
    diary.open(room("one"), room("two", site="tower"), sites=[near, far, library])
    diary.apply(activities=[activity(together=2)])

    page = browser.get("/book/birth/?step_free=on").text
    assert "None of the places where this is has what you need." in page
    assert "The nearest place of ours that has it is Library." in page
    assert "First free time 7:00am, Tower" in browser.get("/book/birth/").text
    assert "hearing loop" not in page
