"""The queue and check-in on pages: without scripts, for who waits, for advisers and reception."""

import re

import pytest
from django.test import Client

from moothall.bookings import actions
from moothall.bookings.models import Booking, QueueService, QueueTicket
from moothall.bookings.queueing.actions import take_ticket
from moothall.bookings.queueing.links import token_of
from moothall.bookings.tests.kit import hours, queue, room, service, words
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.payments.tests.desks import supervisor
from moothall.people.actions import give_role
from moothall.people.models import Role, StaffUser
from moothall.surfaces.workspace.tests.conftest import Desk, Page

DAY = "2026-11-19"
HALL = {"key": "hall", "name": words("Town Hall"), "hours": [hours()], "check_in": True}
BARN = {"key": "barn", "name": words("Barn"), "address": "1 Farm Lane", "hours": [hours()]}
WALK_IN = "/workspace/walk-in/northvale/hall/"
DESK = "/workspace/diary/northvale/check-in/"


@pytest.fixture(autouse=True)
def at_ten_past_nine(diary, monkeypatch):
    moments = {"now": diary.at(DAY, "09:10")}
    monkeypatch.setattr(clock, "now", lambda: moments["now"])
    return moments


@pytest.fixture
def hall(diary):
    return diary.open(
        room("one"), room("two"), room("box", site="barn"), sites=[HALL, BARN],
        queues=[queue(service(), service("registrars", "R", walk_in=False, activities=["birth"]))],
    )  # fmt: skip


@pytest.fixture
def visitor(hall):
    return Client(headers={"host": "northvale.test", "sec-fetch-site": "same-origin"})


def get(client, path):
    return Page(client.get(path))


def post(client, path, **fields):
    """Send a form, as a visitor or as staff at their desk."""
    return Page(getattr(client, "client", client).post(path, fields))


def desk_of(council, name, now, role=Role.DESK):
    user = StaffUser.objects.create_user(f"{name}@{council.slug}.test", name=name.title())
    with acting_for(council.id):
        give_role(
            actor=system("tests"), user=user, role=role, council_id=council.id,
            partnership_id=None, now=now,
        )  # fmt: skip
    return Desk(council.hostname, user)


@pytest.fixture
def ann(hall, northvale, now):
    return desk_of(northvale, "ann", now)


def a_ticket(visitor, kiosk=""):
    page = get(visitor, f"/queue/hall/{kiosk}")
    button = page.tree.xpath("//button[@name='service']/@value")[0]
    return post(
        visitor, f"/queue/hall/{kiosk}", service=button, taken_key=page.value("taken_key")
    ).location


def test_a_ticket_is_taken_seen_and_given_back_without_a_script(visitor, hall):
    assert visitor.get("/queue/").headers["Location"] == "/queue/hall/"
    page = get(visitor, "/queue/hall/")
    assert len(page.all("service-housing")) == 1
    assert not page.all("service-registrars")

    address = a_ticket(visitor)
    page = get(visitor, address)
    assert page.one("label") == "A1"
    assert page.one("ahead") == "Nobody is before you. You are next."
    assert "no counter is open" in page.text.lower()
    assert '<noscript><meta http-equiv="refresh" content="30">' in page.response.content.decode()
    assert page.response["Cache-Control"] == "no-store"
    second = get(visitor, a_ticket(visitor))
    assert second.one("ahead") == "1 person is before you."
    assert "http-equiv" not in get(visitor, f"{address}?refresh=off").response.content.decode()
    assert not page.response.cookies

    assert post(visitor, address).location == address
    assert "not in the queue any more" in get(visitor, address).one("gone")
    assert "Nobody is before you" in get(visitor, second.response.wsgi_request.path).text


def test_the_page_is_told_only_of_what_is_new(visitor, hall):
    address = a_ticket(visitor)
    [news] = get(visitor, address).tree.xpath("//*[@data-testid='standing']/@hx-get")

    assert visitor.get(news).status_code == 204
    QueueTicket.objects.update(state="called", desk="3", calls=1)
    page = get(visitor, news)
    assert page.one("called") == "Go to counter 3"
    assert "<html" not in page.response.content.decode()


def test_a_kiosk_goes_back_to_its_start_by_itself_unless_asked_to_stay(visitor, hall):
    address = a_ticket(visitor, "?kiosk=1")
    page = get(visitor, address)

    assert page.response["Refresh"] == "30;url=/queue/hall/?kiosk=1"
    assert page.tree.xpath("//*[@data-testid='code']/@role") == ["img"]
    assert "Refresh" not in get(visitor, f"{address}&stay=1").response


def test_no_ticket_where_it_is_shut_and_none_for_what_is_not_there(
    visitor, hall, at_ten_past_nine, southmere
):
    page = get(visitor, "/queue/hall/")
    typed = {
        "service": page.tree.xpath("//button[@name='service']/@value")[0],
        "taken_key": page.value("taken_key"),
    }
    assert post(visitor, "/queue/hall/", **typed | {"service": "x"}).status == 422
    at_ten_past_nine["now"] = hall.at(DAY, "13:00")
    assert "9:00am to 12:00pm" in get(visitor, "/queue/hall/").one("closed")
    assert post(visitor, "/queue/hall/", **typed).status == 409
    for path in ("/queue/nowhere/", "/queue/barn/", "/queue-ticket/made-up/"):
        assert get(visitor, path).status == 404
    other = Client(headers={"host": "southmere.test", "sec-fetch-site": "same-origin"})
    assert {get(other, path).status for path in ("/queue/", "/queue/hall/")} == {404}
    with acting_for(southmere.id):
        assert post(other, "/queue/hall/", **typed).status == 404
    assert not QueueTicket.objects.exists()


def test_a_ticket_is_the_councils_own_and_a_form_from_elsewhere_is_refused(
    visitor, hall, southmere
):
    address = a_ticket(visitor)
    other = Client(headers={"host": "southmere.test", "sec-fetch-site": "same-origin"})
    abroad = Client(headers={"host": "northvale.test", "sec-fetch-site": "cross-site"})

    assert (other.get(address).status_code, other.post(address).status_code) == (404, 404)
    assert abroad.post(address).status_code == 403
    assert QueueTicket.objects.get().state == "waiting"


def test_the_screen_says_numbers_and_counters_and_nobodys_name(
    visitor, hall, ann, django_assert_max_num_queries
):
    booking = hall.book(DAY, "09:30").booking
    with django_assert_max_num_queries(60):
        assert post(ann, f"{DESK}{booking.reference}/").status == 302
    a_ticket(visitor)
    visitor.get("/queue/hall/screen/")
    with django_assert_max_num_queries(6):
        page = get(visitor, "/queue/hall/screen/")
    assert page.one("nobody") == "Nobody is being called at the moment."
    [news] = page.tree.xpath("//*[@data-testid='board']/@hx-get")
    assert visitor.get(news).status_code == 204
    post(ann, f"{WALK_IN}stand/", desk="3")
    post(ann, f"{WALK_IN}next/")

    page = get(visitor, news)
    text = page.response.content.decode()
    assert "Ticket A2, go to counter 3" in text
    assert 'hx-swap-oob="innerHTML:#moothall-called-now"' in text
    [live] = get(visitor, "/queue/hall/screen/").tree.xpath("//*[@aria-live='polite']")
    assert "A2" in "".join(live.itertext())
    assert not re.search("Sian|birth", text)


def test_an_adviser_works_through_the_queue(visitor, hall, ann, django_assert_max_num_queries):
    assert ann.get("/workspace/walk-in/northvale/").location == WALK_IN
    assert ann.get(WALK_IN).location == f"{WALK_IN}stand/"
    assert ann.post(f"{WALK_IN}stand/", desk="").status == 422
    assert ann.post(f"{WALK_IN}stand/", desk="3").location == WALK_IN
    tickets = [a_ticket(visitor) for _ in range(3)]
    ann.get(WALK_IN)
    with django_assert_max_num_queries(16) as counted:
        page = ann.get(WALK_IN)
    few = len(counted)
    assert "3 people wait" in page.one("waiting-now")
    for _ in range(8):
        a_ticket(visitor)
    with django_assert_max_num_queries(few):
        ann.get(WALK_IN)

    ann.post(f"{WALK_IN}next/")
    page = ann.get(WALK_IN)
    assert "At your counter: A1" in page.one("here")
    first = QueueTicket.objects.get(label="A1")
    on = f"{WALK_IN}tickets/{first.pk}/"
    ann.post(on, act="again")
    assert "2 times" in get(visitor, tickets[0]).text
    assert ann.post(on, act="nothing").status == 404
    assert ann.post(f"{on}hand-over/", to="").status == 302
    ann.post(on, act="aside")
    assert "A1" in ann.get(WALK_IN).one("aside-list")
    assert get(visitor, tickets[0]).all("parked")
    ann.post(on, act="call")
    [registrars] = [one for one in ann.get(WALK_IN).tree.xpath("//option/@value") if one]
    ann.post(f"{on}hand-over/", to=registrars)
    first.refresh_from_db()
    assert (first.state, first.service.key) == ("waiting", "registrars")
    ann.post(f"{WALK_IN}leave/")
    assert ann.post(f"{WALK_IN}next/").location == f"{WALK_IN}stand/"
    [news] = ann.get(f"{WALK_IN}reception/").tree.xpath("//*[@id='queue-now']/@hx-get")
    assert ann.get(news).status == 204
    a_ticket(visitor)
    assert "The queue has changed" in ann.get(news).one("news")


def test_reception_takes_tickets_checks_in_and_ends_the_day(
    visitor, hall, ann, django_assert_max_num_queries
):
    for at in ("09:30", "10:00", "10:30"):
        hall.book(DAY, at)
    page = ann.get(f"{WALK_IN}reception/")
    assert page.one("expected").count("Sian Jones") == 6  # each name is said with its button
    with django_assert_max_num_queries(26):
        ann.get(f"{WALK_IN}reception/")
    typed = {"taken_key": page.value("taken_key"), "language": "cy"}
    assert ann.post(f"{WALK_IN}reception/", **typed).status == 422
    [housing] = page.tree.xpath("//input[@name='service']/@value")
    done = ann.post(f"{WALK_IN}reception/", **typed, service=housing)
    assert "?ticket=" in done.location
    booking = Booking.objects.order_by("starts_at").first()
    ann.post(f"{DESK}{booking.reference}/", **{"from": "reception"})

    page = ann.get(f"{WALK_IN}reception/")
    assert "R2" in page.one("line")
    assert "Sian Jones" in page.one("line")
    assert page.one("expected").count("Sian Jones") == 4
    assert QueueTicket.objects.get(label="A1").language == "cy"
    ann.post(f"{WALK_IN}day/", act="close")
    assert ann.get(f"{WALK_IN}reception/").all("closed")
    assert "no more people today" in get(visitor, "/queue/hall/").one("closed")
    assert QueueTicket.objects.filter(state="gone").count() == 2
    ann.post(f"{WALK_IN}day/", act="open")
    assert not ann.get(f"{WALK_IN}reception/").all("closed")
    assert "registrars" in ann.get(f"{WALK_IN}figures/").one("figures")


def test_a_desk_checks_in_by_code_reference_and_name_and_says_why_not(visitor, hall, ann):
    booking = hall.book(DAY, "09:30").booking
    later = hall.book("2026-11-20", "09:30").booking
    barn = hall.book(DAY, "10:00", site_id=hall.site("barn").pk).booking
    gone = hall.book(DAY, "10:30").booking
    actions.cancel_booking(actor=hall.staff, booking_id=gone.pk, because="x", now=hall.now)
    here = {"site": str(hall.site().pk)}
    for text, why in (
        ("", "Enter a name or a reference"),
        ("Nobody Known", "No booking matches"),
        (later.reference, "Friday 20 November 2026 at 9:30am"),
        (barn.reference, "another place: Barn, 1 Farm Lane"),
        (gone.reference, "cancelled"),
    ):
        page = ann.post(DESK, text=text, **here)
        assert (page.status, page.value("text") or "") == (422, text)
        assert why in page.one("error-summary")
    assert not Booking.objects.exclude(checked_in_at=None).exists()
    page = ann.post(DESK, text="sian", **here)
    assert len(page.all("check-in-one")) == 2
    assert "20 November 2026" in page.one("other-days")

    scanned = ann.post(DESK, text=f"https://northvale.test/check-in/{booking.reference}/", **here)
    assert scanned.location == f"{DESK}?site={here['site']}"
    assert "Their ticket is R1" in ann.get(scanned.location).one("flash")
    ann.post(DESK, text=booking.reference)
    assert "checked in before" in ann.get(DESK).one("flash")
    assert QueueTicket.objects.count() == 1
    assert "Is here" in ann.get(f"{DESK}{booking.reference}/").text


def test_somebody_checks_in_at_the_kiosk_and_on_their_phone(visitor, hall, at_ten_past_nine):
    held = hall.book(DAY, "09:30", site_id=hall.site().pk)
    barn = hall.book(DAY, "09:30", site_id=hall.site("barn").pk).booking
    reference = held.booking.reference
    page = get(visitor, f"/booking/{held.secret}/")
    assert page.tree.xpath("//*[@data-testid='code']/@role") == ["img"]
    [link] = page.links("check-in")
    assert link == f"/check-in/{reference}/"
    at_ten_past_nine["now"] = hall.at(DAY, "08:50")
    assert not get(visitor, f"/booking/{held.secret}/").all("check-in")
    early = post(visitor, link)
    assert (early.status, "from 9:00am" in early.one("error-summary")) == (409, True)
    assert not re.search("Sian|birth", early.text)
    at_ten_past_nine["now"] = hall.at(DAY, "09:10")
    kiosk = "/check-in/at/hall/?kiosk=1"
    for text, why in (("", "Enter the reference"), ("ABC", "no booking"), (barn.reference, "Barn")):
        page = post(visitor, kiosk, code=text)
        assert (page.status, page.response["Refresh"]) == (422, f"180;url={kiosk}")
        assert why in page.one("error-summary") or "need not check in" in page.text

    ticket = post(visitor, kiosk, code=f"http://northvale.test/check-in/{reference}/").location

    assert ticket.endswith("?kiosk=1")
    assert "from 9:30am on" in get(visitor, ticket).one("booked")
    assert post(visitor, link).location + "?kiosk=1" == ticket
    page = get(visitor, link)
    assert "You are checked in" in page.text
    assert page.links("ticket") == [ticket.removesuffix("?kiosk=1")]
    assert get(visitor, f"/booking/{held.secret}/").all("checked-in")
    assert get(visitor, "/check-in/NOR-111-111-111/").status == 404
    assert get(visitor, "/check-in/at/barn/").status == 404


def test_nobody_else_sees_or_does_any_of_it(hall, southmere, northvale, now):
    held = hall.book(DAY, "09:30")
    booking = held.booking
    ticket = take_ticket(service_id=hall_service(), now=clock.now())
    on = f"{WALK_IN}tickets/{ticket.pk}/"
    pages = [
        "/workspace/walk-in/northvale/", WALK_IN, f"{WALK_IN}stand/", f"{WALK_IN}news/",
        f"{WALK_IN}reception/", f"{WALK_IN}figures/", DESK, f"{DESK}{booking.reference}/",
    ]  # fmt: skip
    posts = [
        f"{WALK_IN}next/", f"{WALK_IN}leave/", f"{WALK_IN}day/", f"{WALK_IN}reception/",
        f"{WALK_IN}stand/", on, f"{on}hand-over/", f"{DESK}{booking.reference}/", DESK,
    ]  # fmt: skip
    outsider = supervisor("mair", southmere, now)
    no_role = desk_of(northvale, "olwen", now, role=Role.EDITOR)
    nobody = Desk("northvale.test")
    for page in pages:
        assert outsider.get(page).status == 404
        assert no_role.get(page).status in {403, 404}
        assert nobody.get(page).status == 302
    for page in posts:
        fields = {"act": "out", "desk": "1", "text": booking.reference}
        assert outsider.post(page, **fields).status == 404
        assert outsider.post(page.replace("northvale", "southmere"), **fields).status in {404, 422}
        assert no_role.post(page, **fields).status in {403, 404}
        assert nobody.post(page, **fields).status in {302, 403}
    other = Client(headers={"host": "southmere.test", "sec-fetch-site": "same-origin"})
    assert other.get(f"/check-in/{booking.reference}/").status_code == 404
    assert other.post(f"/check-in/{booking.reference}/").status_code == 404
    ticket.refresh_from_db()
    booking.refresh_from_db()
    assert (ticket.state, booking.checked_in_at) == ("waiting", None)
    assert token_of(ticket.pk) not in nobody.get("/queue/hall/screen/").text


def hall_service():
    return QueueService.objects.get(key="housing").pk
