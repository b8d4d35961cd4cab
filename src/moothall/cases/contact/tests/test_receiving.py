import itertools
from datetime import timedelta

import pytest

from moothall.cases.contact import actions, queries, signatures
from moothall.cases.contact.models import AgentState, Call, TelephoneEvent
from moothall.cases.contact.tests.telling import KEY, connect, event, ring, tell
from moothall.cases.tests.factories import staff_of
from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

BOSS = frozenset({"settings.edit"})


def line_of(council, now, **changes):
    given = {
        "line_id": None, "name": "Main line", "number": "01632 960 500", "queue": "",
        "greeting": "Good morning, Northvale", **changes,
    }  # fmt: skip
    with acting_for(council.id):
        return actions.set_line(
            actor=staff_of(council, permissions=BOSS), council_id=council.id, now=now, **given
        )


@pytest.fixture
def switchboard(northvale, southmere):
    connect(northvale)
    return northvale


@pytest.fixture
def bob_at_2101(bob, northvale):
    with acting_for(northvale.id):
        actions.claim_extension(
            actor=kit.actor_of(bob), council_id=northvale.id, extension="2101", now=clock.now()
        )
    return bob


def calls_in(council):
    with acting_for(council.id):
        return list(Call.objects.order_by("first_told_at"))


def test_a_call_belongs_to_the_council_whose_number_was_called(switchboard, southmere, now):
    line_of(switchboard, now)
    line_of(southmere, now, number="01632 960 600")

    assert ring(switchboard, "c1") == 204
    assert ring(switchboard, "c2", to="01632 960 600") == 204

    assert [call.call_id for call in calls_in(switchboard)] == ["c1"]
    [other] = calls_in(southmere)
    assert (other.call_id, other.from_number, other.to_number) == (
        "c2", "+441632960123", "+441632960600",
    )  # fmt: skip
    with acting_for(southmere.id):
        assert TelephoneEvent.objects.count() == 0


def test_a_queue_tells_more_than_a_number_that_councils_share(switchboard, southmere, now):
    line_of(switchboard, now, queue="northvale-general")
    line_of(southmere, now, queue="southmere-general")

    ring(switchboard, "c1", queue="southmere-general")
    ring(switchboard, "c2", queue="nobody-knows")

    assert [call.call_id for call in calls_in(southmere)] == ["c1"]
    [unknown] = calls_in(switchboard)
    assert (unknown.call_id, unknown.line_id) == ("c2", None)


def test_a_line_that_two_councils_claim_is_nobodys_by_chance(switchboard, southmere, now):
    line_of(switchboard, now)
    line_of(southmere, now)

    ring(switchboard, "c1")

    [call] = calls_in(switchboard)
    assert call.line_id is None


ORDERS = list(itertools.permutations(("new", "answered", "ended")))


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_a_call_comes_out_the_same_in_whatever_order_it_is_told(
    order, switchboard, bob_at_2101, now
):
    line_of(switchboard, now)
    start = clock.now() - timedelta(minutes=10)
    bodies = {
        "new": event("new", at=start, call_id="c1", agents=["2101", "2102"]),
        "answered": event(
            "answered", at=start + timedelta(seconds=9), call_id="c1", extension="2101"
        ),
        "ended": event("ended", at=start + timedelta(minutes=4), call_id="c1", cause="hangup"),
    }

    for kind in order:
        for _twice in range(2):
            assert tell(switchboard, bodies[kind], event_id=f"e-{kind}") == 204
        assert tell(switchboard, bodies[kind]) == 204

    [call] = calls_in(switchboard)
    assert (call.rang_at, call.answered_at, call.ended_at) == (
        start, start + timedelta(seconds=9), start + timedelta(minutes=4),
    )  # fmt: skip
    assert (call.agent_id, call.extension, call.cause) == (bob_at_2101.pk, "2101", "hangup")
    with acting_for(switchboard.id):
        assert TelephoneEvent.objects.filter(handled_at__isnull=False).count() == 6


def test_whoever_takes_a_call_last_has_it(switchboard, bob_at_2101, now):
    start = clock.now() - timedelta(minutes=5)
    later = event("answered", at=start + timedelta(minutes=2), call_id="c1", extension="2101")
    first = event("answered", at=start, call_id="c1", extension="2102")

    tell(switchboard, later)
    tell(switchboard, first)

    [call] = calls_in(switchboard)
    assert (call.extension, call.agent_id) == ("2101", bob_at_2101.pk)
    assert (call.answered_at, call.taken_at) == (start, start + timedelta(minutes=2))


def test_an_extension_of_somebody_without_the_right_gets_no_call(switchboard, southmere, carys):
    with acting_for(southmere.id):
        actions.claim_extension(
            actor=kit.actor_of(carys), council_id=southmere.id, extension="7", now=clock.now()
        )

    tell(switchboard, event("answered", call_id="c1", extension="7"))

    [call] = calls_in(switchboard)
    assert (call.extension, call.agent_id) == ("7", None)


def test_what_is_not_signed_is_refused_and_kept_nowhere(switchboard, southmere):
    body = event("new", call_id="c1")
    old = clock.now() - timedelta(minutes=6)

    assert tell(switchboard, body, key="A" * 43 + "=") == 403
    assert tell(switchboard, body, moment=old) == 403
    assert tell(southmere, body) == 403
    assert calls_in(switchboard) == []
    with acting_for(switchboard.id):
        assert TelephoneEvent.objects.count() == 0


def test_the_signature_is_that_of_the_specification():
    # The example of Standard Webhooks 1.0 itself.
    key = signatures._key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    made = signatures.signature(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}', key=key
    )

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"not json", "The body is not JSON."),
        (b"[]", "The body has no object `data`."),
        (b'{"type": "call.sung", "data": {}}', "`type` is not one of ours."),
        (b'{"type": "call.new", "timestamp": "today", "data": {}}',
         "`timestamp` is not a moment with its time zone."),
        (event("new"), "`call_id` is missing."),
        (event("answered", call_id="c1"), "`extension` is missing."),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_kept_and_shown(body, problem, switchboard):
    assert tell(switchboard, body) == 204

    assert calls_in(switchboard) == []
    with acting_for(switchboard.id):
        assert [one.problem for one in queries.events_in_trouble(switchboard.id)] == [problem]


def test_what_a_process_left_behind_is_taken_in_later(switchboard, now):
    body = event("new", at=now, call_id="c1").decode()
    with acting_for(switchboard.id):
        row = actions.keep_event(council_id=switchboard.id, event_id="e1", body=body, now=now)
        again = actions.keep_event(council_id=switchboard.id, event_id="e1", body=body, now=now)

        early = actions.take_in_waiting(council_id=switchboard.id, now=now)
        later = now + timedelta(minutes=1)
        taken = [actions.take_in_waiting(council_id=switchboard.id, now=later) for _ in range(2)]

    assert row is not None
    assert (again, early, taken) == (None, 0, [1, 0])
    assert len(calls_in(switchboard)) == 1


def test_the_state_of_whoever_has_the_call_follows_it(switchboard, bob_at_2101):
    start = clock.now() - timedelta(minutes=5)
    tell(switchboard, event("answered", at=start, call_id="c1", extension="2101"))
    on_call = queries.state_of(bob_at_2101.pk)
    tell(switchboard, event("ended", at=start + timedelta(minutes=3), call_id="c1"))
    after = queries.state_of(bob_at_2101.pk)
    # Late and doubled: a state that somebody has chosen since is left alone.
    tell(switchboard, event("answered", at=start, call_id="c1", extension="2101"))

    assert (on_call.status, on_call.council_id, on_call.from_at) == (
        "on_call", switchboard.id, start,
    )  # fmt: skip
    assert (after.status, after.from_at) == ("available", start + timedelta(minutes=3))
    assert queries.state_of(bob_at_2101.pk) == after
    assert AgentState.objects.filter(until_at__isnull=True).count() == 1


def test_an_employee_has_one_state_and_a_history(northvale, bob, now):
    actor = kit.actor_of(bob)
    for minutes, status, reason in (
        (0, "available", ""), (5, "away", "lunch"), (6, "away", "lunch"),
        (40, "available", "lunch"),
    ):  # fmt: skip
        actions.set_state(
            actor=actor, council_id=northvale.id, status=status, reason=reason,
            now=now + timedelta(minutes=minutes),
        )  # fmt: skip

    rows = queries.states_between([bob.pk], start=now, end=now + timedelta(hours=1))
    spans = [(row.label, row.from_at - now, row.until_at and row.until_at - now) for row in rows]
    assert spans == [
        ("Available", timedelta(0), timedelta(minutes=5)),
        ("Away: Lunch", timedelta(minutes=5), timedelta(minutes=40)),
        ("Available", timedelta(minutes=40), None),
    ]


def test_states_are_seen_by_the_councils_that_somebody_serves(
    northvale, southmere, bob, alice, now
):
    for user, council in ((bob, northvale), (alice, northvale)):
        actions.set_state(
            actor=kit.actor_of(user), council_id=council.id, status="available", now=now
        )

    assert {one.name for one in queries.states_of([northvale.id])} == {"Alice", "Bob"}
    assert {one.name for one in queries.states_of([southmere.id])} == {"Bob"}


def test_who_takes_no_calls_sets_no_state_and_no_line(northvale, southmere, carys, mallory, now):
    with acting_for(northvale.id):
        for user in (carys, mallory):
            actor = kit.actor_of(user)
            with pytest.raises(NotPermitted):
                actions.set_state(actor=actor, council_id=northvale.id, status="available", now=now)
            with pytest.raises(NotPermitted):
                actions.claim_extension(
                    actor=actor, council_id=northvale.id, extension="1", now=now
                )
            with pytest.raises(NotPermitted):
                actions.set_line(
                    actor=actor, council_id=northvale.id, line_id=None, name="x", number="1",
                    queue="", greeting="", now=now,
                )  # fmt: skip
        assert queries.lines_of(northvale.id) == []
    assert AgentState.objects.count() == 0


def test_a_line_stands_once_and_can_be_stopped(northvale, now):
    line = line_of(northvale, now)
    with pytest.raises(Conflict):
        line_of(northvale, now, name="The same")
    with acting_for(northvale.id):
        actions.stop_line(
            actor=staff_of(northvale, permissions=BOSS), council_id=northvale.id,
            line_id=line.pk, now=now,
        )  # fmt: skip
        assert queries.lines_of(northvale.id) == []
    assert line_of(northvale, now, name="Anew").pk != line.pk


def test_calls_are_seen_by_whom_they_concern(switchboard, southmere, bob_at_2101, alice, now):
    ring(switchboard, "mine", agents=["2101"])
    ring(switchboard, "other", agents=["2102"])
    ring(switchboard, "all")
    tell(switchboard, event("answered", call_id="taken", extension="2101"))

    with acting_for(switchboard.id, southmere.id):
        councils = [switchboard.id, southmere.id]
        own = queries.calls_of(kit.actor_of(bob_at_2101), councils, now=clock.now())
        hers = queries.calls_of(kit.actor_of(alice), councils, now=clock.now())
        going_on = queries.calls_going_on(councils, now=clock.now())
        elsewhere = queries.calls_going_on([southmere.id], now=clock.now())
        later = queries.calls_going_on(councils, now=clock.now() + timedelta(hours=1))

    ids = {call.pk: call.call_id for call in calls_in(switchboard)}
    assert {ids[one.id] for one in own} == {"mine", "all", "taken"}
    assert hers == []
    assert {ids[one.id] for one in going_on} == {"mine", "other", "all", "taken"}
    assert elsewhere == []
    assert {ids[one.id] for one in later} == {"taken"}


def test_keys_are_read_while_one_is_changed(settings, northvale):
    connect(northvale)
    file = settings.SECRETS_DIR / "telephony-northvale"
    file.write_text(f"whsec_{KEY}\nwhsec_{'B' * 40}\nshort\n")

    assert len(signatures.keys_of("northvale")) == 2
    assert signatures.keys_of("southmere") == []
