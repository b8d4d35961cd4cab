"""Forgetting what was handed over, once its form's time of keeping is over."""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from moothall.connectors.actions.delivering import ABOUT_DELIVERY
from moothall.connectors.actions.posting import ABOUT_POST
from moothall.connectors.models import (
    Delivery,
    DeliveryAttempt,
    ExternalReference,
    ReceivedUpdate,
)
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.policies import require
from moothall.notifications.actions import forget_words


@transaction.atomic(savepoint=False)
def forget_attempts(*, actor: Actor, case_id: UUID) -> int:
    """
    Empty what the deliveries of a case sent and were answered.

    That it was sent, where to, when and with what success stays; return how many attempts it were.
    A problem goes too: systems put what they did not like into its words.
    """
    require(actor.kind is ActorKind.SYSTEM)
    deliveries = list(
        Delivery.objects.filter(case_id=case_id).order_by("pk").values_list("pk", flat=True)
    )
    attempts = DeliveryAttempt.objects.filter(delivery_id__in=deliveries)
    ids = list(attempts.values_list("pk", flat=True))
    forget_words(actor=actor, about_type=ABOUT_POST, about_ids=ids)
    forget_words(actor=actor, about_type=ABOUT_DELIVERY, about_ids=deliveries)
    return attempts.update(request="", answer="", problem="")


@transaction.atomic(savepoint=False)
def erase_deliveries(*, case_id: UUID) -> None:
    """
    Empty what was handed over of a case and what systems told of it (UK GDPR art 17).

    Where it went and when stays, and the number under which the system keeps its own record.
    """
    forget_attempts(actor=system("connectors.erase"), case_id=case_id)
    Delivery.objects.filter(case_id=case_id).update(problem="")
    named = ExternalReference.objects.filter(
        case_id=case_id, system_id=OuterRef("system_id"), reference=OuterRef("reference")
    )
    ReceivedUpdate.objects.filter(Exists(named)).update(description="", raw="", reason="")
