"""What is not delivered is never removed; of what was, nothing is left on its way."""

from datetime import timedelta
from uuid import uuid4

import pytest

from moothall.cases.actions import change_status
from moothall.cases.models import Case
from moothall.connectors import actions
from moothall.connectors.actions import apply_systems
from moothall.connectors.couriers import ARRIVED, MAY_COME_BACK, Deliveries
from moothall.connectors.handlers import on_message_failed_note_failure
from moothall.connectors.models import Delivery, DeliveryAttempt, System
from moothall.connectors.ports import Refused
from moothall.connectors.tests.scenes import fake_behind, system_entry
from moothall.connectors.tests.test_destinations import US, hand_in, smell_form, team_of
from moothall.connectors.tests.test_destinations import agree as agree_to
from moothall.connectors.workflow import DeliveryState
from moothall.eforms.actions import remove_submission, wipe_sensitive_answers
from moothall.eforms.kept import handed_in, submission_of_case
from moothall.eforms.models import Submission
from moothall.eforms.tests.factories import publish
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.notifications.events import MessageFailed
from moothall.notifications.models import Message

pytestmark = pytest.mark.django_db
NAME = "Sian Secret"
DAYS = 2


@pytest.fixture
def office(northvale, monkeypatch):
    """Northvale with a form that goes to a team by email and to its works by a system."""
    with acting_for(northvale.id):
        team = team_of(northvale)
        route = {"service": "general-enquiry", "when": {}, "code": "X"}
        apply_systems(northvale.id, [system_entry(uuid4().hex, routes=[route])])
    agree_to(northvale, team.email, monkeypatch)
    form = smell_form({"key": "desk", "kind": "email", "team": team.slug})
    form["outcome"] |= {"summary": "{name} smells {smell}", "details": ["smell", "name"]}
    form["keeping"] = {"days": DAYS}
    publish(northvale, form, clock.now())
    return northvale


def send_and_close(client, queue):
    hand_in(client)
    queue.run_all()
    change_status(
        actor=US, case_id=Case.objects.get().pk, status="resolved", public_note="", now=clock.now()
    )
    queue.run_all()


def is_removed(at):
    return remove_submission(submission_id=Submission.objects.get().pk, now=at)


def long_after():
    return clock.now() + timedelta(days=4000)


def test_what_was_sent_and_answered_goes_and_that_it_was_sent_stays(client, office, queue):
    with acting_for(office.id):
        send_and_close(client, queue)
        assert any(NAME in one.request for one in DeliveryAttempt.objects.all())
        letter = Message.objects.get(template="connectors.form_handed_in")
        assert NAME in letter.body

        assert is_removed(clock.now() + MAY_COME_BACK + timedelta(minutes=1))

        attempts = list(DeliveryAttempt.objects.all())
        assert len(attempts) == 2
        assert all(one.succeeded and one.ended_at for one in attempts)
        assert {(one.request, one.answer) for one in attempts} == {("", "")}
        assert set(Delivery.objects.values_list("state", flat=True)) == ARRIVED
        letter.refresh_from_db()
        assert (letter.subject, letter.body, letter.recipient) == ("", "", "")
        assert letter.sent_at is not None


@pytest.mark.slow
def test_in_no_other_state_of_a_delivery_is_anything_removed(client, office, queue):
    with acting_for(office.id):
        send_and_close(client, queue)
        for delivery in Delivery.objects.all():
            for state in set(DeliveryState.values) - ARRIVED:
                Delivery.objects.filter(pk=delivery.pk).update(state=state)
                assert not is_removed(long_after()), (delivery.destination, state)
            Delivery.objects.filter(pk=delivery.pk).update(state=delivery.state)

        assert Submission.objects.get().answers["name"] == NAME
        assert is_removed(long_after())


def test_a_destination_that_has_no_delivery_yet_is_waited_for(client, office, queue):
    with acting_for(office.id):
        send_and_close(client, queue)
        Delivery.objects.filter(destination="desk").delete()

        assert not is_removed(long_after())


def test_a_destination_that_depended_on_a_wiped_answer_is_not_waited_for(
    client, northvale, queue, monkeypatch
):
    with acting_for(northvale.id):
        team = team_of(northvale)
    agree_to(northvale, team.email, monkeypatch)
    unless_known = {"!": [{"var": "nhs"}]}
    form = smell_form({"key": "desk", "kind": "email", "team": team.slug, "when": unless_known})
    publish(northvale, {**form, "keeping": {"days": DAYS}}, clock.now())
    with acting_for(northvale.id):
        send_and_close(client, queue)
        assert wipe_sensitive_answers(now=long_after()) == 1
        assert not Delivery.objects.exists()

        assert is_removed(long_after())


def test_the_days_are_counted_from_the_day_on_which_it_arrived_at_last(
    client, office, queue, monkeypatch
):
    with acting_for(office.id):
        fake_behind(System.objects.get()).failures.append(Refused("No"))
        send_and_close(client, queue)
        stuck = Delivery.objects.get(state=DeliveryState.GAVE_UP)
        assert not is_removed(long_after())
        later = clock.now() + timedelta(days=200)
        with monkeypatch.context() as patch:
            patch.setattr("moothall.kernel.clock.now", lambda: later)
            actions.replay_delivery(actor=US, delivery_id=stuck.pk, now=later)
            queue.run_all()
        assert Delivery.objects.get(pk=stuck.pk).state == DeliveryState.DELIVERED

        assert not is_removed(later + timedelta(days=DAYS) - timedelta(minutes=1))
        assert is_removed(later + timedelta(days=DAYS))


def test_an_email_that_may_still_come_back_is_waited_for(client, office, queue):
    with acting_for(office.id):
        send_and_close(client, queue)
        now = clock.now()

        assert not is_removed(now + timedelta(days=DAYS + 1))
        assert is_removed(now + MAY_COME_BACK + timedelta(minutes=1))


def test_an_email_that_comes_back_afterwards_is_not_sent_again_empty(client, office, queue):
    with acting_for(office.id):
        send_and_close(client, queue)
        assert is_removed(clock.now() + MAY_COME_BACK + timedelta(minutes=1))
        letter = Message.objects.get(template="connectors.form_handed_in")
        on_message_failed_note_failure(
            MessageFailed(
                council_id=office.id, occurred_at=clock.now(), message_id=letter.pk,
                about_type=letter.about_type, about_id=letter.about_id, problem="No such mailbox.",
            )
        )  # fmt: skip
        delivery = Delivery.objects.get(destination="desk")
        actions.replay_delivery(actor=US, delivery_id=delivery.pk, now=clock.now())
        submission = Submission.objects.get()
        actions.queue_destinations(actor=US, submission_id=submission.pk, now=clock.now())
        queue.run_all()

        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.GAVE_UP
        assert delivery.problem == "The answers were removed, as the form promised."
        assert Message.objects.filter(template="connectors.form_handed_in").count() == 1


def test_asking_costs_a_few_statements_and_tells_other_councils_nothing(
    client, office, southmere, queue, django_assert_num_queries
):
    with acting_for(office.id):
        send_and_close(client, queue)
        known = [handed_in(Submission.objects.get())]
        with django_assert_num_queries(2):
            assert Deliveries().undelivered(known) == frozenset()
            assert len(Deliveries().contacts(known)) == 1
        case_id, now = known[0].case_id, clock.now()
        with django_assert_num_queries(5):
            submission_of_case(case_id, now=now)
    with acting_for(southmere.id):
        assert Deliveries().contacts(known) == {}
        Deliveries().forget(known[0])
    with acting_for(office.id):
        assert any(NAME in one.request for one in DeliveryAttempt.objects.all())
