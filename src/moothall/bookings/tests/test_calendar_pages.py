"""Private calendars on pages: shown once, renewed, revoked; and how joined ones fare."""

import pytest
from django.test import Client

from moothall.bookings.actions.calendars import connect_staff_calendar
from moothall.bookings.calendars.words import problem_words
from moothall.bookings.models import PersonCalendar, Resource, StaffCalendar
from moothall.bookings.tests.kit import hours, person, room
from moothall.bookings.tests.test_staff_pages import DIARY
from moothall.kernel.actors import system
from moothall.kernel.tests import kit
from moothall.payments.tests.desks import supervisor
from moothall.people.actions import give_role
from moothall.people.models import Role, StaffUser
from moothall.surfaces.workspace.tests.conftest import Desk, Page

PAGE = f"{DIARY}calendars/"


@pytest.fixture
def desk(diary, northvale, now):
    diary.open(room("one"), person("ash", hours=[hours()], staff="ash@northvale.test"))
    return supervisor("dewi", northvale, now)


@pytest.fixture
def ash(desk, northvale, now):
    user = StaffUser.objects.create_user("ash@northvale.test", name="Ash")
    give_role(
        actor=system("tests"), user=user, role=Role.DESK, council_id=northvale.id,
        partnership_id=None, now=now,
    )  # fmt: skip
    return Desk("northvale.test", user)


def fetched(address):
    path = address.removeprefix("http://").removeprefix("https://").partition("/")[2]
    return Client(headers={"host": "northvale.test"}).get(f"/{path}").status_code


def address_in(page):
    return page.tree.xpath("//*[@data-testid='address']//code")[0].text


def test_an_address_is_shown_once_renewed_and_revoked(desk, diary):
    here = f"{PAGE}{diary.resource('one').pk}/"
    first = address_in(desk.post(f"{here}renew/"))
    assert fetched(first) == 200
    assert not desk.get(PAGE).all("address")
    second = address_in(desk.post(f"{here}renew/"))
    assert (fetched(first), fetched(second)) == (404, 200)
    desk.post(f"{here}revoke/")
    assert fetched(second) == 404
    assert "no-store" in desk.post(f"{here}renew/").response["Cache-Control"]


def test_an_employee_has_their_own_and_no_other(ash, diary):
    page = ash.get(PAGE)
    assert "ash (you)" in page.one("calendars")
    assert "one" not in page.one("calendars").split("ash")[0]
    mine, other = (f"{PAGE}{diary.resource(key).pk}/" for key in ("ash", "one"))
    assert fetched(address_in(ash.post(f"{mine}renew/"))) == 200
    assert ash.post(f"{other}renew/").status in (403, 404)
    assert ash.post(f"{mine}again/").status in (403, 404)
    assert Resource.objects.get(key="one").calendar_digest is None


def test_nobody_else_opens_one(desk, diary, southmere, now):
    outsider, nobody = supervisor("mair", southmere, now), Desk("northvale.test")
    here = f"{PAGE}{diary.resource('one').pk}/renew/"
    assert outsider.get(PAGE).status == 404
    assert outsider.post(here).status == 404
    assert outsider.post(here.replace("northvale", "southmere")).status == 404
    assert nobody.post(here).status in {302, 403, 404}
    assert Resource.objects.get(key="one").calendar_digest is None


def test_what_is_wrong_with_a_joined_calendar_is_said_with_what_mends_it(desk, diary, queue, now):
    ash = diary.resource("ash")
    connect_staff_calendar(
        actor=diary.staff, resource_id=ash.pk, address="https://dav.test/ash/", user_name="ash",
        secret_name="calendar-of-ash", now=now,
    )  # fmt: skip
    assert "not read yet" in desk.get(PAGE).all("joined")[1]
    StaffCalendar.objects.update(problem="The calendar refused with 401.", failing_since=now)
    said = desk.get(PAGE).all("joined")[1]
    assert "does not accept the user name or the password" in said
    assert "calendar-of-ash" in said
    assert "401" not in said

    assert desk.post(f"{PAGE}{ash.pk}/again/").status == 302
    assert len(queue.jobs("bookings.bring_calendar")) == 1


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("No answer: ConnectError.", "does not answer"),
        ("The calendar refused with 404.", "no calendar at this address"),
        ("The calendar refused with 502.", "fault of its own"),
        ("The calendar refused with 418.", "(418)"),
        ("The calendar's answer cannot be read.", "is no calendar"),
        ("There is no secret 'x'.", "password is missing"),
    ],
)
def test_every_problem_has_words_and_a_way_out(problem, said):
    what, mend = problem_words(problem, secret_name="x")
    assert said in what
    assert mend


def test_residents_open_renew_and_stop_their_own(northvale, rhian, in_northvale):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian)
    here = "/account/bookings/calendar/"
    assert here in client.get("/account/bookings/").content.decode()

    first = address_in(Page(client.post(here, {"what": "open"})))
    assert fetched(first) == 200
    again = Page(client.get(here))
    assert not again.all("address")
    assert again.all("open")
    second = address_in(Page(client.post(here, {"what": "open"})))
    assert (fetched(first), fetched(second)) == (404, 200)
    client.post(here, {"what": "close"})
    assert fetched(second) == 404
    assert not PersonCalendar.objects.exists()
    assert Client(headers={"host": "northvale.test"}).get(here).status_code == 302
