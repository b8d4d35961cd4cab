"""
Contacts counted: by channel, service, outcome, reason or employee, for one council and a span.

Everything is counted from the interactions themselves at the moment of asking, so that a figure
and the contacts behind it can never disagree.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.cases.channels import Channel
from moothall.cases.contact.words import Avoidable, Outcome
from moothall.cases.queries.touch import interactions_by_id
from moothall.cases.rows import InteractionRow
from moothall.cases.supervising.models import DeskCost
from moothall.cases.supervising.rows import CallFigures, Cost, CostRow, FigureRow

#: Somebody who is in touch again about the same within so many days was not helped the first time.
AGAIN_WITHIN = timedelta(days=14)
#: What a call that is answered soon waits at most.
SOON = timedelta(seconds=20)
LONGEST_SPAN = timedelta(days=366)
MOST_BEHIND = 200


class Of(StrEnum):
    """What contacts are counted by."""

    CHANNEL = "channel"
    SERVICE = "service"
    OUTCOME = "outcome"
    REASON = "reason"
    AGENT = "agent"


class Which(StrEnum):
    """Which of the contacts behind a figure are listed."""

    ALL = "all"
    AVOIDABLE = "avoidable"
    REPEATED = "repeated"
    NOT_RESOLVED = "not_resolved"


@dataclass(frozen=True)
class Span:
    """The contacts of one council from a moment to another, the latter not included."""

    council_id: int
    start: datetime
    end: datetime


_KEYS = {
    Of.CHANNEL: "c.channel",
    Of.SERVICE: "coalesce(c.service_type_id, of_case.service_type_id)::text",
    Of.OUTCOME: "c.outcome",
    Of.REASON: "c.avoidable_reason",
    Of.AGENT: "CASE WHEN c.logged_by_kind = 'staff' THEN c.logged_by_identifier ELSE '' END",
}
_NAMES = {
    Of.SERVICE: "max(service.name)",
    Of.AGENT: "max(CASE WHEN c.logged_by_kind = 'staff' THEN c.logged_by_name ELSE '' END)",
}

_SAME = """
    SELECT 1 FROM cases_interaction o
    WHERE o.council_id = i.council_id AND o.person_id = i.person_id AND o.direction = 'inbound'
      AND o.id <> i.id AND {when}
      AND (o.service_type_id = i.service_type_id OR o.case_id = i.case_id)
"""
_LATER = _SAME.format(
    when="o.happened_at > i.happened_at AND o.happened_at <= i.happened_at + %(again)s"
)
_EARLIER = _SAME.format(
    when="o.happened_at < i.happened_at AND o.happened_at >= i.happened_at - %(again)s"
)
_COUNTED = f"""
    SELECT i.*, i.avoidable_reason NOT IN ('', 'not_avoidable') AS is_avoidable,
           i.person_id IS NOT NULL AND i.outcome NOT IN ('', 'passed_on', 'unfinished')
             AND i.happened_at < %(judged_before)s AS is_judged,
           NOT EXISTS ({_LATER}) AS is_resolved,
           EXISTS ({_EARLIER}) AS is_repeated
    FROM cases_interaction i
    WHERE i.council_id = %(council)s AND i.direction = 'inbound'
      AND i.happened_at >= %(start)s AND i.happened_at < %(end)s
"""  # noqa: S608 - names of our own
_JOINED = f"""
    FROM ({_COUNTED}) c
    LEFT JOIN cases_case of_case
      ON of_case.council_id = c.council_id AND of_case.id = c.case_id
    LEFT JOIN councils_servicetype service
      ON service.council_id = c.council_id
      AND service.id = coalesce(c.service_type_id, of_case.service_type_id)
"""
_FIGURES = f"""
    SELECT coalesce({{key}}, ''), coalesce({{name}}, ''), count(*),
           count(*) FILTER (WHERE c.avoidable_reason <> ''),
           count(*) FILTER (WHERE c.is_avoidable),
           count(c.handling_seconds),
           coalesce(sum(c.handling_seconds + coalesce(c.wrap_up_seconds, 0)), 0),
           count(*) FILTER (WHERE c.is_judged),
           count(*) FILTER (WHERE c.is_judged AND c.is_resolved),
           count(*) FILTER (WHERE c.is_repeated)
    {_JOINED}
    GROUP BY 1 ORDER BY 3 DESC, 1
"""
_WHICH = {
    Which.ALL: "true",
    Which.AVOIDABLE: "c.is_avoidable",
    Which.REPEATED: "c.is_repeated",
    Which.NOT_RESOLVED: "c.is_judged AND NOT c.is_resolved",
}
_BEHIND = f"""
    SELECT c.id {_JOINED}
    WHERE coalesce({{key}}, '') = %(key)s AND {{which}}
    ORDER BY c.happened_at DESC, c.id DESC LIMIT {MOST_BEHIND}
"""
_CALLS = """
    SELECT count(*), count(c.answered_at),
           count(*) FILTER (WHERE c.answered_at - c.rang_at <= %(soon)s),
           count(*) FILTER (WHERE c.answered_at IS NULL AND c.ended_at IS NOT NULL),
           extract(epoch FROM avg(c.answered_at - c.rang_at)),
           extract(epoch FROM max(coalesce(c.answered_at, c.ended_at) - c.rang_at))
    FROM cases_call c
    WHERE c.council_id = %(council)s AND c.direction = 'inbound'
      AND c.first_told_at >= %(start)s AND c.first_told_at < %(end)s
"""
_COST = """
    SELECT t.channel, count(*), coalesce(sum(t.seconds), 0),
           coalesce(sum(t.seconds * t.pence_per_hour / 3600.0), 0)
    FROM (
        SELECT i.channel,
               coalesce(i.handling_seconds, 0) + coalesce(i.wrap_up_seconds, 0) AS seconds,
               (SELECT p.pence_per_hour FROM cases_deskcost p
                WHERE p.council_id = i.council_id AND p.from_on <= i.happened_at::date
                ORDER BY p.from_on DESC LIMIT 1) AS pence_per_hour
        FROM cases_interaction i
        WHERE i.council_id = %(council)s AND i.logged_by_kind = 'staff'
          AND i.happened_at >= %(start)s AND i.happened_at < %(end)s
    ) t
    GROUP BY t.channel ORDER BY 2 DESC, 1
"""


def figures(span: Span, of: Of, *, now: datetime) -> list[FigureRow]:
    """
    Return what is counted of a council's contacts, by what they have in common; one query.

    Whether a contact was enough is only judged of somebody known, once there was time to come back.
    """
    sql = _FIGURES.format(key=_KEYS[of], name=_NAMES.get(of, "''"))
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(span, now))
        rows = cursor.fetchall()
    return [
        FigureRow(
            key=key,
            name=name or _word(of, key),
            contacts=contacts,
            coded=coded,
            avoidable=avoidable,
            timed=timed,
            seconds=int(seconds),
            judged=judged,
            resolved=resolved,
            repeated=repeated,
        )
        for (
            key, name, contacts, coded, avoidable, timed, seconds, judged, resolved, repeated,
        ) in rows
    ]  # fmt: skip


def total_of(rows: list[FigureRow]) -> FigureRow:
    """Return several figures as one."""
    added = ("contacts", "coded", "avoidable", "timed", "seconds", "judged", "resolved", "repeated")
    return FigureRow(
        key="", name="", **{name: sum(getattr(row, name) for row in rows) for name in added}
    )


def contacts_behind(
    span: Span, of: Of, key: str, which: Which, *, now: datetime
) -> list[InteractionRow]:
    """Return the contacts that a figure counts, newest first, at most 200; two queries."""
    sql = _BEHIND.format(key=_KEYS[of], which=_WHICH[which])
    with connection.cursor() as cursor:
        cursor.execute(sql, {**_values(span, now), "key": key})
        ids: list[UUID] = [interaction_id for (interaction_id,) in cursor.fetchall()]
    return interactions_by_id(ids, council_id=span.council_id)


def call_figures(span: Span) -> CallFigures:
    """Return what became of the calls that came in; one query."""
    values: dict[str, Any] = {**_moments(span), "soon": SOON}
    with connection.cursor() as cursor:
        cursor.execute(_CALLS, values)
        [(offered, answered, soon, given_up, mean_wait, longest_wait)] = cursor.fetchall()
    return CallFigures(
        offered=offered,
        answered=answered,
        soon=soon,
        given_up=given_up,
        mean_wait=None if mean_wait is None else float(mean_wait),
        longest_wait=None if longest_wait is None else float(longest_wait),
    )


def cost(span: Span) -> Cost:
    """Return what a council's own contacts took and cost it, by channel; two queries."""
    values = _moments(span)
    with connection.cursor() as cursor:
        cursor.execute(_COST, values)
        rows = cursor.fetchall()
    prices = DeskCost.objects.filter(council_id=span.council_id).order_by("-from_on")
    return Cost(
        rows=tuple(
            CostRow(
                channel=str(Channel(channel).label),
                contacts=contacts,
                seconds=int(seconds),
                pence=round(pence),
            )
            for channel, contacts, seconds, pence in rows
        ),
        prices=tuple(prices.values_list("from_on", "pence_per_hour")),
    )


def _moments(span: Span) -> dict[str, Any]:
    return {"council": span.council_id, "start": span.start, "end": span.end}


def _values(span: Span, now: datetime) -> dict[str, Any]:
    return {
        **_moments(span),
        "again": AGAIN_WITHIN,
        "judged_before": now - AGAIN_WITHIN,
    }


def _word(of: Of, key: str) -> str:
    """Return a key in words where it is a word of ours."""
    words = {Of.CHANNEL: Channel, Of.OUTCOME: Outcome, Of.REASON: Avoidable}.get(of)
    return str(words(key).label) if words and key else ""
