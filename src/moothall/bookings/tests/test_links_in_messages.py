"""Every link in every message about bookings leads somewhere, for whoever holds it alone."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
import vobject
from django.test import Client

from moothall.bookings import actions
from moothall.bookings.details import Details
from moothall.bookings.reminding import remind_due
from moothall.bookings.tests.kit import VISITOR, Diary, activity, hours, words
from moothall.bookings.waiting.actions import Wanted, join_waiting_list
from moothall.bookings.waiting.telling import remind_of_offers
from moothall.documents.queries import content_of, stored_files
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.notifications.channels import Channel
from moothall.notifications.models import Message
from moothall.notifications.wording import words_of

pytestmark = pytest.mark.slow

DAY, NEXT = "2026-11-19", "2026-11-20"
LINK = re.compile(r"https?://[^\s<>\"]+")
HALL = {
    "key": "hall",
    "name": words("Town Hall"),
    "address": "1 High Street, Southmere",
    "point": [327700, 291800],
    "directions": {"en": "By the river.", "cy": "Wrth yr afon."},
    "features": ["step-free", "hearing-loop", "sensory-garden"],
    "hours": [hours()],
}
EVERY_KIND = {
    "bookings.confirmed", "bookings.moved", "bookings.cancelled", "bookings.shut",
    "bookings.lifted", "bookings.reminder", "bookings.waiting-joined", "bookings.waiting-offer",
    "bookings.waiting-ending",
}  # fmt: skip


@pytest.fixture
def told(southmere, now, queue, monkeypatch):
    """Everything that somebody may be told, in a language, and how to have it told."""
    with acting_for(southmere.id):
        diary = Diary(southmere, now)
        monkeypatch.setattr(clock, "now", lambda: diary.now)
        diary.open(
            sites=[HALL],
            activities=[
                activity(lead=0, horizon=60, reminders=[24], waiting_list={"offer_minutes": 60},
                         bring={"en": ["Your passport"], "cy": ["Eich pasbort"]}),
                activity("call", lead=0, horizon=60, video="always"),
            ],
        )  # fmt: skip
        yield diary, lambda: queue.run_all(at_most=1000)


def everything_told(diary, run, language):
    """Let one life of bookings pass, and return all messages."""

    def book(day, at, key="birth"):
        held = diary.hold(day, at, key, language=language)
        diary.confirm(held, email="sian@example.org", language=language)
        return {"actor": VISITOR, "booking_id": held.booking.pk, "secret": held.secret}

    gone, moved, shut = book(DAY, "09:00"), book(DAY, "09:30"), book(DAY, "10:00")
    book("2026-11-26", "10:00", "call")
    run()
    diary.now += timedelta(minutes=1)
    actions.move_booking(**moved, starts_at=diary.at(DAY, "11:30"), now=diary.now)
    full = [book(NEXT, f"{hour:02}:{minute:02}") for hour in (9, 10, 11) for minute in (0, 30)]
    run()
    join_waiting_list(
        actor=VISITOR, activity_id=diary.activity().pk, now=diary.now,
        wanted=Wanted(first_on=date.fromisoformat(NEXT), last_on=date.fromisoformat(NEXT)),
        details=Details(name="Siân", email="sian@example.org", language=language),
    )  # fmt: skip
    actions.cancel_booking(**full[0], now=diary.now)
    actions.cancel_booking(**gone, now=diary.now)
    closure, _many = actions.make_closure(
        actor=diary.staff, of=diary.site(), starts_at=diary.at(DAY, "10:00"),
        ends_at=diary.at(DAY, "10:30"), reason={"en": "A leak.", "cy": "Gollyngiad."},
        now=diary.now,
    )  # fmt: skip
    run()
    assert any(word for word in _links(_of("shut")) if "/move/" in word)
    remind_of_offers(now=diary.now + timedelta(minutes=46))
    unshut = {**shut}
    actions.lift_closure(actor=diary.staff, closure_id=closure.pk, now=diary.now)
    run()
    remind_due(council_id=diary.council.id, now=diary.at("2026-11-18", "11:31"))
    assert unshut
    return list(Message.objects.order_by("queued_at", "pk"))


def _of(kind):
    return Message.objects.get(template=f"bookings.{kind}")


def _links(message):
    return [one.rstrip(".,") for one in LINK.findall(message.body)]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_link_in_every_message_leads_a_stranger_where_it_says(told, language):
    diary, run = told
    messages = everything_told(diary, run, language)

    assert {one.template for one in messages} == EVERY_KIND
    assert {one.language for one in messages} == {language}
    followed = set()
    for message in messages:
        assert "((" not in message.body
        links = _links(message)
        assert links, message.template
        for link in links:
            assert link.startswith(diary.council.url)
            browser = Client(headers={"host": "southmere.test"})
            page = browser.get(link.removeprefix(diary.council.url), follow=True)
            assert page.status_code == 200, (message.template, link)
            assert f'lang="{language}"' in page.content.decode(), (message.template, link)
            followed.add(link)
    assert len(followed) > len(EVERY_KIND)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_what_to_bring_how_to_get_there_and_what_is_there_are_said(told, language):
    diary, run = told
    messages = everything_told(diary, run, language)

    for kind in ("confirmed", "moved", "reminder"):
        body = next(one.body for one in messages if one.template == f"bookings.{kind}")
        said = {"en": ("- Your passport", "By the river.", "no steps, hearing loop, sensory"),
                "cy": ("- Eich pasbort", "Wrth yr afon.", "sensory garden")}[language]  # fmt: skip
        for one in (*said, "1 High Street, Southmere", "/places-to-come/hall/"):
            assert one in body, kind
    call = next(one.body for one in messages if "/video-call/" in one.body)
    assert "/places-to-come/" not in call
    assert "video.example" not in call


def test_the_file_beside_a_message_says_the_same_and_its_links_lead_there(told):
    diary, run = told
    messages = everything_told(diary, run, "en")

    with_file = [one for one in messages if one.enclosed]
    assert {one.template for one in with_file} == {
        "bookings.confirmed", "bookings.moved", "bookings.cancelled",
    }  # fmt: skip
    seen = {}
    for message in with_file:
        (stored,) = stored_files([UUID(one) for one in message.enclosed])
        with content_of(stored) as content:
            calendar = vobject.readOne(content.read().decode())
        event = calendar.vevent
        method = "CANCEL" if message.template.endswith("cancelled") else "PUBLISH"
        assert calendar.method.value == method
        assert f"method={method}" in stored.content_type
        link = event.url.value.removeprefix(diary.council.url)
        assert Client(headers={"host": "southmere.test"}).get(link).status_code == 200
        seen.setdefault(event.uid.value, []).append(int(event.sequence.value))
    assert all(numbers == sorted(set(numbers)) for numbers in seen.values())
    assert max(len(numbers) for numbers in seen.values()) == 2


@pytest.mark.parametrize("kind", sorted(EVERY_KIND))
@pytest.mark.parametrize("language", ["en", "cy"])
def test_texts_are_short_and_say_where_to_go(told, kind, language):
    diary, _run = told
    gaps = (
        "name activity day time place address directions features map bring_title bring video "
        "reference link because refund again others_title others offers_title offers what when "
        "until first last where"
    )
    context = {name: f"<{name}>" for name in gaps.split()}

    text = words_of(diary.council, kind, Channel.TEXT, language, context).body

    assert len(text) < 320
    assert "<link>" in text or "<again>" in text


def test_a_place_is_shown_with_how_to_get_there_and_other_councils_have_none(told, northvale):
    assert told

    page = Client(headers={"host": "southmere.test"}).get("/places-to-come/hall/")

    for said in ("1 High Street, Southmere", "By the river.", "hearing loop", "data-latitude"):
        assert said in page.content.decode()
    assert page.status_code == 200
    for host, path in (("northvale.test", "hall"), ("southmere.test", "nowhere")):
        answer = Client(headers={"host": host}).get(f"/places-to-come/{path}/")
        assert answer.status_code == 404
