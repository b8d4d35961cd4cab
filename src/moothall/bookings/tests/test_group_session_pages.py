"""A group session for staff: who takes part, who came, and a word to all."""

from uuid import uuid4

import pytest

from moothall.bookings.models import Booking, GroupSession
from moothall.bookings.tests.kit import Diary, activity, room
from moothall.bookings.tests.test_staff_pages import DAY, DIARY, at_now  # noqa: F401
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.payments.tests.desks import supervisor


def held_course(diary):
    diary.open(room("yard"), activities=[activity("cycling", capacity=5)])
    for name, language in (("Ann", "en"), ("Bryn", "cy")):
        held = diary.hold(DAY, "09:00", "cycling")
        diary.confirm(held, name=name, email=f"{name.lower()}@home.test", language=language)
    diary.confirm(diary.hold(DAY, "09:00", "cycling"), name="Ann", email="ann@home.test")
    diary.confirm(diary.hold(DAY, "09:00", "cycling"), name="Carol")
    return GroupSession.objects.get()


@pytest.fixture
def course(diary):
    return held_course(diary)


@pytest.fixture
def desk(course, northvale, now):
    return supervisor("dewi", northvale, now)


def at(course, what=""):
    return f"{DIARY}sessions/{course.pk}/{what}"


def test_the_page_lists_who_takes_part_and_leads_to_move_and_fill(
    desk, course, diary, django_assert_max_num_queries
):
    desk.get(at(course))
    with django_assert_max_num_queries(16) as few:
        page = desk.get(at(course))
    most = len(few)
    assert "4 of 5 places taken" in page.one("session")
    assert page.one("participants").count("ann@home.test") == 2
    [fill] = page.links("fill")
    book = desk.get(fill)
    [chosen] = book.tree.xpath("//input[@name='slot'][@checked]/@value")
    assert chosen in fill
    assert at(course) in desk.get(f"{DIARY}?on={DAY}").response.text

    diary.book(DAY, "09:00", "cycling")
    desk.get(at(course))
    with django_assert_max_num_queries(most):
        full = desk.get(at(course))
    assert not full.all("fill")


def test_who_came_is_written_down_for_all_at_once(desk, course, monkeypatch):
    ann, bryn, *_ = Booking.objects.order_by("number")
    monkeypatch.setattr(clock, "now", lambda: course.starts_at)
    said = {f"came-{ann.pk}": "yes", f"came-{bryn.pk}": "no"}
    assert desk.post(at(course, "came/"), **said).status == 302
    assert [one.status for one in Booking.objects.order_by("number")] == [
        "attended", "missed", "confirmed", "confirmed",
    ]  # fmt: skip
    assert desk.post(at(course, "came/"), **{f"came-{uuid4()}": "yes"}).status == 404


def test_everybody_hears_once_in_their_language(southmere, now, queue):
    with acting_for(southmere.id):
        course = held_course(Diary(southmere, now))
    desk = supervisor("mair", southmere, now)
    here = at(course).replace("northvale", "southmere")
    page = desk.get(f"{here}write/")
    typed = {"words_en": "Bring a helmet.", "words_cy": "Dewch â helmed."}
    sending = {"sending_id": page.value("sending_id")}
    assert desk.post(f"{here}write/", **sending, words_en="").status == 422

    for _ in range(2):
        assert desk.post(f"{here}write/", **sending, **typed).location == here

    with acting_for(southmere.id):
        told = list(Message.objects.filter(template="bookings.to-session").order_by("recipient"))
    assert [(one.recipient, one.language) for one in told] == [
        ("ann@home.test", "en"), ("bryn@home.test", "cy"),
    ]  # fmt: skip
    assert "Bring a helmet." in told[0].body
    assert "Dewch â helmed." in told[1].body
    assert "Carol" in desk.get(here).all("flash")[-1]


def test_nobody_else_sees_or_writes(course, southmere, desk, now):
    outsider = supervisor("mair", southmere, now)
    for what in ("", "write/"):
        assert outsider.get(at(course, what)).status == 404
        there = at(course, what).replace("northvale", "southmere")
        assert outsider.get(there).status == 404
    assert outsider.post(at(course, "came/"), came="x").status == 404
    assert not Message.objects.exists()
