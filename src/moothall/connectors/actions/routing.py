"""A new case is given to the systems that its routes name."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.models import Case
from moothall.connectors.events import DeliveryGaveUp
from moothall.connectors.models import Delivery, Route
from moothall.connectors.routing import Fitting, fits
from moothall.connectors.tasks import deliver
from moothall.connectors.workflow import DeliveryState
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor


@transaction.atomic
def route_case(*, actor: Actor, case_id: UUID, now: datetime) -> list[Delivery]:
    """
    Queue one delivery a system, by the first of its routes that fits; idempotent.

    A council without any system keeps its cases to itself. Where it has systems but no route
    fits, the delivery waits for a person: it is never taken as sent.
    """
    case = Case.objects.select_related("service_type").get(pk=case_id)
    routes = list(
        Route.objects.filter(system__is_active=True)
        .select_related("system")
        .order_by("system__slug", "position")
    )
    facts = fitting(case)
    chosen: dict[UUID, Route] = {}
    for route in routes:
        if route.service_type == facts.service_type and fits(route.when, facts):
            chosen.setdefault(route.system_id, route)
    deliveries = [
        Delivery(
            council_id=case.council_id,
            case=case,
            system_id=route.system_id,
            route=route,
            state=DeliveryState.QUEUED,
            created_at=now,
        )
        for route in chosen.values()
    ]
    if not deliveries:
        return _unrouted(case, routes, now=now, actor=actor)
    known = set(Delivery.objects.filter(case=case).values_list("system_id", flat=True))
    fresh = [delivery for delivery in deliveries if delivery.system_id not in known]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    for delivery in fresh:
        deliver.defer(council_id=case.council_id, delivery_id=str(delivery.pk))
        audit.record(actor=actor, verb="delivery.queued", subject=delivery, now=now)
    return fresh


def fitting(case: Case) -> Fitting:
    """Return what routes may look at in a case."""
    return Fitting(
        service_type=case.service_type.slug,
        details={detail.key: detail.code or detail.value for detail in case.particulars},
    )


def _unrouted(case: Case, routes: list[Route], *, now: datetime, actor: Actor) -> list[Delivery]:
    is_expected = any(route.service_type == case.service_type.slug for route in routes)
    if not is_expected or Delivery.objects.filter(case=case).exists():
        return []
    delivery = Delivery.objects.create(
        council_id=case.council_id,
        case=case,
        state=DeliveryState.UNROUTED,
        problem="No route of this service fits the case.",
        created_at=now,
    )
    audit.record(actor=actor, verb="delivery.unrouted", subject=delivery, now=now)
    outbox.publish(
        DeliveryGaveUp(
            council_id=case.council_id, case_id=case.pk, delivery_id=delivery.pk, occurred_at=now
        )
    )
    return [delivery]
