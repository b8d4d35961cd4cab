from datetime import timedelta

import pytest

from moothall.cases.contact import actions, queries
from moothall.cases.contact.models import Call
from moothall.cases.contact.tests.telling import connect, event, ring, tell
from moothall.cases.models import Interaction
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Person

DESK, CALLS = "/workspace/calls/desk/", "/workspace/calls/"
BOSS = frozenset({"settings.edit"})


@pytest.fixture
def lines(northvale, southmere, bob):
    """Both councils' lines, at one telephone system, and Bob at his telephone."""
    connect(northvale)
    for council, number in ((northvale, "01632 960 500"), (southmere, "01632 960 600")):
        with acting_for(council.id):
            actions.set_line(
                actor=staff_of(council, permissions=BOSS), council_id=council.id, line_id=None,
                name=f"{council.short_name} general", number=number, queue="",
                greeting=f"{council.short_name}, good morning", service="missed-bin",
                now=clock.now(),
            )  # fmt: skip
    with acting_for(northvale.id):
        actions.claim_extension(
            actor=kit.actor_of(bob), council_id=northvale.id, extension="2101", now=clock.now()
        )


@pytest.fixture
def dilys(northvale, lines):
    with acting_for(northvale.id):
        return person_of(northvale, clock.now(), phone="01632 960 123")


def the_call(council):
    with acting_for(council.id):
        return Call.objects.get()


def test_a_ringing_call_says_who_it_is_and_why(northvale, dilys, desk_of_bob):
    with acting_for(northvale.id):
        case = case_of(northvale, clock.now(), person_id=dilys.pk)
    ring(northvale, agents=["2101"])

    seen = desk_of_bob.get(DESK)

    assert seen.one("pop-said") == "A call is ringing"
    assert seen.one("pop-council") == "Northvale"
    assert seen.one("pop-number") == "+441632960123"
    assert seen.one("pop-greeting") == "“Northvale, good morning”"
    assert seen.all("take-as") == ["Dilys Pugh"]
    assert seen.all("pop-reason") == [f"{case.reference}: Missed bin is open"]


def test_an_agent_of_two_councils_sees_which_one_is_rung(northvale, southmere, dilys, desk_of_bob):
    ring(northvale, agents=["2101"], to="01632 960 600")

    seen = desk_of_bob.get(DESK)

    assert seen.one("pop-council") == "Southmere"
    assert seen.one("pop-greeting") == "“Southmere, good morning”"
    # Northvale's record of the same number stays Northvale's.
    assert seen.all("take-as") == []
    taken = desk_of_bob.post(f"/workspace/calls/{the_call(southmere).pk}/take/", person="")
    wrong = desk_of_bob.post(
        f"/workspace/calls/{the_call(southmere).pk}/take/", person=str(dilys.pk)
    )
    with acting_for(southmere.id):
        contact = Interaction.objects.get()
    assert taken.location == f"/workspace/contacts/{contact.pk}/"
    assert wrong.status == 404
    again = desk_of_bob.post(f"/workspace/calls/{the_call(southmere).pk}/take/", person="")
    assert again.location == taken.location  # one call has one contact
    assert contact.person_id is None
    assert desk_of_bob.get(taken.location).one("acting-for") == f"Acting for {southmere.name}"


def test_a_hidden_number_does_not_tell_whose_it_is(northvale, dilys, desk_of_bob):
    with acting_for(northvale.id):
        Person.objects.filter(pk=dilys.pk).update(is_protected=True, hides_phone=True)
    ring(northvale, agents=["2101"])
    ring(northvale, "c2", agents=["2101"], **{"from": "anonymous"})

    seen = desk_of_bob.get(DESK)

    assert seen.all("take-as") == []
    assert "number withheld" in seen.all("pop-number")
    assert "Dilys" not in seen.text


def test_several_people_of_one_number_are_all_named(northvale, dilys, desk_of_bob):
    with acting_for(northvale.id):
        person_of(
            northvale, clock.now(), name="Emrys Pugh", email="e@example.test", phone="01632960123"
        )
    ring(northvale, agents=["2101"])

    seen = desk_of_bob.get(DESK)

    assert seen.all("take-as") == ["Dilys Pugh", "Emrys Pugh"]


def test_a_whole_call_from_ring_to_wrap_up(northvale, dilys, bob, desk_of_bob):
    start = clock.now() - timedelta(minutes=4)
    ring(northvale, at=start, agents=["2101"])
    tell(northvale, event("answered", at=start, call_id="c1", extension="2101"))
    on_call = desk_of_bob.get(DESK)
    call = the_call(northvale)

    taken = desk_of_bob.post(f"/workspace/calls/{call.pk}/take/", person=str(dilys.pk))
    tell(northvale, event("ended", at=start + timedelta(minutes=3), call_id="c1", cause="hangup"))
    wrapping = desk_of_bob.get(DESK)
    with acting_for(northvale.id):
        contact = Interaction.objects.get()
    shown = desk_of_bob.get(f"/workspace/contacts/{contact.pk}/wrap-up/")
    desk_of_bob.post(
        f"/workspace/contacts/{contact.pk}/wrap-up/",
        channel="phone", summary="", service="missed-bin", outcome="answered",
        avoidable="signposting",
    )  # fmt: skip

    assert on_call.one("pop-said") == "You are on a call"
    assert on_call.one("agent-state") == "You are: On a call"
    assert taken.location == f"/workspace/contacts/{contact.pk}/"
    assert wrapping.one("agent-state") == "You are: Wrapping up"
    assert shown.tree.xpath("//select[@name='service']/option[@selected]/@value") == ["missed-bin"]
    with acting_for(northvale.id):
        contact = Interaction.objects.get()
    assert (contact.began_at, contact.ended_at) == (start, start + timedelta(minutes=3))
    assert (contact.handling_seconds, contact.avoidable_reason) == (180, "signposting")
    assert queries.state_of(bob.pk).status == "available"


def test_a_call_that_ended_is_still_there_to_be_written_down(northvale, dilys, desk_of_bob):
    start = clock.now() - timedelta(minutes=4)
    tell(northvale, event("ended", at=start + timedelta(minutes=3), call_id="c1"))
    tell(northvale, event("answered", at=start, call_id="c1", extension="2101"))

    assert desk_of_bob.get(DESK).one("pop-said") == (
        "The call has ended. Write down what it was about."
    )


def test_nothing_is_sent_while_nothing_changes(
    northvale, dilys, desk_of_bob, django_assert_num_queries
):
    ring(northvale, agents=["2101"])
    stamp = desk_of_bob.get(DESK).value("stamp")

    with django_assert_num_queries(10):
        assert desk_of_bob.get(DESK, query_params={"stamp": stamp}).status == 204


def test_a_ringing_call_costs_few_queries(
    northvale, dilys, desk_of_bob, django_assert_max_num_queries
):
    with acting_for(northvale.id):
        for number in range(4):
            person = person_of(
                northvale, clock.now(), name=f"P{number} Pugh", email=f"{number}@example.test",
                phone="01632 960 123",
            )  # fmt: skip
            case_of(northvale, clock.now(), person_id=person.pk)
    ring(northvale, agents=["2101"])
    desk_of_bob.get(DESK)

    with django_assert_max_num_queries(20):
        assert len(desk_of_bob.get(DESK).all("take-as")) == 5


def test_the_page_of_calls_says_the_same_without_scripts(
    northvale, southmere, dilys, bob, desk_of_bob
):
    ring(northvale, agents=["2101"])
    with acting_for(southmere.id):
        left = actions.begin_contact(
            actor=kit.actor_of(bob), council_id=southmere.id, person_id=None, channel="letter",
            now=clock.now(),
        )  # fmt: skip

    shown = desk_of_bob.get(CALLS)

    assert shown.all("take-as") == ["Dilys Pugh"]
    assert shown.all("unfinished-contact") == ["Somebody without a name"]
    assert shown.links("unfinished-contact") == [f"/workspace/contacts/{left.pk}/"]
    assert shown.one("extension") == "You answer at extension 2101."
    assert "Ringing" in shown.one("going-on")
    assert shown.one("contact-open") == "Dealing with somebody without a name"


def test_a_state_is_set_in_the_header(northvale, lines, bob, desk_of_bob):
    set_away = desk_of_bob.post("/workspace/calls/state/", state="away-lunch", back=CALLS)
    nonsense = desk_of_bob.post("/workspace/calls/state/", state="asleep", back="//evil.test/")

    assert (set_away.location, nonsense.location) == (CALLS, CALLS)
    assert queries.state_of(bob.pk).label == "Away: Lunch"


def test_an_extension_is_said_and_taken_over(northvale, lines, alice, bob, desk_of_alice):
    answer = desk_of_alice.post("/workspace/calls/extension/", extension="2101")
    wrong = desk_of_alice.post("/workspace/calls/extension/", extension="21 01 <b>")

    assert answer.location == CALLS
    assert wrong.status == 422
    assert (queries.extension_of(alice.pk), queries.extension_of(bob.pk)) == ("2101", "")


def test_another_councils_calls_are_not_there(northvale, lines, dilys, desk_of_carys):
    ring(northvale)
    call = the_call(northvale)

    assert desk_of_carys.get(DESK).all("call-pop") == []
    assert desk_of_carys.get(CALLS).all("going-on") == []
    assert desk_of_carys.post(f"/workspace/calls/{call.pk}/take/", person="").status == 404
    with acting_for(northvale.id):
        assert Interaction.objects.count() == 0


def test_lines_are_set_up_by_who_runs_the_settings(northvale, southmere, desk_of_bob, supervisor):
    form = {
        "name": "Bins", "number": "01632 960 700", "queue": "bins", "greeting": "Bins!",
        "service": "missed-bin",
    }  # fmt: skip
    path = "/workspace/calls/lines/northvale/"

    empty = supervisor.post(f"{path}new/", **form | {"number": "", "queue": ""})
    added = supervisor.post(f"{path}new/", **form)
    twice = supervisor.post(f"{path}new/", **form)
    shown = supervisor.get(path)

    assert empty.status == twice.status == 422
    assert "Enter a telephone number or a queue" in empty.one("error-summary")
    assert "Another line has this number" in twice.one("error-summary")
    assert added.location == path
    assert shown.all("line") == ["Bins"]
    [href] = shown.links("line")
    assert supervisor.get(href).value("number") == "+441632960700"
    assert supervisor.post(f"{href}stop/").location == path
    assert supervisor.get(path).one("no-lines") == "There is none yet."
    assert supervisor.get("/workspace/calls/lines/southmere/").status == 404
    assert supervisor.post("/workspace/calls/lines/southmere/new/", **form).status == 404
    assert desk_of_bob.get(path).status == 403
    with acting_for(southmere.id):
        assert queries.lines_of(southmere.id) == []


def test_what_was_not_understood_is_shown_and_tried_again(northvale, lines, supervisor):
    tell(northvale, b"not json")

    shown = supervisor.get("/workspace/calls/lines/northvale/")
    again = supervisor.post("/workspace/calls/lines/northvale/again/")

    assert "The body is not JSON." in shown.one("trouble")
    assert again.location == "/workspace/calls/lines/northvale/"
    assert "The body is not JSON." in supervisor.get(again.location).one("trouble")


@pytest.fixture
def supervisor(northvale, alice):
    from moothall.kernel.actors import system
    from moothall.people.actions import give_role
    from moothall.people.models import Role
    from moothall.surfaces.workspace.tests.conftest import Desk

    give_role(
        actor=system("tests"), user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
        now=clock.now(),
    )  # fmt: skip
    return Desk("northvale.test", alice)
