"""Taking a submission to an office by email: the message's own machinery does the rest."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.queries import needs_of_case
from moothall.connectors.actions.delivering import FINISHED, note_failure
from moothall.connectors.actions.destinations import destination_of
from moothall.connectors.models import Delivery, DeliveryAttempt
from moothall.connectors.workflow import DeliveryState
from moothall.councils.queries import council_by_id, teams
from moothall.eforms.handing_over import LANGUAGE, lines_of
from moothall.eforms.queries import definition_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.notifications.actions import send_message
from moothall.notifications.queries import confirmed_addresses
from moothall.people.needs import NO_NEEDS

ABOUT_POST = "connectors.deliveryattempt"


@transaction.atomic
def post_to_office(*, actor: Actor, delivery_id: UUID, now: datetime) -> Delivery | None:
    """
    Leave a message to the office that reads this form, or nothing if that was done.

    One transaction is enough: the message is a row, and its carrier is called by others. Where it
    goes is looked up now, so that what failed goes to the address that was put right.
    """
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("submission")
        .filter(pk=delivery_id)
        .first()
    )
    if delivery is None or DeliveryState(delivery.state) in FINISHED:
        return None
    delivery.start_attempt(lease_until=now)
    attempt = DeliveryAttempt.objects.create(
        council_id=delivery.council_id, delivery=delivery, number=delivery.attempts, started_at=now
    )
    address = _address_of(delivery)
    if problem := _obstacle(delivery, address):
        _end(attempt, problem, now=now)
        note_failure(delivery, problem, actor=actor, now=now)
    else:
        delivery.move_to(DeliveryState.POSTED)
        _send(delivery, attempt, address, actor=actor, now=now)
    delivery.save()
    return delivery


def _obstacle(delivery: Delivery, address: str) -> str:
    """Say why nothing can be sent, or nothing if it can."""
    if delivery.submission is not None and delivery.submission.removed_at is not None:
        return "The answers were removed, as the form promised."
    if address not in confirmed_addresses(delivery.council_id):
        return f"Nobody at {address or 'this team'} has agreed yet to get forms."
    return ""


@transaction.atomic
def settle_post(*, actor: Actor, attempt_id: UUID, problem: str = "", now: datetime) -> None:
    """
    Write down what became of a message to an office; told twice, or too late, it changes nothing.

    A message that the carrier took may come back: its delivery then needs a person after all.
    """
    attempt = DeliveryAttempt.objects.select_related("delivery").filter(pk=attempt_id).first()
    if attempt is None:
        return
    delivery = Delivery.objects.select_for_update().get(pk=attempt.delivery_id)
    if attempt.number != delivery.attempts or not _is_news(delivery, problem):
        return
    _end(attempt, problem, now=now)
    if problem:
        note_failure(delivery, problem, actor=actor, now=now)
    else:
        delivery.move_to(DeliveryState.MAILED)
        delivery.delivered_at = now
        audit.record(actor=actor, verb="delivery.mailed", subject=delivery, now=now)
    delivery.save()


def _is_news(delivery: Delivery, problem: str) -> bool:
    if delivery.state == DeliveryState.MAILED:
        return bool(problem)
    return delivery.state == DeliveryState.POSTED


def _end(attempt: DeliveryAttempt, problem: str, *, now: datetime) -> None:
    attempt.ended_at, attempt.succeeded, attempt.problem = now, not problem, problem[:500]
    attempt.save(update_fields=["ended_at", "succeeded", "problem"])


def _address_of(delivery: Delivery) -> str:
    destination = destination_of(delivery)
    if destination is None:
        return ""
    found = {team.slug: team.email for team in teams(delivery.council_id)}
    return (destination.to or found.get(destination.team, "")).strip().lower()


def _send(
    delivery: Delivery, attempt: DeliveryAttempt, address: str, *, actor: Actor, now: datetime
) -> None:
    """Write the message; its subject names the form and the case, and nothing of the person."""
    submission = delivery.submission
    definition = definition_of(submission.version_id)
    council = council_by_id(delivery.council_id)
    send_message(
        actor=actor,
        council_id=delivery.council_id,
        template="connectors.form_handed_in",
        channel="email",
        to=address,
        language=LANGUAGE,
        context={
            "form": definition.title.within(LANGUAGE),
            "reference": submission.reference,
            "answers": "\n\n".join(lines_of(submission)),
            "needs": needs_of_case(submission.case_id).in_english,
            "link": f"{council.url}/workspace/cases/{submission.reference}/",
        },
        dedupe_key=f"destination:{attempt.pk}",
        about_type=ABOUT_POST,
        about_id=attempt.pk,
        now=now,
        needs=NO_NEEDS,
    )
