from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from moothall.cases.actions import change_status
from moothall.cases.models import Case
from moothall.cases.tests.factories import case_of, staff_of
from moothall.cases.work import actions, ports
from moothall.cases.work.errors import NothingToTake
from moothall.cases.work.models import StaffNotice, WorkingStyle
from moothall.cases.work.tests.test_queues import queue_of
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

pytestmark = pytest.mark.django_db
SYSTEM = system("tests")


def style_of(council, user, now, **style):
    return actions.set_working_style(
        actor=SYSTEM, council_id=council.id, employee_id=user.pk, now=now,
        **{"skills": [], "languages": [], "capacity": None, **style},
    )  # fmt: skip


def next_for(user, now, *councils, queue=None):
    return actions.take_next(
        actor=kit.actor_of(user), council_ids=[one.id for one in councils],
        queue_id=queue and queue.pk, now=now,
    )  # fmt: skip


def test_the_next_one_is_the_oldest_promise_that_nobody_works_on(in_northvale, alice, bob, now):
    late = case_of(in_northvale, now)
    oldest = case_of(in_northvale, now - timedelta(days=9))
    held = case_of(in_northvale, now - timedelta(days=20))
    waiting = case_of(in_northvale, now - timedelta(days=20))
    actions.take_case(actor=kit.actor_of(bob), case_id=held.pk, now=now)
    change_status(actor=SYSTEM, case_id=waiting.pk, status="awaiting_resident", now=now)
    queue = queue_of(in_northvale, now)

    taken = [next_for(alice, now, in_northvale, queue=queue).pk for _ in range(2)]

    assert taken == [oldest.pk, late.pk]
    with pytest.raises(NothingToTake, match="No case waits for you here"):
        next_for(alice, now, in_northvale, queue=queue)
    assert Case.objects.filter(holder_id=alice.pk).count() == 2


def test_a_queue_that_needs_a_skill_gives_nothing_to_who_lacks_it(in_northvale, alice, now):
    case = case_of(in_northvale, now)
    queue = queue_of(in_northvale, now, skills=["Blue badges", "planning "])
    style_of(in_northvale, alice, now, skills=["planning"])

    with pytest.raises(NothingToTake, match="blue badges"):
        next_for(alice, now, in_northvale, queue=queue)
    case.refresh_from_db()
    assert case.holder_id is None
    style_of(in_northvale, alice, now, skills=["Planning", "BLUE  badges"])

    assert next_for(alice, now, in_northvale, queue=queue).pk == case.pk


def test_a_case_in_welsh_goes_to_who_speaks_it_alone(southmere, carys, now):
    with acting_for(southmere.id):
        welsh = case_of(southmere, now - timedelta(days=1), language="cy")
        english = case_of(southmere, now)
        queue_of(southmere, now)

        assert next_for(carys, now, southmere).pk == english.pk
        with pytest.raises(NothingToTake):
            next_for(carys, now, southmere)
        style_of(southmere, carys, now, languages=["cy"])
        assert next_for(carys, now, southmere).pk == welsh.pk


def test_nobody_gets_more_than_they_or_the_queue_allow_at_once(in_northvale, alice, bob, now):
    for _ in range(4):
        case_of(in_northvale, now)
    queue = queue_of(in_northvale, now, capacity=1, only_unassigned=True)
    style_of(in_northvale, bob, now, capacity=1)
    every = queue_of(in_northvale, now, name="Every one")

    next_for(alice, now, in_northvale, queue=queue)
    with pytest.raises(NothingToTake, match="of this queue"):
        next_for(alice, now, in_northvale, queue=queue)
    next_for(alice, now, in_northvale, queue=every)
    next_for(bob, now, in_northvale, queue=every)
    with pytest.raises(NothingToTake, match="at once: 1"):
        next_for(bob, now, in_northvale, queue=every)

    holders = Case.objects.values_list("holder_id", flat=True)
    assert sorted(one or 0 for one in holders) == sorted([0, alice.pk, alice.pk, bob.pk])


def test_an_agent_of_two_councils_gets_from_the_queues_of_both(northvale, southmere, bob, now):
    for council in (northvale, southmere):
        with acting_for(council.id):
            case_of(council, now)
            queue_of(council, now)

    with acting_for(northvale.id, southmere.id):
        taken = {next_for(bob, now, northvale, southmere).council_id for _ in range(2)}

    assert taken == {northvale.id, southmere.id}


def test_nobody_pulls_from_a_council_they_do_not_serve(in_northvale, carys, mallory, now):
    case = case_of(in_northvale, now)
    queue = queue_of(in_northvale, now)

    for nobody in (carys, mallory):
        with pytest.raises(NotPermitted):
            next_for(nobody, now, in_northvale, queue=queue)

    case.refresh_from_db()
    assert case.holder_id is None
    assert WorkingStyle.objects.count() == 0


def test_a_queue_of_another_council_is_not_there(in_northvale, southmere, alice, now):
    with acting_for(southmere.id):
        theirs = queue_of(southmere, now)

    with pytest.raises(NotFound):
        next_for(alice, now, in_northvale, southmere, queue=theirs)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_agents_who_ask_at_once_get_twenty_different_cases(northvale, now):
    with acting_for(northvale.id):
        wanted = {case_of(northvale, now - timedelta(hours=n)).pk for n in range(20)}
        queue = queue_of(northvale, now, capacity=5)
    together, taken, failed = Barrier(20), [], []

    def ask(number):
        actor = staff_of(northvale)
        actor = Actor(
            kind=ActorKind.STAFF, identifier=str(9000 + number), name=f"Agent {number}",
            permissions=actor.permissions,
        )  # fmt: skip
        try:
            with acting_for(northvale.id):
                together.wait(60)
                taken.append(
                    actions.take_next(
                        actor=actor, council_ids=[northvale.id], queue_id=queue.pk, now=now
                    ).pk
                )
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=ask, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert failed == []
    assert len(taken) == 20
    assert set(taken) == wanted
    with acting_for(northvale.id):
        assert Case.objects.values_list("holder_id", flat=True).distinct().count() == 20


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_agent_who_asks_many_times_at_once_never_passes_the_limit(northvale, now):
    with acting_for(northvale.id):
        for _ in range(6):
            case_of(northvale, now)
        queue = queue_of(northvale, now, capacity=2)
    together, refused = Barrier(6), []

    def ask():
        try:
            with acting_for(northvale.id):
                together.wait(60)
                actions.take_next(
                    actor=staff_of(northvale), council_ids=[northvale.id], queue_id=queue.pk,
                    now=now,
                )  # fmt: skip
        except NothingToTake as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert len(refused) == 4
    with acting_for(northvale.id):
        assert Case.objects.filter(holder_id=1).count() == 2


class Desks:
    key = "tests"

    def __init__(self, *employees):
        self.employees = employees

    def available_staff(self, council_id):
        return [one.pk for one in self.employees]


@pytest.fixture
def at_their_desks(monkeypatch):
    def sit(*employees):
        monkeypatch.setattr(ports, "desks", [Desks(*employees)])

    return sit


def test_a_queue_that_pushes_gives_to_who_is_there_in_turn(
    in_northvale, alice, bob, carys, at_their_desks, now
):
    for _ in range(5):
        case_of(in_northvale, now)
    queue_of(in_northvale, now, pushes=True, capacity=2)
    at_their_desks(alice, bob, carys)

    given = actions.push_waiting(actor=SYSTEM, council_id=in_northvale.id, now=now)

    holders = [one for one in Case.objects.values_list("holder_id", flat=True) if one]
    assert given == 4
    assert sorted(holders) == sorted([alice.pk, alice.pk, bob.pk, bob.pk])
    assert StaffNotice.objects.filter(kind="given").count() == 4
    assert actions.push_waiting(actor=SYSTEM, council_id=in_northvale.id, now=now) == 0


def test_nothing_is_pushed_to_who_is_away_or_by_other_queues(
    in_northvale, alice, at_their_desks, now
):
    case = case_of(in_northvale, now)
    queue_of(in_northvale, now, pushes=True)
    assert actions.push_waiting(actor=SYSTEM, council_id=in_northvale.id, now=now) == 0
    at_their_desks(alice)
    actions.drop_queue(
        actor=SYSTEM, council_id=in_northvale.id, now=now,
        queue_id=queue_of(in_northvale, now, name="Pulled").pk,
    )  # fmt: skip

    actions.push_waiting(actor=SYSTEM, council_id=in_northvale.id, now=now)

    case.refresh_from_db()
    assert case.holder_id == alice.pk
