from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction

from moothall.kernel.actors import anonymous_resident, system
from moothall.kernel.errors import GiveUp, NotPermitted, Retry, TransitionNotAllowed
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import actor_of
from moothall.notifications import actions, queries, tasks
from moothall.notifications.actions.delivering import LEASE, MOST_ATTEMPTS
from moothall.notifications.models import Channel, Message, State
from moothall.notifications.ports import Fate, LostAnswer, Outcome
from moothall.notifications.tests.kit import ABOUT, ask_for
from moothall.notifications.workflow import ALLOWED


@pytest.fixture
def by_fake(in_northvale, fake):
    for channel in (Channel.EMAIL, Channel.TEXT):
        actions.choose_carrier(
            actor=system("t"),
            council_id=in_northvale.id,
            channel=channel,
            carrier="fake",
            options={},
        )
    return in_northvale


def only() -> Message:
    return Message.objects.get()


def events() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def test_asking_writes_a_row_and_a_job_in_the_callers_transaction(
    in_northvale, now, queue, django_assert_num_queries
):
    ask_for(in_northvale, now, dedupe_key="first")
    with transaction.atomic(), django_assert_num_queries(3):
        message = ask_for(in_northvale, now)

    assert message.state == State.QUEUED
    assert queue.jobs("notifications.send")[-1] == (
        "notifications.send",
        {"council_id": in_northvale.id, "message_id": str(message.pk)},
    )
    assert message.subject == "Trial message NOR-1 from Northvale Borough Council"


def test_asking_twice_gives_the_first_message(by_fake, now, queue, fake):
    first = ask_for(by_fake, now)
    second = ask_for(by_fake, now, to="other@example.org")

    queue.run_all()

    assert first.pk == second.pk
    assert [m.recipient for m in fake.taken.values()] == ["sian@example.org"]


def test_the_usual_carrier_of_email_needs_no_choice(in_northvale, now, queue):
    ask_for(in_northvale, now)

    queue.run_all()

    (sent,) = mail.outbox
    assert sent.to == ["sian@example.org"]
    assert sent.from_email == "Northvale Borough Council <hello@northvale.test>"
    assert only().state == State.SENT
    assert only().sent_at is not None
    assert events() == ["notifications.message-sent"]


def test_a_job_that_runs_twice_sends_once(by_fake, now, fake, queue):
    message = ask_for(by_fake, now)

    for _ in range(2):
        tasks.send(council_id=by_fake.id, message_id=str(message.pk))

    assert fake.calls == 1
    assert events() == ["notifications.message-sent"]


def test_a_council_without_texts_fails_them_in_words(in_northvale, now, queue):
    ask_for(in_northvale, now, channel="text", to="07700900123")

    queue.run_all()

    assert only().state == State.FAILED
    assert only().problem == "This council sends no messages of this kind."
    assert not queries.can_reach_by(in_northvale.id, "text")
    assert queries.can_reach_by(in_northvale.id, "email")


@pytest.mark.parametrize(
    ("channel", "to"), [("email", "no address"), ("text", "ask my son"), ("text", "999")]
)
def test_what_cannot_be_written_to_fails_at_once(by_fake, now, queue, channel, to):
    message = ask_for(by_fake, now, channel=channel, to=to)

    assert message.state == State.FAILED
    assert message.problem
    assert queue.jobs("notifications.send") == []
    assert events() == ["notifications.message-failed"]


def test_texts_go_to_the_number_in_full(by_fake, now, queue, fake):
    ask_for(by_fake, now, channel="text", to="07700 900 123")

    queue.run_all()

    (taken,) = fake.taken.values()
    assert (taken.recipient, taken.subject, taken.html) == ("+447700900123", "", "")


def test_a_passing_trouble_leaves_the_message_queued(by_fake, now, fake):
    message = ask_for(by_fake, now)
    fake.troubles.append(Retry("busy", after=timedelta(minutes=7)))

    with pytest.raises(Retry) as caught:
        actions.deliver_message(message_id=message.pk, now=now)

    assert caught.value.after == timedelta(minutes=7)
    assert (only().state, only().problem, only().outcome_unknown) == ("queued", "busy", False)
    actions.deliver_message(message_id=message.pk, now=now)
    assert (only().state, only().problem, only().attempts) == ("sent", "", 2)


def test_after_a_lost_answer_the_carrier_is_told_to_look(by_fake, now, fake):
    message = ask_for(by_fake, now)
    seen = []
    fake.troubles += [LostAnswer("gone"), Retry("busy")]
    taking = fake.send

    def watched(outgoing, account):
        seen.append(outgoing.outcome_unknown)
        return taking(outgoing, account)

    fake.send = watched
    try:
        for _ in range(2):
            with pytest.raises(Retry):
                actions.deliver_message(message_id=message.pk, now=now)
        actions.deliver_message(message_id=message.pk, now=now)
    finally:
        del fake.send

    assert seen == [False, True, True]
    assert only().state == State.SENT
    assert not only().outcome_unknown


def test_a_worker_that_died_leaves_a_lease_and_doubt(by_fake, now, fake):
    message = ask_for(by_fake, now)
    fake.troubles.append(LostAnswer("gone"))

    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    fake.send = die
    try:
        with pytest.raises(Killed):
            actions.deliver_message(message_id=message.pk, now=now)
    finally:
        del fake.send
    assert (only().state, only().outcome_unknown) == ("sending", True)

    with pytest.raises(Retry) as caught:
        actions.deliver_message(message_id=message.pk, now=now + timedelta(seconds=20))
    assert caught.value.after == LEASE - timedelta(seconds=20)

    fake.forget()
    actions.deliver_message(message_id=message.pk, now=now + LEASE)
    (taken,) = fake.taken.values()
    assert taken.outcome_unknown
    assert only().state == State.SENT


def test_an_attempt_that_was_overtaken_writes_nothing(by_fake, now, fake):
    message = ask_for(by_fake, now)
    taking = fake.send

    def slow(outgoing, account):
        Message.objects.filter(pk=message.pk).update(attempts=9)
        return taking(outgoing, account)

    fake.send = slow
    try:
        actions.deliver_message(message_id=message.pk, now=now)
    finally:
        del fake.send

    assert (only().state, events()) == ("sending", [])


def test_a_refusal_fails_the_message_and_tells(by_fake, now, fake):
    message = ask_for(by_fake, now)
    fake.troubles.append(GiveUp("No such mailbox."))

    actions.deliver_message(message_id=message.pk, now=now)

    assert (only().state, only().problem) == ("failed", "No such mailbox.")
    assert events() == ["notifications.message-failed"]


def test_the_last_attempt_fails_the_message(by_fake, now, fake):
    message = ask_for(by_fake, now)
    fake.troubles += [Retry("busy")] * MOST_ATTEMPTS

    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(Retry):
            actions.deliver_message(message_id=message.pk, now=now)
    actions.deliver_message(message_id=message.pk, now=now)

    assert (only().state, fake.calls) == ("failed", MOST_ATTEMPTS)


def test_the_fate_is_asked_later_and_settles_once(by_fake, now, queue):
    message = ask_for(by_fake, now)
    queue.run_all()
    assert queue.jobs("notifications.ask")[0][1]["turn"] == 0

    tasks.ask(council_id=by_fake.id, message_id=str(message.pk), turn=0)

    assert only().state == State.DELIVERED
    assert len(queue.jobs("notifications.ask")) == 1
    actions.settle_message(message_id=message.pk, fate=Fate(Outcome.FAILED, "late"), now=now)
    assert (only().state, only().problem) == ("delivered", "")


def test_the_question_is_asked_again_while_nobody_knows(by_fake, now, queue, fake):
    message = ask_for(by_fake, now)
    queue.run_all()
    fake.fate = lambda *_: Fate(Outcome.UNDER_WAY)
    try:
        for turn in range(len(tasks.ASKED_AFTER)):
            tasks.ask(council_id=by_fake.id, message_id=str(message.pk), turn=turn)
    finally:
        del fake.fate

    turns = [arguments["turn"] for _, arguments in queue.jobs("notifications.ask")]
    assert turns == [0, 1, 2, 3, 4]


def test_messages_about_a_thing_are_the_councils_own(northvale, southmere, now):
    with acting_for(northvale.id):
        ask_for(northvale, now)
        assert [row.state_label for row in queries.messages_about("cases.case", ABOUT)] == [
            "Waiting to be sent"
        ]
    with acting_for(southmere.id):
        assert queries.messages_about("cases.case", ABOUT) == []
        assert ask_for(southmere, now).council_id == southmere.id
        assert not actions.deliver_message(message_id=ABOUT, now=now)


def test_nobody_sends_without_permission(in_northvale, now, mallory, carys):
    for actor in (anonymous_resident(), actor_of(mallory), actor_of(carys)):
        with pytest.raises(NotPermitted):
            ask_for(in_northvale, now, actor=actor)
    assert not Message.objects.exists()


def test_no_arrow_leads_out_of_an_end(now):
    for state in State:
        message = Message(state=state)
        for other in set(State) - ALLOWED[state]:
            with pytest.raises(TransitionNotAllowed):
                message.move_to(other, at=now)
    assert ALLOWED[State.DELIVERED] == ALLOWED[State.FAILED] == frozenset()


def test_an_operator_can_try_a_carrier(in_northvale, queue):
    call_command("send_trial_message", "northvale", "email", "sian@example.org", note="Hello.")

    queue.run_all()

    assert "Hello." in mail.outbox[0].body
    with pytest.raises(CommandError, match="not an email address"):
        call_command("send_trial_message", "northvale", "email", "nobody")
    with pytest.raises(CommandError, match="no council"):
        call_command("send_trial_message", "elsewhere", "email", "a@example.org")
