"""All writes to rounds: they come from a council's file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection, transaction

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.verticals.waste.models import CollectionRound, PropertyRound

#: Properties stand in the gazetteer; a rule by postcode puts those that a council lists on a round.
_ASSIGN_BY_POSTCODE = """
    INSERT INTO waste_propertyround (id, council_id, uprn, round_id)
    SELECT gen_random_uuid(), %s, uprn, %s FROM places_address
    WHERE custodian_code = %s AND is_offered AND postcode ^@ %s
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, kw_only=True)
class RoundInput:
    """A round as a council's file gives it."""

    slug: str
    name: str
    container: str
    anchor_on: date
    every_weeks: int
    ends_at: time
    report_days: int
    moved: Mapping[str, str | None]


@transaction.atomic
def replace_rounds(
    *,
    actor: Actor,
    council_id: int,
    rounds: Sequence[RoundInput],
    by_postcode: Sequence[tuple[str, Sequence[str]]] = (),
    by_property: Iterable[tuple[int, str]] = (),
    now: datetime,
) -> int:
    """
    Replace a council's rounds and the properties on them; return how many properties times rounds.

    `by_postcode` puts all properties of a district (QX1) or sector (QX1 2) on rounds, by slug;
    `by_property` puts a single UPRN on a round.

    :raises LookupError: if a rule names a round that is not listed
    """
    require(actor.may("settings.edit", council_id))
    ids: dict[str, UUID] = {}
    for given in rounds:
        row, _ = CollectionRound.objects.update_or_create(
            council_id=council_id,
            slug=given.slug,
            defaults={
                "name": given.name,
                "container": given.container,
                "anchor_on": given.anchor_on,
                "every_weeks": given.every_weeks,
                "ends_at": given.ends_at,
                "report_days": given.report_days,
                "moved": dict(given.moved),
            },
        )
        ids[given.slug] = row.pk
    PropertyRound.objects.filter(council_id=council_id).delete()
    CollectionRound.objects.filter(council_id=council_id).exclude(slug__in=ids).delete()
    _assign(council_id, ids, by_postcode)
    PropertyRound.objects.bulk_create(
        (
            PropertyRound(council_id=council_id, uprn=uprn, round_id=_round(ids, slug))
            for uprn, slug in by_property
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )
    first = CollectionRound.objects.filter(council_id=council_id).first()
    count = PropertyRound.objects.filter(council_id=council_id).count()
    if first is not None:
        detail = {"rounds": len(ids), "properties": count}
        audit.record(actor=actor, verb="rounds.replaced", subject=first, now=now, detail=detail)
    return count


def _assign(
    council_id: int, ids: Mapping[str, UUID], rules: Sequence[tuple[str, Sequence[str]]]
) -> None:
    custodian = council_by_id(council_id).custodian_code
    for beginning, slugs in rules:
        written = beginning.upper() if " " in beginning else f"{beginning.upper()} "
        for slug in slugs:
            with connection.cursor() as cursor:
                cursor.execute(
                    _ASSIGN_BY_POSTCODE, [council_id, _round(ids, slug), custodian, written]
                )


def _round(ids: Mapping[str, UUID], slug: str) -> UUID:
    if slug not in ids:
        raise LookupError(f"there is no round {slug!r}")
    return ids[slug]
