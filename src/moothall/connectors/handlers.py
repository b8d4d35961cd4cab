"""What the connectors do when they hear of something."""

from moothall.cases.events import CaseOpened
from moothall.cases.queries import needs_of_case
from moothall.connectors import actions
from moothall.connectors.events import DeliveryGaveUp
from moothall.connectors.models import Delivery
from moothall.councils.queries import council_by_id
from moothall.eforms.events import SubmissionAccepted
from moothall.kernel.actors import system
from moothall.notifications.actions import send_message
from moothall.notifications.events import MessageFailed, MessageSent
from moothall.people.needs import NO_NEEDS


def on_case_opened_route_delivery(event: CaseOpened) -> None:
    """Hand the new case to the systems that its routes name."""
    actions.route_case(
        actor=system("connectors.route"), case_id=event.case_id, now=event.occurred_at
    )


def on_submission_accepted_queue_destinations(event: SubmissionAccepted) -> None:
    """Give what was handed in to the destinations that the form names."""
    actions.queue_destinations(
        actor=system("connectors.route"), submission_id=event.submission_id, now=event.occurred_at
    )


def on_message_sent_note_arrival(event: MessageSent) -> None:
    """Take what the email carrier has taken as delivered."""
    if event.about_type == actions.ABOUT_POST:
        actions.settle_post(
            actor=system("connectors.deliver"), attempt_id=event.about_id, now=event.occurred_at
        )


def on_message_failed_note_failure(event: MessageFailed) -> None:
    """Give a message that reaches no office to a person, even if the carrier first took it."""
    if event.about_type == actions.ABOUT_POST:
        actions.settle_post(
            actor=system("connectors.deliver"),
            attempt_id=event.about_id,
            problem=event.problem or "The message could not be delivered.",
            now=event.occurred_at,
        )


def on_delivery_gave_up_tell_the_team(event: DeliveryGaveUp) -> None:
    """Tell the team that owns the system, or the case where there is none, once each time."""
    delivery = Delivery.objects.select_related("system__owner_team", "case__team").get(
        pk=event.delivery_id
    )
    team = delivery.system.owner_team if delivery.system else delivery.case.team
    council = council_by_id(event.council_id)
    send_message(
        actor=system("connectors.alert"),
        council_id=event.council_id,
        template="connectors.delivery_gave_up",
        channel="email",
        to=team.email,
        language="en",
        context={
            "reference": delivery.case.reference,
            "system": delivery.system.name if delivery.system else delivery.label or "no system",
            "problem": delivery.problem,
            "needs": needs_of_case(delivery.case_id).in_english,
            "link": f"{council.url}/workspace/cases/{delivery.case.reference}/",
        },
        dedupe_key=f"delivery-gave-up:{delivery.pk}:{delivery.attempts}",
        about_type=actions.ABOUT_DELIVERY,
        about_id=delivery.pk,
        now=event.occurred_at,
        needs=NO_NEEDS,
    )
