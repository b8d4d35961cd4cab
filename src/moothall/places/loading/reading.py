"""The first step of a load: every row is checked and put into staging, batch by batch."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from moothall.places.gazetteers import flat, premium
from moothall.places.gazetteers.record import Record, RowRefused, SupplyRefused
from moothall.places.loading import staging
from moothall.places.loading.report import QualityReport
from moothall.places.loading.supply import CORE, PLUS, PREMIUM, Place, SupplyFile, rows
from moothall.places.models import Load

Progress = Callable[[str, int, int], None]
ReadRow = Callable[[Sequence[str]], Record | None]

#: Records that are about the file and are not counted by its trailer.
_ABOUT_THE_FILE = frozenset({str(premium.HEADER), str(premium.METADATA), str(premium.TRAILER)})


class Reader:
    """Reads the files of one load from where it stopped, and keeps account."""

    def __init__(
        self, load: Load, files: Sequence[SupplyFile], *, batch: int, progress: Progress
    ) -> None:
        self.load = load
        self.files = files
        self.batch = batch
        self.progress = progress
        self.report = QualityReport.from_json(load.report)
        position = load.position
        self.file_number: int = position.get("file", 0)
        self.place = Place(position.get("offset", 0), position.get("line", 0))
        self.ordinal: int = position.get("ordinal", 0)
        self.counted: int = position.get("counted", 0)
        self.trailed: bool = position.get("trailed", False)
        self.staged: int = position.get("staged", 0)
        self.waiting: list[str] = []
        self.bytes_before = sum(file.size for file in files[: self.file_number])
        self.bytes_in_all = sum(file.size for file in files)

    def read(self) -> None:
        """
        Put every usable row into staging.

        :raises SupplyRefused: if a file is broken
        """
        while self.file_number < len(self.files):
            file = self.files[self.file_number]
            self._read_file(file)
            self.bytes_before += file.size
            self.file_number += 1
            self.place, self.counted, self.trailed = Place(), 0, False
            self._save()

    def _read_file(self, file: SupplyFile) -> None:
        name = file.path.name
        read_row = _read_row_of(file)
        with_trailer = file.format == PREMIUM
        skip_names = file.has_column_names and self.place.offset == 0
        read: dict[str, int] = self.report.read
        for row in rows(file.path, self.place, lambda line: self._bad_text(name, line)):
            if skip_names:
                skip_names = False
                continue
            kind = row[0] if file.format not in {PLUS, CORE} else file.format
            read[kind[:20]] = read.get(kind[:20], 0) + 1
            self.ordinal += 1
            if with_trailer and (kind in _ABOUT_THE_FILE or self.trailed):
                self._about_the_file(file, row)
                continue
            self.counted += 1
            self._stage(read_row, row, name)
            if len(self.waiting) >= self.batch:
                self._save()
        if with_trailer and not self.trailed:
            raise SupplyRefused(f"{name} is cut off: it has no trailer record (type 99).")

    def _stage(self, read_row: ReadRow, row: Sequence[str], name: str) -> None:
        try:
            record = read_row(row)
            if record is None:
                why = f"type {row[0]}"
                self.report.not_used[why] = self.report.not_used.get(why, 0) + 1
                return
            self.waiting.append(staging.copy_line(self.ordinal, record))
        except RowRefused as refused:
            self.report.refuse(refused.reason, f"{name}, line {self.place.line}", refused.detail)
            return
        self.report.kept += 1

    def _about_the_file(self, file: SupplyFile, row: Sequence[str]) -> None:
        if self.trailed:
            raise SupplyRefused(f"{file.path.name} goes on after its trailer record (type 99).")
        why = "about the file"
        self.report.not_used[why] = self.report.not_used.get(why, 0) + 1
        if row[0] != str(premium.TRAILER):
            return
        self.trailed = True
        promised = "".join(row[2:3])
        # Suppliers differ in whether the metadata record counts.
        if promised not in {str(self.counted), str(self.counted + 1)}:
            raise SupplyRefused(
                f"{file.path.name} is incomplete: its trailer record promises {promised or 'no'} "
                f"records and it holds {self.counted}."
            )

    def _bad_text(self, name: str, line: int) -> None:
        self.report.note("text that is not UTF-8, read as Windows-1252", f"{name}, line {line}")

    def _save(self) -> None:
        """Commit what waits together with how far the reading has come."""
        load = self.load
        self.staged += len(self.waiting)
        load.position = {
            "file": self.file_number,
            "offset": self.place.offset,
            "line": self.place.line,
            "ordinal": self.ordinal,
            "counted": self.counted,
            "trailed": self.trailed,
            "staged": self.staged,
        }
        load.report = self.report.as_json()
        with transaction.atomic():
            staging.copy_records(self.waiting)
            load.save(update_fields=["position", "report"])
        self.waiting.clear()
        self.progress("reading", self.bytes_before + self.place.offset, self.bytes_in_all)


def _read_row_of(file: SupplyFile) -> ReadRow:
    if file.format not in {PLUS, CORE}:
        return premium.read
    columns = file.columns
    read: Callable[[Mapping[str, Any]], Record] = (
        flat.read_plus if file.format == PLUS else flat.read_core
    )

    def read_named(row: Sequence[str]) -> Record:
        if len(row) != len(columns):
            raise RowRefused(f"a row must have {len(columns)} columns", str(len(row)))
        return read(dict(zip(columns, row, strict=True)))

    return read_named
