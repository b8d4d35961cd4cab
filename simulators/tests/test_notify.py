"""Notify, spoken to with GOV.UK Notify's own client."""

import json
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import jwt
import pytest
import yaml
from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import HTTPError
from requests import ConnectionError as NoAnswerError

from simulators.tests.program import CLIENT, ROOT, Program

SERVICES = yaml.safe_load(Path(ROOT / "simulators/notify/services.yaml").read_text())["services"]
ALDERMOOR = SERVICES[0]
TEXT, EMAIL, WITH_FILE, RECEIVED = (template["id"] for template in ALDERMOOR["templates"])
NUMBER = "07700 900123"


def api_key(service=ALDERMOOR, kind="live"):
    (key,) = (key for key in service["api_keys"] if key["type"] == kind)
    return f"{key['name']}-{service['id']}-{key['secret']}"


def client(program, key=None):
    return NotificationsAPIClient(key or api_key(), base_url=program.url, timeout=5)


def send(program, number=NUMBER, body="Hello", reference=None, key=None):
    return client(program, key).send_sms_notification(
        number, TEXT, personalisation={"body": body}, reference=reference
    )


def messages(program, **parameters):
    return program.get("/_messages.json", **parameters).json()


def eventually(look, *, seconds=3.0):
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def status_of(program, notification_id):
    return client(program).get_notification_by_id(notification_id)["status"]


@pytest.fixture
def receiver():
    """Somebody who is told what became of notifications, and answers as `answers` says."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.calls.append((self.headers["Authorization"], json.loads(body)))
            self.send_response(server.answers.pop(0) if server.answers else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.calls, server.answers = [], []
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def listen(program, receiver):
    answer = CLIENT.post(
        f"{program.url}/_callbacks",
        json={
            "service_id": ALDERMOOR["id"],
            "url": f"http://127.0.0.1:{receiver.server_port}/told",
            "bearer_token": "a-token-of-theirs",
        },
    )
    assert answer.status_code == 200


def test_text_is_taken_on_and_delivered(notify):
    answer = send(notify, body="Your bin – tŷ", reference="case-1")

    assert answer["content"] == {"body": "Your bin – tŷ", "from_number": "Aldermoor"}
    assert answer["reference"] == "case-1"
    assert answer["template"]["id"] == TEXT
    assert answer["uri"] == f"{notify.url}/v2/notifications/{answer['id']}"
    eventually(lambda: status_of(notify, answer["id"]) == "delivered")
    shown = client(notify).get_notification_by_id(answer["id"])
    assert shown["phone_number"] == NUMBER
    assert shown["type"] == "sms"
    assert shown["completed_at"] > shown["sent_at"] > shown["created_at"]


def test_email_is_taken_on(notify):
    answer = client(notify).send_email_notification(
        "resident@example.org", EMAIL, personalisation={"subject": "Hi", "body": "Hello"}
    )

    assert answer["content"]["subject"] == "Hi"
    eventually(lambda: status_of(notify, answer["id"]) == "delivered")


@pytest.mark.parametrize(
    ("recipient", "status"),
    [
        ("07700900000", "delivered"),
        ("+44 7700 900001", "delivered"),
        ("07700900002", "permanent-failure"),
        ("07700900003", "temporary-failure"),
        ("07700900004", "technical-failure"),
    ],
)
def test_what_becomes_of_a_text_depends_on_its_number(notify, recipient, status):
    answer = send(notify, recipient)

    eventually(lambda: status_of(notify, answer["id"]) == status)


def test_same_reference_twice_is_two_texts_and_both_are_found(notify):
    first, second = send(notify, reference="case-1"), send(notify, reference="case-1")

    found = client(notify).get_all_notifications(reference="case-1")["notifications"]

    assert [one["id"] for one in found] == [second["id"], first["id"]]


def test_another_service_sees_nothing(notify):
    answer = send(notify)

    with pytest.raises(HTTPError) as refusal:
        client(notify, api_key(SERVICES[1])).get_notification_by_id(answer["id"])

    assert refusal.value.status_code == 404
    assert refusal.value.message == [{"error": "NoResultFound", "message": "No result found"}]
    assert client(notify, api_key(SERVICES[1])).get_all_notifications()["notifications"] == []


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"phone_number": None}, "ValidationError", "is not of type string"),
        ({"phone_number": "020 7946 0000"}, "ValidationError", "Not a UK mobile number"),
        ({"phone_number": "0770090000"}, "ValidationError", "Not enough digits"),
        ({"phone_number": "077009000000"}, "ValidationError", "Too many digits"),
        ({"phone_number": "ring me"}, "ValidationError", "letters or symbols"),
        ({"template_id": "one"}, "ValidationError", "template_id is not a valid UUID"),
        ({"template_id": ALDERMOOR["id"]}, "BadRequestError", "Template not found"),
        ({"template_id": EMAIL}, "BadRequestError", "not suitable for sms"),
        ({"personalisation": {}}, "BadRequestError", "Missing personalisation: body"),
        ({"personalisation": {"body": "x" * 919}}, "BadRequestError", "918 characters"),
        ({"colour": "red"}, "ValidationError", "colour was unexpected"),
    ],
)
def test_mistakes_are_refused_in_notifys_shape(notify, asked, error, message):
    form = {"phone_number": NUMBER, "template_id": TEXT, "personalisation": {"body": "Hello"}}

    with pytest.raises(HTTPError) as refusal:
        client(notify).post("/v2/notifications/sms", data={**form, **asked})

    assert refusal.value.status_code == 400
    assert refusal.value.response.json()["status_code"] == 400
    assert refusal.value.message[0]["error"] == error
    assert message in refusal.value.message[0]["message"]
    assert messages(notify)["count"] == 0


def test_missing_fields_are_all_named(notify):
    with pytest.raises(HTTPError) as refusal:
        client(notify).post("/v2/notifications/sms", data={})

    assert [one["message"] for one in refusal.value.message] == [
        "phone_number is a required property",
        "template_id is a required property",
    ]


def test_optional_words_are_shown_when_asked_for(notify):
    given = {"reference": "ALD-1", "link": "https://council.example"}

    bodies = [
        client(notify).send_sms_notification(
            NUMBER, RECEIVED, personalisation={**given, "greet": greet}
        )["content"]["body"]
        for greet in ("yes", "no")
    ]

    assert bodies == [
        "Hello. We have your request ALD-1. See https://council.example",
        "We have your request ALD-1. See https://council.example",
    ]


def test_wrong_key_is_refused(notify):
    with pytest.raises(HTTPError) as refusal:
        send(notify, key=api_key()[:-12] + "000000000000")

    assert refusal.value.status_code == 403
    assert refusal.value.message[0] == {
        "error": "AuthError",
        "message": "Invalid token: API key not found",
    }


@pytest.mark.parametrize("seconds", [-60, 60])
def test_token_of_another_time_is_refused(notify, seconds):
    secret = api_key()[-36:]
    token = jwt.encode({"iss": ALDERMOOR["id"], "iat": int(time.time()) + seconds}, secret)

    answer = CLIENT.get(
        f"{notify.url}/v2/notifications", headers={"Authorization": f"Bearer {token}"}
    )

    assert answer.status_code == 403
    assert "within 30 seconds" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("header", "status"),
    [({}, 401), ({"Authorization": "Basic x"}, 401), ({"Authorization": "Bearer x"}, 403)],
)
def test_request_without_a_proper_token_is_refused(notify, header, status):
    answer = CLIENT.get(f"{notify.url}/v2/notifications", headers=header)

    assert answer.status_code == status
    assert answer.json()["errors"][0]["error"] == "AuthError"


def test_team_key_reaches_the_guest_list_alone(notify):
    team = api_key(kind="team")

    send(notify, "07700 900010", key=team)
    with pytest.raises(HTTPError) as refusal:
        send(notify, key=team)

    assert refusal.value.message[0]["error"] == "BadRequestError"
    assert messages(notify)["count"] == 1


@pytest.mark.parametrize(
    ("wish", "status", "error"),
    [
        ({"rate_limit": 1}, 429, "RateLimitError"),
        ({"rate_limit": {"times": 1, "for_today": True}}, 429, "TooManyRequestsError"),
        ({"fail": {"times": 1, "status": 500}}, 500, "Exception"),
        ({"refuse": 1}, 400, "BadRequestError"),
    ],
)
def test_trouble_is_told_in_notifys_shape(notify, wish, status, error):
    notify.control(**wish)

    with pytest.raises(HTTPError) as refusal:
        send(notify)
    send(notify)

    assert refusal.value.response.json()["status_code"] == status
    assert refusal.value.message[0]["error"] == error
    assert messages(notify)["count"] == 1


def test_lost_answer_leaves_a_text_that_its_reference_finds(notify):
    notify.control(lose_answer=1)

    with pytest.raises((HTTPError, NoAnswerError)):
        send(notify, reference="case-1")

    assert len(client(notify).get_all_notifications(reference="case-1")["notifications"]) == 1


def test_service_is_told_once_with_its_token(notify, receiver):
    listen(notify, receiver)

    answer = send(notify, "07700900003", reference="case-1")

    eventually(lambda: receiver.calls)
    time.sleep(0.3)
    ((authorisation, told),) = receiver.calls
    assert authorisation == "Bearer a-token-of-theirs"
    assert told["id"] == answer["id"]
    assert (told["status"], told["reference"]) == ("temporary-failure", "case-1")
    assert (told["to"], told["notification_type"]) == ("07700900003", "sms")
    assert told["template_version"] == 1


def test_service_that_fails_is_told_again(notify, receiver):
    receiver.answers = [503, 503]
    listen(notify, receiver)

    send(notify)

    eventually(lambda: len(receiver.calls) == 3)
    (callback,) = notify.get("/_callbacks").json()["callbacks"]
    assert callback["attempts"] in {2, 3}


def test_service_that_refuses_is_not_told_again(notify, receiver):
    receiver.answers = [403]
    listen(notify, receiver)

    send(notify)

    eventually(lambda: receiver.calls)
    time.sleep(0.4)
    assert len(receiver.calls) == 1


@pytest.mark.slow
def test_callbacks_are_repeated_and_lost_when_told(notify, receiver):
    listen(notify, receiver)
    notify.control(repeat_callbacks=1, lose_callbacks=False)

    send(notify)
    eventually(lambda: len(receiver.calls) == 2)
    notify.control(lose_callbacks=True)
    last = send(notify)
    eventually(lambda: status_of(notify, last["id"]) == "delivered")
    time.sleep(0.3)

    assert len(receiver.calls) == 2


def test_outcome_and_being_stuck_are_told(notify):
    notify.control(outcome={"status": "technical-failure", "times": 1})
    failed = send(notify)
    eventually(lambda: status_of(notify, failed["id"]) == "technical-failure")

    notify.control(stuck=1)
    stuck = send(notify)
    eventually(lambda: status_of(notify, stuck["id"]) == "sending")
    time.sleep(0.3)

    assert status_of(notify, stuck["id"]) == "sending"


def test_page_shows_texts_and_escapes_them(notify):
    send(notify, body="<script>alert(1)</script> https://council.example/track", reference="case-1")
    send(notify, "07700900001", body="Another")

    page = notify.get("/", to="07700900123").text

    assert "<script>" not in page
    assert 'href="https://council.example/track"' in page
    assert "case-1" in page
    assert "Another" not in page


@pytest.mark.slow
def test_texts_are_remembered_and_go_on_after_kill_nine(tmp_path):
    program = Program("notify", tmp_path, ("--pace", "1.0")).start()
    answer = send(program)

    program.end(signal.SIGKILL)
    program.arguments = ("--pace", "0.05")
    program.start()

    eventually(lambda: status_of(program, answer["id"]) == "delivered")
    began = time.monotonic()
    assert program.end() == 0
    assert time.monotonic() - began < 1
