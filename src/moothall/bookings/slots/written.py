"""
What is written down of an activity: needs, sites, resources, hours, closures, in one statement.

A search asks for a few hundred small rows of six tables. As JSON of the database's own making they
come in one journey and are read at once; the same through rows of models took three times as long.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from math import hypot
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.bookings.models import Activity
from moothall.bookings.models.opening import RuleKind
from moothall.bookings.slots.cells import Timeline
from moothall.bookings.slots.facts import (
    Hours,
    Need,
    Otherwise,
    OwnHours,
    ResourceFact,
    Shut,
    SiteFact,
    Wish,
)

_WRITTEN = """
    WITH needs AS (
        SELECT * FROM bookings_requirement
        WHERE council_id = %(council)s AND activity_id = %(activity)s
    ), sites AS (
        SELECT * FROM bookings_site
        WHERE council_id = %(council)s AND withdrawn_at IS NULL
          AND (%(site)s::uuid IS NULL OR id = %(site)s)
    ), resources AS (
        SELECT * FROM bookings_resource
        WHERE council_id = %(council)s AND withdrawn_at IS NULL
          AND kind IN (SELECT kind FROM needs)
          AND (site_id IS NULL OR site_id IN (SELECT id FROM sites))
    ), owners AS (
        SELECT %(activity)s::uuid AS id UNION ALL
        SELECT id FROM sites UNION ALL SELECT id FROM resources
    )
    SELECT
        (SELECT json_agg(json_build_array(role, kind, skills, resource_keys, count) ORDER BY role)
         FROM needs),
        (SELECT json_agg(json_build_array(id, key, name, features, easting, northing, position))
         FROM sites),
        (SELECT json_agg(json_build_array(id, key, kind, site_id, skills, features, fits,
                                          active_from, active_until) ORDER BY position, key)
         FROM resources),
        (SELECT json_agg(json_build_array(coalesce(site_id, resource_id, activity_id), kind,
                                          weekdays, opens, closes, valid_from, valid_until,
                                          on_bank_holidays) ORDER BY id)
         FROM bookings_openingrule
         WHERE council_id = %(council)s
           AND coalesce(site_id, resource_id, activity_id) IN (SELECT id FROM owners)),
        (SELECT json_agg(json_build_array(coalesce(site_id, resource_id, activity_id), day_on,
                                          opens, closes) ORDER BY day_on, opens)
         FROM bookings_openingexception
         WHERE council_id = %(council)s AND day_on BETWEEN %(first)s AND %(last)s
           AND coalesce(site_id, resource_id, activity_id) IN (SELECT id FROM owners)),
        (SELECT json_agg(json_build_array(site_id, resource_id, activity_id, starts_at, ends_at))
         FROM bookings_closure
         WHERE council_id = %(council)s AND lifted_at IS NULL
           AND ends_at > %(begins)s AND starts_at < %(ends)s
           AND coalesce(site_id, resource_id, activity_id) IN (SELECT id FROM owners))
"""

Values = Sequence[Any]


@dataclass(frozen=True)
class Written:
    """What the council says of an activity, as far as it matters to a wish."""

    needs: tuple[Need, ...]
    sites: dict[UUID, SiteFact]
    resources: tuple[ResourceFact, ...]
    hours: dict[UUID, OwnHours]
    closures: tuple[Shut, ...]


def read_written(activity: Activity, timeline: Timeline, wish: Wish) -> Written:
    """Return what is written down of an activity between some days; one statement."""
    days = timeline.days_with_margin()
    given: dict[str, Any] = {
        "council": activity.council_id,
        "activity": activity.pk,
        "site": wish.site_id,
        "first": days[0],
        "last": days[-1],
        "begins": timeline.begins_at,
        "ends": timeline.ends_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, given)
        # Which of drivers and settings reads JSON already differs: text is read here.
        found = [_values(one) for one in cursor.fetchone() or ()]
    needs, sites, resources, rules, exceptions, closures = found
    needed = tuple(_need(*one) for one in needs)
    there = {site.id: site for site in (_site(wish, *one) for one in sites)}
    return Written(
        needs=needed,
        sites=there,
        resources=tuple(
            one
            for one in (_resource(*values) for values in resources)
            if any(need.is_met_by(one) for need in needed) and _will_do(one, there, wish)
        ),
        hours=_hours(rules, exceptions),
        closures=tuple(_shut(*one) for one in closures),
    )


def _values(sent: Any) -> list[Values]:
    read: list[Values] = json.loads(sent) if isinstance(sent, str | bytes) else sent
    return read or []


def _need(role: str, kind: str, skills: Values, keys: Values, count: int) -> Need:
    return Need(role, kind, frozenset(skills), frozenset(keys), count)


def _site(wish: Wish, pk: str, key: str, name: dict[str, str], *rest: Any) -> SiteFact:
    features, easting, northing, position = rest
    distance = None
    if wish.near is not None and easting is not None:
        distance = hypot(easting - wish.near[0], northing - wish.near[1])
    return SiteFact(UUID(pk), key, name, frozenset(features), distance, position)


def _resource(pk: str, key: str, kind: str, site_id: str | None, *rest: Any) -> ResourceFact:
    skills, features, fits, begins, ends = rest
    return ResourceFact(
        id=UUID(pk),
        key=key,
        kind=kind,
        site_id=UUID(site_id) if site_id else None,
        skills=frozenset(skills),
        features=frozenset(features),
        fits=fits,
        active_from=_day(begins),
        active_until=_day(ends),
    )


def _will_do(resource: ResourceFact, sites: dict[UUID, SiteFact], wish: Wish) -> bool:
    if resource.fits is not None and resource.fits < wish.party_size:
        return False
    if resource.site_id is None:
        return True
    return wish.features <= resource.features | sites[resource.site_id].features


def _hours(rules: Sequence[Values], exceptions: Sequence[Values]) -> dict[UUID, OwnHours]:
    by_rule: defaultdict[str, list[Hours]] = defaultdict(list)
    for owner, kind, weekdays, opens, closes, begins, ends, on_bank_holidays in rules:
        by_rule[owner].append(
            Hours(
                kind == RuleKind.BREAK,
                tuple(weekdays),
                time.fromisoformat(opens),
                time.fromisoformat(closes),
                _day(begins),
                _day(ends),
                on_bank_holidays,
            )
        )
    by_day: defaultdict[str, list[Otherwise]] = defaultdict(list)
    for owner, day, opens, closes in exceptions:
        by_day[owner].append(Otherwise(date.fromisoformat(day), _clock(opens), _clock(closes)))
    return {
        UUID(owner): OwnHours(tuple(by_rule[owner]), tuple(by_day[owner]))
        for owner in by_rule.keys() | by_day.keys()
    }


def _shut(*values: Any) -> Shut:
    *owner, starts_at, ends_at = values
    site, resource, activity = (UUID(one) if one else None for one in owner)
    return Shut(
        site,
        resource,
        activity,
        datetime.fromisoformat(starts_at),
        datetime.fromisoformat(ends_at),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _clock(value: str | None) -> time | None:
    return time.fromisoformat(value) if value else None
