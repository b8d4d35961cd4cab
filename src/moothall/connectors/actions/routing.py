"""A new case is given to the systems that its routes name."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.models import Case
from moothall.connectors import policies
from moothall.connectors.actions.destinations import address_again
from moothall.connectors.events import DeliveryGaveUp
from moothall.connectors.models import Delivery, Route
from moothall.connectors.routing import Fitting, NoRoute, fits
from moothall.connectors.tasks import deliver
from moothall.connectors.workflow import DeliveryState, require_transition
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.policies import require


@transaction.atomic
def route_case(*, actor: Actor, case_id: UUID, now: datetime) -> list[Delivery]:
    """
    Queue one delivery a system, by the first of its routes that fits; idempotent.

    A council without any system keeps its cases to itself. Where it has systems but no route
    fits, the delivery waits for a person: it is never taken as sent. A complaint about the work of
    a service is for people: the system that does the work is not asked to do it once more.
    """
    case = Case.objects.select_related("service_type").get(pk=case_id)
    if case.kind != case.service_type.case_kind:
        return []
    routes = _active_routes()
    chosen = _chosen(case, routes)
    if not chosen:
        return _unrouted(case, routes, now=now, actor=actor)
    return _queue(case, chosen, now=now, actor=actor)


@transaction.atomic
def route_again(*, actor: Actor, delivery_id: UUID, now: datetime) -> Delivery:
    """
    Look once more for a way for a case that had none, once somebody has mended the routes.

    The delivery that waited goes to the first system that takes the case now; should several take
    it, each of the others is given a delivery of its own.

    :raises TransitionNotAllowed: if the delivery has a system already
    :raises NoRoute: if still no route fits
    :raises NotPermitted: if the actor may not replay deliveries in this council
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    require(policies.can_replay_delivery(actor, delivery.council_id))
    require_transition(DeliveryState(delivery.state), DeliveryState.QUEUED)
    if delivery.system_id is not None:
        raise TransitionNotAllowed("This delivery has a system: replay it.")
    if delivery.destination:
        return address_again(delivery, actor=actor, now=now)
    case = Case.objects.select_related("service_type").get(pk=delivery.case_id)
    chosen = _chosen(case, _active_routes())
    if not chosen:
        raise NoRoute("Still no route of this service fits the case.")
    first, *others = chosen
    delivery.move_to(DeliveryState.QUEUED)
    delivery.system_id, delivery.route = first.system_id, first
    delivery.save()
    audit.record(actor=actor, verb="delivery.routed-again", subject=delivery, now=now)
    deliver.defer(council_id=case.council_id, delivery_id=str(delivery.pk))
    _queue(case, others, now=now, actor=actor)
    return delivery


def _active_routes() -> list[Route]:
    return list(
        Route.objects.filter(system__is_active=True)
        .select_related("system")
        .order_by("system__slug", "position")
    )


def _chosen(case: Case, routes: Sequence[Route]) -> list[Route]:
    """Return the first route of each system that fits the case."""
    facts = fitting(case)
    chosen: dict[UUID, Route] = {}
    for route in routes:
        if route.service_type == facts.service_type and fits(route.when, facts):
            chosen.setdefault(route.system_id, route)
    return list(chosen.values())


def _queue(case: Case, routes: Sequence[Route], *, now: datetime, actor: Actor) -> list[Delivery]:
    """Write a delivery and its job for each route whose system has none of this case yet."""
    known = set(Delivery.objects.filter(case=case).values_list("system_id", flat=True))
    fresh = [
        Delivery(
            council_id=case.council_id,
            case=case,
            system_id=route.system_id,
            route=route,
            state=DeliveryState.QUEUED,
            created_at=now,
        )
        for route in routes
        if route.system_id not in known
    ]
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


def _unrouted(
    case: Case, routes: Sequence[Route], *, now: datetime, actor: Actor
) -> list[Delivery]:
    is_expected = any(route.service_type == case.service_type.slug for route in routes)
    if not is_expected or Delivery.objects.filter(case=case, destination="").exists():
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
