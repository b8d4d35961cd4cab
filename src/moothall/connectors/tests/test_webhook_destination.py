"""Forms that go to a program, which checks that they come from us: over HTTP, to a stranger."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from moothall.connectors import actions
from moothall.connectors.actions import apply_systems
from moothall.connectors.models import Delivery, DeliveryAttempt, ExternalReference, System
from moothall.connectors.tests.test_destinations import US, hand_in, smell_form
from moothall.connectors.workflow import DeliveryState
from moothall.eforms.models import Submission
from moothall.eforms.tests.factories import publish
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.people.actions import set_needs
from moothall.people.needs import Needs
from simulators.tests.program import Program

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVy"
SCHEMA = Path(__file__).parents[4] / "docs" / "eforms" / "submission.schema.json"


@pytest.fixture(scope="module")
def running_receiver(tmp_path_factory):
    program = Program("webhook", tmp_path_factory.mktemp("webhook"), ("--secret", SECRET)).start()
    yield program
    program.end()


@pytest.fixture
def receiver(running_receiver):
    running_receiver.control(calm=True, empty=True)
    return running_receiver


def _set_up(council, receiver, **options):
    entry = {
        "slug": "crm", "name": "Customers", "supplier": "webhook", "team": "streets",
        "options": {"url": f"{receiver.url}/messages", "secrets": ["crm-webhook"], **options},
    }  # fmt: skip
    with acting_for(council.id):
        apply_systems(council.id, [entry])


@pytest.fixture
def to_the_crm(db, northvale, receiver, monkeypatch):
    monkeypatch.setenv("MOOTHALL_SECRET_CRM_WEBHOOK", SECRET)
    monkeypatch.setenv("MOOTHALL_SECRET_CRM_WEBHOOK_NEXT", OTHER)
    _set_up(northvale, receiver)
    publish(northvale, smell_form({"key": "hook", "kind": "webhook", "system": "crm"}), clock.now())
    return receiver


def _taken(receiver, council):
    """Return the messages of this test's delivery: a slow one of another test may come in late."""
    wanted = str(_delivery(council).pk)
    messages = receiver.get("/_taken.json").json()["messages"]
    return [message for message in messages if message["id"] == wanted]


def _delivery(council):
    with acting_for(council.id):
        return Delivery.objects.get(destination="hook")


def test_the_program_gets_the_submission_as_its_schema_says(client, northvale, to_the_crm, queue):
    hand_in(client)
    queue.run_all()

    (message,) = _taken(to_the_crm, northvale)
    delivery = _delivery(northvale)
    assert delivery.state == DeliveryState.DELIVERED
    assert message["id"] == str(delivery.pk)
    assert message["body"]["type"] == "form.submitted"
    data = message["body"]["data"]
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(data)
    assert [(one["key"], one["value"], one["text"]) for one in data["answers"]] == [
        ("smell", "gas", ["Gas"]),
        ("name", "Sian Secret", ["Sian Secret"]),
    ]
    with acting_for(northvale.id):
        assert ExternalReference.objects.get().reference.startswith("HOOK-")
        assert "Sian" not in DeliveryAttempt.objects.get().request


def test_the_program_gets_what_the_person_needs_as_its_schema_says(
    client, northvale, to_the_crm, queue
):
    hand_in(client)
    with acting_for(northvale.id):
        set_needs(
            actor=US,
            person_id=Submission.objects.select_related("case").get().case.person_id,
            needs=Needs(formats=("audio",)),
            now=clock.now(),
        )
    queue.run_all()

    (message,) = _taken(to_the_crm, northvale)
    data = message["body"]["data"]
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(data)
    assert data["needs"] == ["audio"]


@pytest.mark.parametrize(
    "trouble", [{"fail": {"status": 503}}, {"down": True}, {"lose_answer": True}]
)
def test_a_program_in_trouble_gets_it_once_it_is_well(
    client, northvale, to_the_crm, queue, trouble
):
    to_the_crm.control(**trouble)
    hand_in(client)
    queue.run_all(at_most=20)
    assert _delivery(northvale).state in {DeliveryState.RETRYING, DeliveryState.GAVE_UP}

    to_the_crm.control(calm=True)
    with acting_for(northvale.id):
        actions.replay_delivery(actor=US, delivery_id=_delivery(northvale).pk, now=clock.now())
    queue.run_all()

    assert _delivery(northvale).state == DeliveryState.DELIVERED
    assert len(_taken(to_the_crm, northvale)) == 1


def test_a_program_that_is_too_slow_is_tried_again(client, northvale, to_the_crm, queue):
    _set_up(northvale, to_the_crm, timeout_seconds=0.2)
    to_the_crm.control(slow={"seconds": 1.0, "times": 1})

    hand_in(client)
    queue.run_all(at_most=30)

    with acting_for(northvale.id):
        problems = list(
            DeliveryAttempt.objects.order_by("number").values_list("problem", flat=True)
        )
    assert problems[0] == "No answer: ReadTimeout."


def test_a_program_that_refuses_needs_a_person(client, northvale, to_the_crm, queue):
    to_the_crm.control(refuse=True)

    hand_in(client)
    queue.run_all()

    delivery = _delivery(northvale)
    assert (delivery.state, delivery.problem) == (DeliveryState.GAVE_UP, "Answered 400.")
    assert _taken(to_the_crm, northvale) == []


@pytest.mark.parametrize(
    ("secrets", "taken"),
    [(["crm-webhook-next"], 0), (["crm-webhook-next", "crm-webhook"], 1)],
)
def test_a_wrong_key_is_refused_and_one_being_replaced_is_not(
    client, northvale, to_the_crm, queue, secrets, taken
):
    _set_up(northvale, to_the_crm, secrets=secrets)

    hand_in(client)
    queue.run_all(at_most=20)

    assert len(_taken(to_the_crm, northvale)) == taken


def test_a_webhook_that_is_gone_waits_for_a_person_and_can_be_mended(
    client, northvale, to_the_crm, queue
):
    with acting_for(northvale.id):
        System.objects.update(is_active=False)
    hand_in(client)
    queue.run_all()
    delivery = _delivery(northvale)
    assert delivery.state == DeliveryState.UNROUTED

    with acting_for(northvale.id):
        System.objects.update(is_active=True)
        actions.route_again(actor=US, delivery_id=delivery.pk, now=clock.now())
    queue.run_all()

    assert _delivery(northvale).state == DeliveryState.DELIVERED
    assert len(_taken(to_the_crm, northvale)) == 1
