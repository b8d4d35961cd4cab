"""
Everything that changes places: taking in supplies of addresses and of boundaries.

These are not one transaction each, unlike other actions: a million addresses are read batch by
batch into staging, and only the last step, which shows them, is one.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from moothall.councils import queries as councils
from moothall.kernel.errors import Conflict
from moothall.places.gazetteers.record import SupplyRefused
from moothall.places.loading import boundaries as boundary_files
from moothall.places.loading import staging, supply
from moothall.places.loading.boundaries import BoundaryOptions
from moothall.places.loading.merging import merge
from moothall.places.loading.preparing import Preparer
from moothall.places.loading.reading import Progress, Reader
from moothall.places.loading.report import QualityReport
from moothall.places.models import Area, Load

#: Rows that are read or prepared between two commits.
BATCH = 50_000
_LOCK = 7_100_330


@dataclass(frozen=True)
class Loaded:
    """What became of a supply: the load, and whether there was anything left to do."""

    load: Load
    was_loaded_before: bool = False


def silently(step: str, done: int, of: int) -> None:
    """Tell nobody about progress."""


def load_addresses(
    *,
    paths: Sequence[Path],
    complete_for: Sequence[int] = (),
    now: datetime,
    progress: Progress = silently,
    batch: int = BATCH,
) -> Loaded:
    """
    Take in a supply of addresses, going on where an earlier attempt was stopped.

    :raises SupplyRefused: if a file is broken; nothing of the supply is taken in
    :raises Conflict: if another load is running
    """
    with _one_at_a_time():
        try:
            files = supply.in_order([supply.inspect(path) for path in paths])
        except SupplyRefused as refused:
            _refuse(Load(kind=Load.Kind.ADDRESSES, files=_names(paths), started_at=now), refused)
            raise
        options = {"complete_for": sorted(complete_for)}
        checksum = supply.checksum(files, json.dumps(options))
        if earlier := _loaded_before(files[0], checksum):
            return Loaded(earlier, was_loaded_before=True)
        load = _begin(files, checksum, options, now)
        try:
            _carry_out(load, files, complete_for, now, progress, batch)
        except SupplyRefused as refused:
            _refuse(load, refused)
            raise
        return Loaded(load)


def load_boundaries(*, path: Path, options: BoundaryOptions, now: datetime) -> Loaded:
    """
    Take in a file of boundaries, valid from a day on, beside those of other times.

    :raises SupplyRefused: if the file is broken or nothing in it can be used
    :raises Conflict: if another load is running
    """
    load = Load(
        kind=Load.Kind.BOUNDARIES,
        files=[str(path)],
        series=options.kind,
        options=options.as_json(),
        started_at=now,
    )
    with _one_at_a_time():
        try:
            data, checksum = boundary_files.read_file(path)
            load.checksum = checksum
            report = QualityReport()
            coming = list(boundary_files.boundaries(data, options, report))
            load.report = report.as_json()
            if not coming:
                raise SupplyRefused(f"Nothing in {path.name} can be used: see the report.")
        except SupplyRefused as refused:
            _refuse(load, refused)
            raise
        return _show_boundaries(load, coming, options, report, now)


@transaction.atomic
def _show_boundaries(
    load: Load,
    coming: Sequence[boundary_files.Boundary],
    options: BoundaryOptions,
    report: QualityReport,
    now: datetime,
) -> Loaded:
    present = list(Area.objects.select_for_update().filter(kind=options.kind).order_by("pk"))
    succession = boundary_files.succeed(coming, present, options)
    report.results = {
        "Areas added": len(succession.add),
        "Areas corrected": len(succession.correct),
        "Areas ended": len(succession.end),
        "Areas unchanged": succession.unchanged,
    }
    if not (succession.add or succession.correct or succession.end):
        earlier = Load.objects.filter(
            kind=Load.Kind.BOUNDARIES, state=Load.State.FINISHED, checksum=load.checksum
        ).last()
        if earlier is not None:
            return Loaded(earlier, was_loaded_before=True)
    load.state, load.finished_at, load.report = Load.State.FINISHED, now, report.as_json()
    load.save()
    for area_id, day in succession.end:
        Area.objects.filter(pk=area_id).update(valid_to=day)
    for area_id, boundary in succession.correct:
        Area.objects.filter(pk=area_id).update(load=load, **vars(boundary))
    Area.objects.bulk_create(
        Area(
            kind=options.kind, valid_from=options.valid_from, valid_to=end, load=load,
            **vars(boundary),
        )
        for boundary, end in succession.add
    )  # fmt: skip
    return Loaded(load)


def _carry_out(  # noqa: PLR0917 - private, in the order of its one caller
    load: Load,
    files: Sequence[supply.SupplyFile],
    complete_for: Sequence[int],
    now: datetime,
    progress: Progress,
    batch: int,
) -> None:
    if load.state == Load.State.READING:
        Reader(load, files, batch=batch, progress=progress).read()
        load.state = Load.State.PREPARING
        load.save(update_fields=["state"])
    custodians = {
        council.gss_code: council.custodian_code
        for council in councils.all_councils()
        if council.custodian_code is not None
    }
    Preparer(load, custodians, batch=batch, progress=progress).prepare()
    progress("showing", 0, 1)
    merge(load, complete_for=complete_for, now=now)
    progress("showing", 1, 1)
    with connection.cursor() as cursor:
        # Only the owner may; for the application's role it is a warning, and autovacuum follows.
        cursor.execute("ANALYZE places_address, places_street, places_streetname")


def _begin(
    files: Sequence[supply.SupplyFile], checksum: str, options: dict[str, list[int]], now: datetime
) -> Load:
    """Return the unfinished load of the same supply, or a new one that takes its place."""
    unfinished = Load.objects.filter(
        kind=Load.Kind.ADDRESSES, state__in=[Load.State.READING, Load.State.PREPARING]
    ).order_by("-pk")
    load = unfinished.filter(checksum=checksum).first()
    if load is not None and staging.count_records() >= load.position.get("staged", 0):
        return load
    with transaction.atomic():
        unfinished.update(state=Load.State.ABANDONED)
        staging.empty()
        return Load.objects.create(
            kind=Load.Kind.ADDRESSES,
            files=[str(file.path) for file in files],
            checksum=checksum,
            series=files[0].series,
            options=options,
            is_change_only=files[0].is_change_only,
            supplied_on=files[0].supplied_on,
            started_at=now,
        )


def _loaded_before(first: supply.SupplyFile, checksum: str) -> Load | None:
    """
    Return the load that took this supply in, if doing it again would change nothing.

    A change-only supply is never applied twice after the same full one; a full one may be, once
    something else of its series came after it.

    :raises SupplyRefused: if a change-only supply is older than what is there
    """
    finished = Load.objects.filter(
        kind=Load.Kind.ADDRESSES, state=Load.State.FINISHED, series=first.series
    ).order_by("-pk")
    last = finished.first()
    if last is None:
        return None
    if not first.is_change_only:
        return last if last.checksum == checksum else None
    last_full = finished.filter(is_change_only=False).first()
    since = finished.filter(pk__gte=last_full.pk) if last_full else finished
    if earlier := since.filter(checksum=checksum).first():
        return earlier
    if first.supplied_on and last.supplied_on and first.supplied_on < last.supplied_on:
        raise SupplyRefused(
            f"These changes are of {first.supplied_on}, older than the supply of "
            f"{last.supplied_on} that is already there: changes must be applied in order."
        )
    return None


def _refuse(load: Load, refused: SupplyRefused) -> None:
    """Keep a record that a supply was refused whole, and why; nothing of it stays."""
    load.state = Load.State.REFUSED
    load.report = {**load.report, "refused_whole": str(refused)}
    with transaction.atomic():
        staging.empty()
        load.save()


def _names(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """
    Let one load run at a time, as the staging tables are for one.

    The lock is the connection's own: when its process is killed, the server lets go of it.

    :raises Conflict: if another load is running
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Conflict("Another load of places is running. Wait until it is done.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
