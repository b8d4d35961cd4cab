"""The part `queues` of the section `bookings`: what people wait for by number, and where."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.models import Activity, QueueService, Site
from moothall.bookings.models.queueing import USUAL_MINUTES
from moothall.councils.setup import SetupContext
from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require


def apply_queue(context: SetupContext, one: Mapping[str, Any]) -> None:
    """
    Write down what people wait for at a site; what the file no longer names is withdrawn.

    :raises NotFound: if there is no such site, or no activity that a service names
    """
    apply_queue_services(
        actor=system("add_council"),
        council_id=context.council.id,
        site_key=one["site"],
        services=one["services"],
        now=context.now,
    )


@transaction.atomic
def apply_queue_services(
    *,
    actor: Actor,
    council_id: int,
    site_key: str,
    services: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    """
    Let these be all the services for which people wait at a site.

    :raises NotFound: if there is no such site, or no activity that a service names
    """
    require(policies.can_set_up_diary(actor, council_id))
    site = Site.objects.filter(key=site_key, withdrawn_at=None).first()
    if site is None:
        raise NotFound(f"This council has no site {site_key!r}.")
    _require_activities({key for one in services for key in one.get("activities", [])})
    kept = [one["key"] for one in services]
    QueueService.objects.filter(site=site, withdrawn_at=None).exclude(key__in=kept).update(
        withdrawn_at=now
    )
    for position, one in enumerate(services, start=1):
        QueueService.objects.update_or_create(
            council_id=council_id,
            site=site,
            key=one["key"],
            defaults={
                "name": one["name"],
                "letter": one["letter"],
                "minutes": one.get("minutes", USUAL_MINUTES),
                "takes_walk_ins": one.get("walk_in", True),
                "activity_keys": one.get("activities", []),
                "position": position,
                "withdrawn_at": None,
            },
        )
    audit.record(actor=actor, verb="queue.set-up", subject=site, now=now)


def _require_activities(keys: set[str]) -> None:
    there = Activity.objects.filter(key__in=keys).values_list("key", flat=True)
    if missing := keys - set(there):
        raise NotFound(f"This council has no activity {min(missing)!r}.")
