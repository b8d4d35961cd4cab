"""The front desk: the queue and the visits on one page, and what an officer answers."""

import pytest

from moothall.bookings.models import QueueTicket
from moothall.bookings.queueing.actions import take_ticket
from moothall.bookings.queueing.serving import call_next, stand_at_counter
from moothall.bookings.tests.kit import (
    EVERY_DAY,
    Diary,
    activity,
    hours,
    queue,
    room,
    service,
    words,
)
from moothall.cases.models import HandOver, Interaction
from moothall.councils.queries import teams
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import StaffUser
from moothall.surfaces.workspace.tests.conftest import Desk

FRONT = "/workspace/front-desk/northvale/hall/"
ALWAYS = [hours("00:00", "00:00", EVERY_DAY, bank_holidays=True)]


@pytest.fixture
def hall(northvale, bob):
    """A hall of Northvale with a queue, somebody waiting in it, and Bob at counter 3."""
    now = clock.now()
    diary = Diary(northvale, now)
    with acting_for(northvale.id):
        diary.open(
            room("one"), activities=[activity(step=5)],
            sites=[{"key": "hall", "name": words("Town Hall"), "hours": ALWAYS, "check_in": True}],
            queues=[queue(service())],
        )  # fmt: skip
        at = _at_hall(bob)
        stand_at_counter(**at, desk="3")
        ticket = take_ticket(service_id=_service().pk, now=now)
        call_next(**at)
    return ticket


def _service():
    from moothall.bookings.models import QueueService

    return QueueService.objects.get()


def _at_hall(user):
    return {"actor": kit.actor_of(user), "site_id": _service().site_id, "now": clock.now()}


@pytest.fixture
def visit(hall, northvale, desk_of_bob):
    """The contact that Bob has begun for the ticket at his counter."""
    began = desk_of_bob.post(f"{FRONT}tickets/{hall.pk}/visit/")
    assert began.status == 302
    return began.location


def handed(browser, visit, **fields):
    return browser.post(
        f"{visit}hand-over/", **{"said": "Asks about the flat", "desk": "3", **fields}
    )


def test_all_of_the_front_desk_is_on_one_page(hall, desk_of_bob, northvale):
    with acting_for(northvale.id):
        waiting = take_ticket(service_id=_service().pk, now=clock.now())

    page = desk_of_bob.get(FRONT)

    assert page.status == 200
    assert f"At your counter: {hall.label}" in page.one("here")
    assert page.all("begin-visit") == ["Begin their visit"]
    assert "Counter 3: Bob Brook" in page.one("counters") or hall.label in page.one("counters")
    assert waiting.label in page.one("line")
    assert page.all("none-handed") == ["Nobody was handed over."]
    assert desk_of_bob.get("/workspace/front-desk/").location == FRONT


def test_a_visitor_is_handed_over_and_the_answer_shows(
    visit, hall, alice, desk_of_alice, desk_of_bob, northvale
):
    assert desk_of_bob.get(visit).all("hand-over") == ["Hand them over to a colleague or a team"]
    form = desk_of_bob.get(f"{visit}hand-over/")
    assert form.value("desk") == "3"

    assert handed(desk_of_bob, visit, to=f"employee:{alice.pk}").location == visit

    with acting_for(northvale.id):
        assert QueueTicket.objects.get(pk=hall.pk).state == "parked"
        row = HandOver.objects.get()
    front = desk_of_bob.get(FRONT)
    assert front.all("answer") == ["No answer yet"]
    work = desk_of_alice.get("/workspace/my-work/")
    assert work.one("said") == "Asks about the flat"
    assert work.one("waits").startswith("Waiting at desk 3, Town Hall, since ")
    assert desk_of_alice.get("/workspace/notices/").all("said") == ["Asks about the flat"]
    assert desk_of_alice.get("/workspace/notices/count/").one("bell-count") == "1"
    answer = f"/workspace/visitors/{row.pk}/answer/"
    assert desk_of_alice.post(answer, act="coming", note="Five minutes").status == 302
    front = desk_of_bob.get(FRONT)
    assert front.all("answer") == ["I am coming"]
    assert "“Five minutes”" in front.one("handed")

    taken = desk_of_alice.post(answer, act="take")

    assert taken.location == visit
    assert desk_of_alice.get(visit).status == 200
    assert desk_of_bob.get(visit).status == 404
    with acting_for(northvale.id):
        assert QueueTicket.objects.get(pk=hall.pk).state == "served"
        assert Interaction.objects.get().channel == "visit"
    assert desk_of_alice.get("/workspace/visitors/").all("no-visitors")


def test_sent_home_the_desk_gives_the_appointment(
    visit, alice, desk_of_alice, desk_of_bob, northvale
):
    handed(desk_of_bob, visit, to=f"employee:{alice.pk}")
    with acting_for(northvale.id):
        row = HandOver.objects.get()

    desk_of_alice.post(f"/workspace/visitors/{row.pk}/answer/", act="home", note="Next week")

    front = desk_of_bob.get(FRONT)
    assert front.links("to-contact") == [visit]
    assert front.one("to-contact").startswith("Give them an appointment")
    assert "Send them home with an appointment" in desk_of_bob.get(visit).one("visit")


def test_taken_back_nobody_is_asked(visit, alice, desk_of_alice, desk_of_bob, northvale):
    handed(desk_of_bob, visit, to=f"employee:{alice.pk}")
    with acting_for(northvale.id):
        row = HandOver.objects.get()

    back = desk_of_bob.post(f"/workspace/visitors/{row.pk}/take-back/", front="northvale/hall")

    assert back.location == FRONT
    assert desk_of_alice.get("/workspace/visitors/").all("no-visitors")
    late = desk_of_alice.post(f"/workspace/visitors/{row.pk}/answer/", act="coming")
    assert late.location == "/workspace/visitors/"
    with acting_for(northvale.id):
        assert HandOver.objects.get().answer == "withdrawn"


def test_what_is_missing_is_said_at_the_field(visit, desk_of_bob):
    page = handed(desk_of_bob, visit, said="", desk="")

    assert page.status == 422
    for words_ in (
        "Choose who should see them", "Say what they came for", "Say at which desk they wait",
    ):  # fmt: skip
        assert words_ in page.text


def test_the_page_asks_for_news_and_hears_of_an_answer(visit, alice, desk_of_bob, northvale):
    from urllib.parse import quote

    from moothall.bookings.queueing.queries import queue_site
    from moothall.surfaces.workspace.front_desk import hall_at

    handed(desk_of_bob, visit, to=f"employee:{alice.pk}")
    with acting_for(northvale.id):
        bob_ = StaffUser.objects.get(name__startswith="Bob")
        seen = hall_at(kit.actor_of(bob_), northvale, queue_site("hall"), now=clock.now()).seen

    assert desk_of_bob.get(f"{FRONT}news/?seen={quote(seen)}").status == 204
    assert desk_of_bob.get(f"{FRONT}news/?seen=else").all("answer") == ["No answer yet"]


def test_the_other_council_and_nobody_find_nothing(
    visit, hall, alice, desk_of_bob, desk_of_carys, northvale
):
    handed(desk_of_bob, visit, to=f"team:{_team(northvale)}")
    with acting_for(northvale.id):
        row = HandOver.objects.get()
    nobody = Desk("northvale.test")
    answer = f"/workspace/visitors/{row.pk}/answer/"

    for path in (FRONT, f"{FRONT}news/", visit, f"{visit}hand-over/"):
        assert desk_of_carys.get(path).status == 404
        assert nobody.get(path).status == 302
    assert desk_of_carys.post(answer, act="take").status == 404
    assert desk_of_carys.post(f"/workspace/visitors/{row.pk}/take-back/").status == 404
    assert desk_of_carys.get("/workspace/visitors/").all("visitor") == []
    assert desk_of_carys.get("/workspace/my-work/").all("visitor") == []
    with acting_for(northvale.id):
        assert HandOver.objects.get().answer == ""


def _team(council):
    with acting_for(council.id):
        return teams(council.id)[0].id


def test_the_front_desk_takes_few_queries(
    visit, alice, desk_of_bob, northvale, django_assert_max_num_queries
):
    handed(desk_of_bob, visit, to=f"employee:{alice.pk}")
    desk_of_bob.get(FRONT)
    with django_assert_max_num_queries(20):
        desk_of_bob.get(FRONT)
