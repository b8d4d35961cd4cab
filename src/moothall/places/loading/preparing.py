"""The second step of a load: records about one thing become the row that will be seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from moothall.places.address_lines import AddressParts, Composed, compose
from moothall.places.address_text import search_key, title_case
from moothall.places.gazetteers.record import SEPARATOR
from moothall.places.loading import staging
from moothall.places.loading.assembly import (
    Assembled,
    Records,
    StreetText,
    assemble,
    flat_street,
    street_row,
    usrns_of,
)
from moothall.places.loading.reading import Progress
from moothall.places.loading.report import QualityReport
from moothall.places.models import AddressSource, Load, StagedStreet, Street

#: (subject, kind, change, key and fields), as the staging table gives them.
StagedRow = tuple[int, int, str, str]
#: A subject with its records after the changes, as they are used and as they are kept.
Gathered = tuple[int, Records, str]

ADDRESS_COLUMNS = [
    *(name for name in Assembled._fields if name != "text"),
    *Composed._fields,
    "uprn",
    "records",
    "is_removed",
    "is_shown",
]
STREET_COLUMNS = [f.name for f in StagedStreet._meta.local_concrete_fields]
_TEXT_COLUMNS = ("name", "name_cy", "locality", "locality_cy", "town", "town_cy")
#: Before the first subject of all.
_BEGINNING = -(10**13)

_CHUNK = """
    SELECT subject, kind, change, fields FROM places_stagedrecord
    WHERE subject > %s AND subject < %s ORDER BY subject, line LIMIT %s
"""
_TOUCH_ADDRESSES = """
    INSERT INTO places_stagedrecord (line, subject, kind, change, fields)
    SELECT (SELECT max(line) FROM places_stagedrecord) + row_number() OVER (),
           address.uprn, %s, 'U', ''
    FROM places_address address
    JOIN places_stagedstreet coming USING (usrn)
    LEFT JOIN places_street present USING (usrn)
    WHERE (coming.is_removed OR
           (coming.name, coming.name_cy, coming.locality, coming.locality_cy, coming.town,
            coming.town_cy)
           IS DISTINCT FROM
           (present.name, present.name_cy, present.locality, present.locality_cy, present.town,
            present.town_cy))
      AND NOT EXISTS (
          SELECT 1 FROM places_stagedrecord record WHERE record.subject = address.uprn)
"""


class Preparer:
    """Puts streets, then addresses together, chunk by chunk, and keeps account."""

    def __init__(
        self, load: Load, custodians: Mapping[str, int], *, batch: int, progress: Progress
    ) -> None:
        self.load = load
        self.custodians = custodians
        self.batch = batch
        self.progress = progress
        self.report = QualityReport.from_json(load.report)

    def prepare(self) -> None:
        """Prepare every row that the staged records are about."""
        while not self.load.position.get("streets_prepared"):
            self._prepare_streets()
        while not self.load.position.get("addresses_prepared"):
            self._prepare_addresses()

    def _prepare_streets(self) -> None:
        last = self.load.position.get("prepared_to", _BEGINNING)
        with transaction.atomic():
            rows = self._chunk(last, 0)
            known = (
                dict(
                    Street.objects.filter(usrn__in={-row[0] for row in rows}).values_list(
                        "usrn", "records"
                    )
                )
                if self.load.is_change_only
                else {}
            )
            staging.copy_rows("places_stagedstreet", STREET_COLUMNS, self._street_rows(rows, known))
            if not rows:
                with connection.cursor() as cursor:
                    cursor.execute(_TOUCH_ADDRESSES, [staging.TOUCH])
                self.load.position["streets_prepared"] = True
            self._save(rows[-1][0] if rows else 0)

    def _street_rows(
        self, rows: Sequence[StagedRow], known: Mapping[int, str]
    ) -> Iterator[list[Any]]:
        for subject, group in _grouped(rows):
            records, kept = self._gather(known.get(-subject, ""), group, f"USRN {-subject}")
            columns = street_row(records)
            if columns is None:
                if records:
                    self.report.note("streets without a name", f"USRN {-subject}")
                columns = dict(_EMPTY_STREET, is_removed=True)
            else:
                columns["is_removed"] = False
            columns.update(usrn=-subject, records=kept)
            yield [columns[column] for column in STREET_COLUMNS]

    def _prepare_addresses(self) -> None:
        last = self.load.position.get("prepared_to", 0)
        with transaction.atomic():
            rows = self._chunk(last, 10**13)
            self._stage_addresses(_grouped(rows))
            if not rows:
                self.load.position["addresses_prepared"] = True
            self._save(rows[-1][0] if rows else last)
        done = self.load.position.get("prepared_rows", 0) + len(rows)
        self.load.position["prepared_rows"] = done
        self.progress("preparing", done, self.load.position.get("staged", 0))

    def _stage_addresses(self, groups: Iterable[tuple[int, list[StagedRow]]]) -> None:
        waiting = list(groups)
        needs_base = [
            uprn
            for uprn, rows in waiting
            if self.load.is_change_only or all(row[1] == staging.TOUCH for row in rows)
        ]
        bases: dict[int, str] = {}
        if needs_base:
            sources = AddressSource.objects.filter(uprn__in=needs_base)
            bases = dict(sources.values_list("uprn", "records"))
        gathered = [
            (uprn, *self._gather(bases.get(uprn, ""), rows, f"UPRN {uprn}"))
            for uprn, rows in waiting
        ]
        streets = self._streets(gathered)
        staging.copy_rows(
            "places_stagedaddress", ADDRESS_COLUMNS, self._address_rows(gathered, streets)
        )

    def _address_rows(
        self, gathered: Iterable[Gathered], streets: Mapping[str, StreetText]
    ) -> Iterator[tuple[Any, ...]]:
        for uprn, records, kept in gathered:
            assembled = assemble(records, streets, self.custodians) if records else None
            if assembled is not None:
                self._note_gaps(uprn, assembled)
                yield (*assembled[:-1], *assembled.text, uprn, kept, False, True)
                continue
            if records:
                self.report.note("addresses with neither a name nor a street", f"UPRN {uprn}")
            yield (*_NO_ADDRESS[:-1], *_NO_ADDRESS.text, uprn, kept, not records, False)

    def _note_gaps(self, uprn: int, assembled: Assembled) -> None:
        if not assembled.text.street:
            self.report.note("addresses whose street is not in the supply", f"UPRN {uprn}")
        if assembled.custodian_code is None:
            self.report.note("addresses of a council that is not set up here", f"UPRN {uprn}")

    def _streets(self, gathered: Sequence[Gathered]) -> dict[str, StreetText]:
        """Return the streets that these addresses are on, as they will be after the load."""
        usrns = {int(usrn) for _, records, _ in gathered for usrn in usrns_of(records)}
        self._stage_flat_streets(gathered)
        found: dict[str, StreetText] = {}
        present = Street.objects.filter(usrn__in=usrns)
        coming = StagedStreet.objects.filter(usrn__in=usrns, is_removed=False)
        for usrn, *texts in (
            *present.values_list("usrn", *_TEXT_COLUMNS),
            *coming.values_list("usrn", *_TEXT_COLUMNS),
        ):
            found[str(usrn)] = StreetText(*texts)
        return found

    def _stage_flat_streets(self, gathered: Iterable[Gathered]) -> None:
        """Make streets of what flat rows say of theirs; that format has no records of streets."""
        streets: dict[int, StagedStreet] = {}
        for _, records, _ in gathered:
            named = flat_street(records)
            if named is None:
                continue
            usrn, custodian, parts = named
            code = custodian if custodian and custodian.isdecimal() else None
            streets[int(usrn)] = StagedStreet(
                usrn=int(usrn),
                authority_code=int(code) if code else self.custodians.get(custodian or ""),
                search_key=search_key(parts.street),
                search_key_cy=search_key(parts.street_cy),
                **{column: title_case(getattr(parts, field)) for column, field in _STREET_OF_PARTS},
            )
        if streets:
            StagedStreet.objects.bulk_create(streets.values(), ignore_conflicts=True)

    def _gather(self, base: str, rows: Sequence[StagedRow], where: str) -> tuple[Records, str]:
        """Return the records about one thing after the changes, in use and as they are kept."""
        records: Records = {}
        lines: dict[str, str] = {}
        for line in base.split("\n") if base else ():
            kind_of_line, key, *fields = line.split(SEPARATOR)
            records.setdefault(int(kind_of_line), {})[key] = fields
            lines[f"{kind_of_line}{SEPARATOR}{key}"] = line
        delivered = set()
        for _, kind, change, text in rows:
            if kind == staging.TOUCH:
                continue
            key, *fields = text.split(SEPARATOR)
            name = f"{kind}{SEPARATOR}{key}"
            if change == "D":
                if lines.pop(name, None) is None:
                    self.report.note("deletions of what was not there", where, f"type {kind}")
                    continue
                del records[kind][key]
                if not records[kind]:
                    del records[kind]
                continue
            if name in delivered and change == "I":
                self.report.note(
                    "records delivered twice, the last one used", where, f"type {kind}"
                )
            delivered.add(name)
            lines[name] = f"{kind}{SEPARATOR}{text}"
            records.setdefault(kind, {})[key] = fields
        return records, "\n".join(sorted(lines.values()))

    def _chunk(self, after: int, before: int) -> list[StagedRow]:
        """Return the next staged records in order, no subject cut in two."""
        limit = self.batch
        while True:
            with connection.cursor() as cursor:
                cursor.execute(_CHUNK, [after, before, limit])
                rows: list[StagedRow] = cursor.fetchall()
            if len(rows) < limit:
                return rows
            whole = [row for row in rows if row[0] != rows[-1][0]]
            if whole:
                return whole
            limit *= 2

    def _save(self, prepared_to: int) -> None:
        self.load.position["prepared_to"] = prepared_to
        self.load.report = self.report.as_json()
        self.load.save(update_fields=["position", "report"])


_STREET_OF_PARTS = (
    ("name", "street"),
    ("name_cy", "street_cy"),
    ("locality", "locality"),
    ("locality_cy", "locality_cy"),
    ("town", "town"),
    ("town_cy", "town_cy"),
)
_EMPTY_STREET: dict[str, Any] = {
    field.name: None if field.null else "" for field in StagedStreet._meta.local_concrete_fields
}
_NO_ADDRESS = Assembled(
    parent_uprn=None,
    usrn=None,
    custodian_code=None,
    classification_code="",
    logical_status=8,
    is_offered=False,
    easting=0.0,
    northing=0.0,
    latitude=0.0,
    longitude=0.0,
    text=compose(AddressParts()),
)


def _grouped(rows: Iterable[StagedRow]) -> Iterator[tuple[int, list[StagedRow]]]:
    for subject, group in groupby(rows, key=itemgetter(0)):
        yield subject, list(group)
