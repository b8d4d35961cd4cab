import json
from datetime import timedelta

import pytest

from moothall.kernel.actors import system
from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.scope import acting_for
from moothall.notifications import actions
from moothall.notifications.models import Channel, Message
from moothall.notifications.tests.kit import ask_for

TOKEN = "a-token-that-is-long-enough"


@pytest.fixture
def by_notify(in_northvale, notify, notify_options):
    for channel in (Channel.EMAIL, Channel.TEXT):
        actions.choose_carrier(
            actor=system("t"),
            council_id=in_northvale.id,
            channel=channel,
            carrier="govuk_notify",
            options=notify_options,
            secret_name="notify-key",
        )
    return in_northvale


def deliver(message, now) -> Message:
    actions.deliver_message(message_id=message.pk, now=now)
    return Message.objects.get(pk=message.pk)


def test_a_text_goes_out_in_the_councils_words(by_notify, notify, now):
    message = deliver(ask_for(by_notify, now, channel="text", to="07700 900123"), now)

    (text,) = notify.get("/_messages.json", to="07700900123").json()["messages"]
    assert message.state == "sent"
    assert message.carrier == "govuk_notify"
    assert text["body"] == message.body
    assert text["reference"] == str(message.pk)
    assert message.carrier_reference == text["id"]


@pytest.mark.parametrize(
    ("number", "state"), [("07700900000", "delivered"), ("07700900002", "failed")]
)
def test_the_fate_is_asked_when_no_report_came(by_notify, notify, now, number, state):
    message = deliver(ask_for(by_notify, now, channel="text", to=number), now)

    settled = False
    for _ in range(100):
        settled = settled or actions.ask_fate(message_id=message.pk, now=now)

    message.refresh_from_db()
    assert message.state == state
    assert bool(message.problem) == (state == "failed")


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"rate_limit": 1}, Retry),
        ({"html": 1}, Retry),
        ({"fail": {"status": 500, "times": 1}}, Retry),
    ],
)
def test_troubles_are_tried_again_and_end_in_one_text(by_notify, notify, now, trouble, error):
    message = ask_for(by_notify, now, channel="text", to="07700900123")
    notify.control(**trouble)

    with pytest.raises(error):
        actions.deliver_message(message_id=message.pk, now=now)
    assert Message.objects.get().state == "queued"

    assert deliver(message, now + timedelta(minutes=5)).state == "sent"
    assert notify.get("/_messages.json").json()["count"] == 1


def test_a_number_that_notify_refuses_fails_in_words(by_notify, notify, now):
    notify.control(refuse={"status": 400, "times": 1, "message": "phone_number Not enough digits"})

    message = deliver(ask_for(by_notify, now, channel="text", to="07700900123"), now)

    assert message.state == "failed"
    assert "Not enough digits" in message.problem


def test_a_missing_key_is_tried_again_later(by_notify, now, settings):
    (settings.SECRETS_DIR / "notify-key").unlink()
    message = ask_for(by_notify, now, channel="text", to="07700900123")

    with pytest.raises(Retry):
        actions.deliver_message(message_id=message.pk, now=now)
    assert "NOTIFY_KEY" in Message.objects.get().problem


def test_a_council_without_a_template_is_told(in_northvale, notify, now):
    actions.choose_carrier(
        actor=system("t"),
        council_id=in_northvale.id,
        channel=Channel.TEXT,
        carrier="govuk_notify",
        options={"base_url": notify.url},
        secret_name="notify-key",
    )

    message = deliver(ask_for(in_northvale, now, channel="text", to="07700900123"), now)

    assert message.state == "failed"
    assert "template" in message.problem


def report(client, message, status="delivered", *, token=TOKEN, host="northvale.test"):
    return client.post(
        "/machine/notify/",
        json.dumps({"id": "x", "reference": str(message.pk), "status": status}),
        content_type="application/json",
        headers={"host": host, "authorization": f"Bearer {token}"},
    )


def test_a_report_settles_a_message_and_may_come_twice(client, by_notify, now, queue):
    message = deliver(ask_for(by_notify, now, channel="text", to="07700900123"), now)

    answers = [report(client, message, "permanent-failure").status_code for _ in range(2)]

    message.refresh_from_db()
    assert answers == [204, 204]
    assert message.state == "failed"
    assert message.problem == "There is no such address or number."


def test_a_report_may_overtake_the_answer(client, by_notify, now):
    message = ask_for(by_notify, now, channel="text", to="07700900123")
    Message.objects.filter(pk=message.pk).update(state="sending")

    report(client, message)

    message.refresh_from_db()
    assert message.state == "delivered"


@pytest.mark.parametrize("token", ["", "wrong", "a-token-that-is-long-enougH"])
def test_a_report_without_the_token_is_refused(client, by_notify, now, token):
    message = deliver(ask_for(by_notify, now, channel="text", to="07700900123"), now)

    assert report(client, message, token=token).status_code == 403
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"reference": "x", "status": "delivered"}', b"\xff"]
)
def test_nonsense_is_refused(client, by_notify, body):
    answer = client.post(
        "/machine/notify/",
        body,
        content_type="application/json",
        headers={"host": "northvale.test", "authorization": f"Bearer {TOKEN}"},
    )

    assert answer.status_code == 403


def test_a_report_at_another_councils_host_changes_nothing(
    client, by_notify, southmere, notify_options, now
):
    message = deliver(ask_for(by_notify, now, channel="text", to="07700900123"), now)
    assert report(client, message, host="southmere.test").status_code == 403
    with acting_for(southmere.id):
        actions.choose_carrier(
            actor=system("t"),
            council_id=southmere.id,
            channel=Channel.TEXT,
            carrier="govuk_notify",
            options=notify_options,
            secret_name="notify-key",
        )

    assert report(client, message, host="southmere.test").status_code == 204

    message.refresh_from_db()
    assert message.state == "sent"


def test_a_refusal_of_the_carrier_is_final():
    assert not issubclass(GiveUp, Retry)
