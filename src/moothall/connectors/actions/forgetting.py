"""Forgetting what was handed over, once its form's time of keeping is over."""

from uuid import UUID

from django.db import transaction

from moothall.connectors.actions.delivering import ABOUT_DELIVERY
from moothall.connectors.actions.posting import ABOUT_POST
from moothall.connectors.models import Delivery, DeliveryAttempt
from moothall.kernel.actors import Actor, ActorKind
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
