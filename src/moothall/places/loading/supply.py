"""The files of a supply: which format they are in, and their rows one after another."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from moothall.places.gazetteers import flat, premium
from moothall.places.gazetteers.record import SupplyRefused

PREMIUM, PREMIUM_BY_KIND, PLUS, CORE = "premium", "premium-by-kind", "plus", "core"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEADER_WIDTH = 9


@dataclass(frozen=True)
class SupplyFile:
    """One file of a supply and what its beginning says of it."""

    path: Path
    format: str
    size: int
    columns: tuple[str, ...] = ()
    has_column_names: bool = False
    is_change_only: bool = False
    supplied_on: date | None = None
    volume: int = 0
    series: str = ""


@dataclass
class Place:
    """How far into a file reading has come: the byte after a row, and its line."""

    offset: int = 0
    line: int = 0


def inspect(path: Path) -> SupplyFile:
    """
    Return what the first row of a file says of it.

    :raises SupplyRefused: if it is not a file of addresses in a format that is known
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SupplyRefused(f"{path} cannot be read: {error.strerror}.") from error
    with path.open("rb") as file:
        if b"\x00" in file.read(4096):
            raise SupplyRefused(f"{path.name} is not a CSV file: it has bytes that text never has.")
    first: list[str] = next(rows(path, Place(), lambda _: None), [])
    kind = first[0].strip() if first else ""
    if kind == str(premium.HEADER):
        return _premium(path, size, first)
    names = tuple(name.strip().upper() for name in first)
    if kind.upper() == "RECORD_IDENTIFIER":
        return SupplyFile(path, PREMIUM_BY_KIND, size, has_column_names=True, series="by kind")
    for format_, known in ((PLUS, flat.PLUS_COLUMNS), (CORE, flat.CORE_COLUMNS)):
        if set(known) <= set(names):
            return SupplyFile(path, format_, size, names, has_column_names=True, series=format_)
        if len(first) == len(known) and kind.isdecimal():
            return SupplyFile(path, format_, size, known, series=format_)
    if kind in premium.LAYOUTS or kind == str(premium.TRAILER):
        raise SupplyRefused(f"{path.name} does not begin with its header record (type 10).")
    raise SupplyRefused(
        f"{path.name} is not an address file in a known format: its first row is neither a header "
        "record (type 10) nor the column names of AddressBase Plus or Core."
    )


def rows(path: Path, place: Place, on_bad_text: Callable[[int], None]) -> Iterator[list[str]]:
    """
    Go through the rows of a file from a place on, and move the place along.

    Text that is not UTF-8 is read as Windows-1252, and told.

    :raises SupplyRefused: if it stops being CSV
    """
    with path.open("rb") as file:
        file.seek(place.offset)

        def lines() -> Iterator[str]:
            for raw in file:
                if not place.offset and raw.startswith(_BYTE_ORDER_MARK):
                    place.offset = len(_BYTE_ORDER_MARK)
                    raw = raw.removeprefix(_BYTE_ORDER_MARK)  # noqa: PLW2901
                place.offset += len(raw)
                place.line += 1
                try:
                    yield raw.decode()
                except UnicodeDecodeError:
                    on_bad_text(place.line)
                    yield raw.decode("cp1252", errors="replace")

        try:
            for row in csv.reader(lines()):
                if row:
                    yield row
        except csv.Error as error:
            raise SupplyRefused(
                f"{path.name} is not CSV from line {place.line} on: {error}."
            ) from error


def in_order(files: Sequence[SupplyFile]) -> list[SupplyFile]:
    """
    Return the files in the order in which they are to be read: by date, then by volume.

    :raises SupplyRefused: if they do not belong together
    """
    families = {file.format.split("-")[0] for file in files}
    if len(families) != 1:
        raise SupplyRefused("The files are in different formats: load each format by itself.")
    if len({file.is_change_only for file in files if file.format == PREMIUM}) > 1:
        raise SupplyRefused("A full supply and a change-only supply cannot be loaded as one.")
    return sorted(files, key=lambda file: (file.supplied_on or date.min, file.volume))


def checksum(files: Sequence[SupplyFile], options: str) -> str:
    """Return what tells this supply, with these options, from every other."""
    digest = hashlib.sha256(options.encode())
    for file in files:
        with file.path.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()


def _premium(path: Path, size: int, row: Sequence[str]) -> SupplyFile:
    if len(row) < _HEADER_WIDTH:
        raise SupplyRefused(f"{path.name} has a header record (type 10) that is too short.")
    try:
        supplied_on = date.fromisoformat(row[3])
        volume = int(row[4] or 0)
    except ValueError as error:
        raise SupplyRefused(
            f"{path.name} has a header record with a bad date or volume."
        ) from error
    return SupplyFile(
        path,
        PREMIUM,
        size,
        is_change_only=row[8].strip().upper() == "C",
        supplied_on=supplied_on,
        volume=volume,
        series=row[2].strip() or row[1].strip(),
    )
