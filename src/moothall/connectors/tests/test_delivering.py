from datetime import timedelta
from uuid import uuid4

import pytest

from moothall.connectors import actions, delivering
from moothall.connectors.actions.delivering import GRACE, MOST_ATTEMPTS
from moothall.connectors.models import Delivery, DeliveryAttempt, ExternalReference
from moothall.connectors.ports import Accepted, Refused, TryLater
from moothall.connectors.queries import deliveries_in_need, deliveries_of_case, overdue_deliveries
from moothall.connectors.tests.scenes import a_case, fake_behind, set_up
from moothall.connectors.tests.scenes import works as works  # noqa: PLC0414 - a fixture
from moothall.connectors.workflow import DeliveryState
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.errors import NotPermitted, Retry, TransitionNotAllowed
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.people.actions import set_needs
from moothall.people.needs import Needs

US = system("test")
LONGEST = timedelta(minutes=1)


def claim(delivery, now):
    return actions.claim_delivery(delivery_id=delivery.pk, longest_call=LONGEST, now=now)


def route(case, now):
    return actions.route_case(actor=US, case_id=case.pk, now=now)


@pytest.fixture
def delivery(works, in_northvale, now) -> Delivery:
    (made,) = route(a_case(in_northvale, now), now)
    return made


def test_a_new_case_is_queued_for_the_system_its_route_names(works, in_northvale, now, queue):
    case = a_case(in_northvale, now)

    (delivery,) = route(case, now)

    assert (delivery.state, delivery.system) == (DeliveryState.QUEUED, works)
    assert queue.jobs("connectors.deliver") == [
        ("connectors.deliver", {"council_id": in_northvale.id, "delivery_id": str(delivery.pk)})
    ]


def test_routing_twice_makes_one_delivery(works, in_northvale, now):
    case = a_case(in_northvale, now)

    route(case, now)
    route(case, now)

    assert Delivery.objects.count() == 1


def test_a_case_that_no_route_fits_waits_for_a_person(works, in_northvale, now):
    case = a_case(in_northvale, now, category="graffiti")

    (delivery,) = route(case, now)

    assert delivery.state == DeliveryState.UNROUTED
    assert [row.case_id for row in deliveries_in_need([in_northvale.id], now=now)] == [case.pk]


def test_a_service_without_any_route_stays_with_the_council(works, in_northvale, now):
    assert route(a_case(in_northvale, now, service="general-enquiry"), now) == []


def test_an_attempt_hands_the_case_over_in_the_systems_words(works, delivery):
    delivering.attempt_delivery(delivery_id=delivery.pk)

    (sent,) = fake_behind(works).taken.values()
    assert sent.idempotency_key == str(delivery.pk)
    assert sent.external_code == "HOLE"
    assert sent.attributes == {"uprn": "42"}
    assert "What is it?: A hole" in sent.description
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    assert ExternalReference.objects.get().reference == "FAKE-1"
    (row,) = deliveries_of_case(delivery.case_id)
    assert row.references == ("FAKE-1",)


def test_what_the_person_needs_goes_with_the_case_and_with_the_alarm(
    works, in_northvale, rhian, now, queue
):
    needs = Needs(formats=("braille",), interpreter="other", interpreter_language="Polish")
    set_needs(actor=system("tests"), person_id=rhian.pk, needs=needs, now=now)
    fake_behind(works).failures = [Refused("Answered 400.")]
    case = a_case(in_northvale, now, person_id=rhian.pk)
    (delivery,) = route(case, now)

    sent = delivering.case_to_send(delivery)
    delivering.attempt_delivery(delivery_id=delivery.pk)
    queue.run_all()

    assert sent.needs == ("braille", "interpreter")
    line = "How to write to this person and speak with them: Braille, Interpreter: Polish"
    assert line in sent.description
    alarm = Message.objects.get(template="connectors.delivery_gave_up")
    assert line in alarm.body
    assert (alarm.needs, alarm.for_team) == ([], False)


def test_a_case_of_somebody_without_needs_says_nothing_of_them(works, delivery):
    sent = delivering.case_to_send(delivery)

    assert sent.needs == ()
    assert "How to write" not in sent.description


def test_what_is_delivered_is_not_sent_again(works, delivery):
    delivering.attempt_delivery(delivery_id=delivery.pk)
    delivering.attempt_delivery(delivery_id=delivery.pk)

    assert DeliveryAttempt.objects.count() == 1


def test_a_passing_failure_is_tried_again_later_with_the_same_key(works, delivery, queue):
    fake_behind(works).failures = [TryLater("No answer: ReadTimeout.")]

    delivering.attempt_delivery(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.RETRYING
    assert delivery.problem == "No answer: ReadTimeout."
    assert delivery.next_try_at is not None
    assert len(queue.jobs("connectors.deliver")) == 2
    delivering.attempt_delivery(delivery_id=delivery.pk)
    assert list(fake_behind(works).taken) == [str(delivery.pk)]


def test_a_refusal_gives_up_at_once_and_tells_a_person(works, delivery, in_northvale, queue, now):
    fake_behind(works).failures = [Refused("Answered 400: No such service_code.")]

    delivering.attempt_delivery(delivery_id=delivery.pk)

    (row,) = deliveries_in_need([in_northvale.id], now=now)
    assert row.needs_a_person
    assert row.problem == "Answered 400: No such service_code."
    handlers = [arguments["handler"] for _, arguments in queue.jobs("kernel.handle_event")]
    assert "connectors.on_delivery_gave_up_tell_the_team" in handlers


def test_trying_ends_after_two_days(works, delivery, now):
    fake_behind(works).failures = [TryLater("down")] * MOST_ATTEMPTS

    for _ in range(MOST_ATTEMPTS):
        delivering.attempt_delivery(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.GAVE_UP
    assert delivery.attempts == MOST_ATTEMPTS


def test_staff_send_again_what_gave_up(works, delivery, in_northvale, now):
    fake_behind(works).failures = [Refused("no")]
    delivering.attempt_delivery(delivery_id=delivery.pk)
    bob = staff(in_northvale.id, "delivery.replay")

    actions.replay_delivery(actor=bob, delivery_id=delivery.pk, now=now)
    delivering.attempt_delivery(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    with pytest.raises(TransitionNotAllowed):
        actions.replay_delivery(actor=bob, delivery_id=delivery.pk, now=now)


def test_who_may_not_replay_changes_nothing(works, delivery, in_northvale, now):
    fake_behind(works).failures = [Refused("no")]
    delivering.attempt_delivery(delivery_id=delivery.pk)

    with pytest.raises(NotPermitted):
        actions.replay_delivery(
            actor=staff(in_northvale.id, "case.view"), delivery_id=delivery.pk, now=now
        )

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.GAVE_UP


def test_two_workers_make_one_attempt(delivery, now):
    first = claim(delivery, now)

    assert first is not None
    with pytest.raises(Retry) as waiting:
        claim(delivery, now)
    assert waiting.value.after == LONGEST + GRACE


def test_a_killed_workers_attempt_is_made_again_once_its_lease_is_over(works, delivery, now):
    claim(delivery, now)

    again = claim(delivery, now + LONGEST + GRACE + timedelta(seconds=1))

    assert again is not None
    assert again.attempt == 2


def test_a_late_answer_of_a_first_attempt_is_still_used(delivery, now):
    first = claim(delivery, now)
    claim(delivery, now + LONGEST + GRACE + timedelta(seconds=1))

    actions.record_outcome(
        actor=US, claim=first, outcome=Accepted(reference="LATE-1"), now=now + LONGEST
    )

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED


def test_a_token_is_asked_about_until_it_has_a_reference(works, delivery, now, queue):
    first = claim(delivery, now)
    actions.record_outcome(actor=US, claim=first, outcome=Accepted(token="T1"), now=now)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.AWAITING_REFERENCE

    delivering.attempt_delivery(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    assert ExternalReference.objects.get().reference == "T1"


def test_a_system_that_is_not_set_up_right_keeps_the_case_waiting(works, delivery):
    works.supplier = "nobody"
    works.save()

    delivering.attempt_delivery(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.RETRYING
    assert "nobody" in delivery.problem


def test_a_delivery_whose_job_was_lost_is_found(delivery, now):
    assert overdue_deliveries(now=now) == []
    assert [row.id for row in overdue_deliveries(now=now + timedelta(minutes=6))] == [delivery.pk]


def test_the_other_council_sees_nothing(works, delivery, southmere, now):
    with acting_for(southmere.id):
        assert deliveries_of_case(delivery.case_id) == []
        assert deliveries_in_need([southmere.id], now=now) == []
        assert overdue_deliveries(now=now + timedelta(days=1)) == []
        assert claim(delivery, now) is None


def test_each_council_has_its_own_route(northvale, southmere, now):
    ours, theirs = set_up(northvale), set_up(southmere)
    with acting_for(southmere.id):
        (delivery,) = route(a_case(southmere, now), now)
        delivering.attempt_delivery(delivery_id=delivery.pk)

    assert len(fake_behind(theirs).taken) == 1
    assert fake_behind(ours).taken == {}


def staff(council_id: int, *permissions: str) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        identifier=uuid4().hex,
        name="Bob",
        permissions={council_id: frozenset(permissions)},
    )
