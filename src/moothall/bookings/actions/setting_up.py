"""Writing down what can be booked: sites, resources, activities and their hours."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.models import (
    Activity,
    OpeningException,
    OpeningRule,
    Requirement,
    Resource,
    Site,
    VideoChoice,
)
from moothall.bookings.video.ports import video_providers
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require

M = TypeVar("M", Site, Resource, Activity)
Owner = Site | Resource | Activity
Values = Mapping[str, Any]


@transaction.atomic
def apply_site(*, actor: Actor, council_id: int, key: str, values: Values, now: datetime) -> Site:
    """Write a site down, new or as it is now; `values` are the model's fields by name."""
    require(policies.can_set_up_diary(actor, council_id))
    return _apply(Site, actor, council_id, key, values, now=now)


@transaction.atomic
def apply_resource(
    *, actor: Actor, council_id: int, key: str, site: str, values: Values, now: datetime
) -> Resource:
    """
    Write a resource down, new or as it is now, at a site named by its key, or at none.

    :raises NotFound: if there is no such site
    """
    require(policies.can_set_up_diary(actor, council_id))
    at = _by_key(Site, council_id, site).pk if site else None
    return _apply(Resource, actor, council_id, key, {**values, "site_id": at}, now=now)


@transaction.atomic
def apply_activity(
    *,
    actor: Actor,
    council_id: int,
    key: str,
    values: Values,
    needs: Sequence[Values],
    now: datetime,
) -> Activity:
    """Write an activity down, new or as it is now, with what must coincide for it."""
    require(policies.can_set_up_diary(actor, council_id))
    activity = _apply(Activity, actor, council_id, key, values, now=now)
    rows = [Requirement(council_id=council_id, activity=activity, **need) for need in needs]
    Requirement.objects.filter(activity_id=activity.pk).delete()
    Requirement.objects.bulk_create(rows)
    return activity


@transaction.atomic
def set_hours(*, actor: Actor, owner: Owner, rules: Sequence[Values], now: datetime) -> None:
    """Let these be all the rules of opening of a site, a resource or an activity."""
    require(policies.can_set_up_diary(actor, owner.council_id))
    mine = _owned_by(owner)
    OpeningRule.objects.filter(**mine).delete()
    OpeningRule.objects.bulk_create(
        OpeningRule(council_id=owner.council_id, **mine, **rule) for rule in rules
    )
    audit.record(actor=actor, verb="opening.set", subject=owner, now=now)


@transaction.atomic
def set_day(
    *, actor: Actor, owner: Owner, day: date, hours: Sequence[Values], now: datetime
) -> None:
    """Let a day have these hours instead of those of its rules; one without hours shuts it."""
    require(policies.can_set_up_diary(actor, owner.council_id))
    mine = _owned_by(owner)
    OpeningException.objects.filter(**mine, day_on=day).delete()
    OpeningException.objects.bulk_create(
        OpeningException(council_id=owner.council_id, day_on=day, **mine, **one) for one in hours
    )
    audit.record(
        actor=actor, verb="opening.day-set", subject=owner, now=now, detail={"on": str(day)}
    )


@transaction.atomic
def choose_video(
    *, actor: Actor, council_id: int, provider: str, options: Mapping[str, str], now: datetime
) -> VideoChoice:
    """
    Choose who gives a council's video calls their rooms; calls that have a room keep it.

    :raises LookupError: if there is no such provider
    :raises ValueError: naming what its settings lack
    """
    require(policies.can_set_up_diary(actor, council_id))
    video_providers.get(provider).options.read(options)
    choice, _is_new = VideoChoice.objects.update_or_create(
        council_id=council_id, defaults={"provider": provider, "options": dict(options)}
    )
    audit.record(actor=actor, verb="video.chosen", subject=choice, now=now)
    return choice


def _apply(
    model: type[M], actor: Actor, council_id: int, key: str, values: Values, *, now: datetime
) -> M:
    row, is_new = model.objects.update_or_create(
        council_id=council_id, key=key, defaults={**values, "withdrawn_at": None}
    )
    word = model._meta.model_name
    verb = f"{word}.added" if is_new else f"{word}.changed"
    audit.record(actor=actor, verb=verb, subject=row, now=now)
    return row


def _by_key(model: type[M], council_id: int, key: str) -> M:
    row = model.objects.filter(council_id=council_id, key=key).first()
    if row is None:
        raise NotFound(f"This council has no {model._meta.model_name} {key!r}.")
    return row


def _owned_by(owner: Owner) -> dict[str, UUID]:
    word = str(owner._meta.model_name)
    return {f"{word}_id": owner.pk}
