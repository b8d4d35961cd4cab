"""
An export: what is wanted, how much there is, and its pieces, made one after another as they go.

A file may be taken away by a slow line for many minutes, long after the page that began it. So no
transaction stays open for it, and no council in force: each piece asks for the next submissions by
where the last one ended, in the council's scope, and leaves that before it is given. One piece is
in memory at a time. See docs/decisions/data-out.md.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import translation

from moothall.councils.rows import CouncilRow
from moothall.eforms.becoming import OFFICE_LANGUAGE
from moothall.eforms.data_out.columns import about, cells_of, columns_of
from moothall.eforms.definition import Definition
from moothall.eforms.handing_over import document_of, withheld_of
from moothall.eforms.models import Submission
from moothall.eforms.queries import definition_of, definitions_of, number_of_version
from moothall.kernel.csv_cells import BYTE_ORDER_MARK, line_of
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for

#: Submissions of one piece: some hundred kilobytes, and a statement that takes milliseconds.
AT_ONCE = 500

#: Writes one submission; without its answers where they are withheld.
Writing = Callable[[Submission, bool], str]


class Layout(StrEnum):
    """How a file is laid out; the value is the ending of its name."""

    CSV = "csv"
    JSON_LINES = "jsonl"


CONTENT_TYPES = {
    Layout.CSV: "text/csv; charset=utf-8",
    Layout.JSON_LINES: "application/x-ndjson; charset=utf-8",
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants to take away: the council's days, both included; no version means all."""

    form: str
    since: date
    until: date
    layout: Layout
    versions: frozenset[int] = frozenset()
    with_sensitive: bool = False


@dataclass(frozen=True, kw_only=True)
class Export:
    """A file to be: its name, its kind, how many submissions it holds, and its pieces."""

    name: str
    content_type: str
    count: int
    pieces: Iterator[bytes]


def export_of(council: CouncilRow, wanted: Wanted) -> Export:
    """
    Return what is wanted of a council, whose scope must be in force.

    :raises NotFound: if it has no such form, or the form no such version
    """
    every = definitions_of(council.id, wanted.form)
    if strange := wanted.versions - every.keys():
        raise NotFound(f"There is no version {min(strange)} of the form {wanted.form!r}.")
    chosen = {
        number: found for number, found in every.items() if number in (wanted.versions or every)
    }
    rows = _rows(council, wanted, [version_id for version_id, _ in chosen.values()])
    head, write = _writing(council, wanted, every, chosen)
    return Export(
        name=f"{wanted.form}-{wanted.since}-to-{wanted.until}.{wanted.layout}",
        content_type=CONTENT_TYPES[wanted.layout],
        count=rows.count(),
        pieces=_pieces(council.id, rows, head, write),
    )


def start_of(day: date, council: CouncilRow) -> datetime:
    """Return the moment when a day begins where the council is."""
    return datetime.combine(day, time(tzinfo=ZoneInfo(council.time_zone)))


def _rows(council: CouncilRow, wanted: Wanted, version_ids: list[UUID]) -> QuerySet[Submission]:
    return Submission.objects.filter(
        council_id=council.id,
        version_id__in=version_ids,
        accepted_at__gte=start_of(wanted.since, council),
        accepted_at__lt=start_of(wanted.until + timedelta(days=1), council),
    )


def _pieces(
    council_id: int, rows: QuerySet[Submission], head: str, write: Writing
) -> Iterator[bytes]:
    """Give the file piece by piece; between two of them nothing is held but where it stands."""
    if head:
        yield head.encode()
    after: Submission | None = None
    while True:
        with acting_for(council_id), translation.override(OFFICE_LANGUAGE):
            found = list(_following(rows, after)[:AT_ONCE])
            hidden = withheld_of(found)
            text = "".join(write(one, one.pk in hidden) for one in found)
        if text:
            yield text.encode()
        if len(found) < AT_ONCE:
            return
        after = found[-1]


def _following(rows: QuerySet[Submission], after: Submission | None) -> QuerySet[Submission]:
    """Return the rows that come after one of them, by when they were handed in."""
    rows = rows.order_by("accepted_at", "pk")
    if after is None:
        return rows
    return rows.filter(
        Q(accepted_at__gt=after.accepted_at) | Q(pk__gt=after.pk),
        accepted_at__gte=after.accepted_at,
    )


def _writing(
    council: CouncilRow,
    wanted: Wanted,
    every: Mapping[int, tuple[UUID, Definition]],
    chosen: Mapping[int, tuple[UUID, Definition]],
) -> tuple[str, Writing]:
    """Return what a file begins with, and how it writes each submission."""
    with_sensitive = wanted.with_sensitive
    if wanted.layout is Layout.JSON_LINES:
        return "", lambda one, is_withheld: _as_json(
            one, with_sensitive=with_sensitive, is_withheld=is_withheld
        )
    definitions = [definition for _, definition in chosen.values()]
    columns = (
        *about(definitions),
        *columns_of(
            definitions,
            [definition for _, definition in every.values()],
            with_sensitive=with_sensitive,
        ),
    )
    zone = ZoneInfo(council.time_zone)
    head = BYTE_ORDER_MARK + line_of(columns)
    return head, lambda one, is_withheld: _as_csv(
        one, columns, zone, with_sensitive=with_sensitive, is_withheld=is_withheld
    )


def _as_json(submission: Submission, *, with_sensitive: bool, is_withheld: bool) -> str:
    document = document_of(submission, with_sensitive=with_sensitive, is_withheld=is_withheld)
    return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"


def _as_csv(
    submission: Submission,
    columns: tuple[str, ...],
    zone: ZoneInfo,
    *,
    with_sensitive: bool,
    is_withheld: bool,
) -> str:
    version_id = submission.version_id
    cells = {
        "submission.reference": submission.reference,
        "submission.handed-in-at": _local(submission.accepted_at, zone),
        "submission.version": str(number_of_version(version_id)),
        "submission.language": submission.language,
        "submission.channel": submission.channel,
        **cells_of(
            definition_of(version_id),
            {} if is_withheld else submission.answers,
            with_sensitive=with_sensitive,
        ),
    }
    if (signature := submission.signature) and not is_withheld:
        cells["submission.signed-by"] = f"{signature['name']}, {signature['email']}"
        cells["submission.signed-at"] = _local(datetime.fromisoformat(signature["at"]), zone)
    return line_of(cells.get(column, "") for column in columns)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
