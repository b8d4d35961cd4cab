"""The second step of a load: records about one thing become the row that will be seen."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

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
    usrn_of,
)
from moothall.places.loading.reading import Progress
from moothall.places.loading.report import QualityReport
from moothall.places.models import AddressSource, Load, StagedAddress, StagedStreet, Street

#: (subject, kind, change, key, fields), as the staging table gives them.
StagedRow = tuple[int, int, str, str, str]

ADDRESS_COLUMNS = [f.column for f in StagedAddress._meta.local_concrete_fields]
STREET_COLUMNS = [f.column for f in StagedStreet._meta.local_concrete_fields]
_TEXT_COLUMNS = ("name", "name_cy", "locality", "locality_cy", "town", "town_cy")
#: Before the first subject of all.
_BEGINNING = -(10**13)

_CHUNK = """
    SELECT subject, kind, change, key, fields FROM places_stagedrecord
    WHERE subject > %s AND subject < %s ORDER BY subject, line LIMIT %s
"""
_TOUCH_ADDRESSES = """
    INSERT INTO places_stagedrecord (line, subject, kind, change, key, fields)
    SELECT (SELECT max(line) FROM places_stagedrecord) + row_number() OVER (),
           address.uprn, %s, 'U', '', ''
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
            groups = dict(_grouped(rows))
            known = {
                usrn: records
                for usrn, records in Street.objects.filter(
                    usrn__in=[-subject for subject in groups]
                ).values_list("usrn", "records")
            }
            staging.copy_rows(
                "places_stagedstreet", STREET_COLUMNS, self._street_rows(groups, known)
            )
            if not rows:
                with connection.cursor() as cursor:
                    cursor.execute(_TOUCH_ADDRESSES, [staging.TOUCH])
                self.load.position["streets_prepared"] = True
            self._save(rows[-1][0] if rows else 0)

    def _street_rows(
        self, groups: Mapping[int, Sequence[StagedRow]], known: Mapping[int, Records]
    ) -> Iterator[list[Any]]:
        for subject, rows in groups.items():
            base = known.get(-subject, {}) if self.load.is_change_only else {}
            records = self._overlaid(base, rows, f"street {-subject}")
            columns = street_row(records)
            if columns is None:
                if records:
                    self.report.note("streets without a name", f"USRN {-subject}")
                columns = dict.fromkeys(STREET_COLUMNS)
                columns.update(dict.fromkeys((*_TEXT_COLUMNS, "search_key", "search_key_cy"), ""))
                columns["is_removed"] = True
            else:
                columns["is_removed"] = False
            columns.update(usrn=-subject, records=_json(records))
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
        bases: dict[int, Records] = {}
        if needs_base:
            sources = AddressSource.objects.filter(uprn__in=needs_base)
            bases = dict(sources.values_list("uprn", "records"))
        overlaid = [
            (uprn, self._overlaid(bases.get(uprn, {}), rows, f"UPRN {uprn}"))
            for uprn, rows in waiting
        ]
        streets = self._streets(overlaid)
        staging.copy_rows(
            "places_stagedaddress", ADDRESS_COLUMNS, self._address_rows(overlaid, streets)
        )

    def _address_rows(
        self, addresses: Iterable[tuple[int, Records]], streets: Mapping[str, StreetText]
    ) -> Iterator[list[Any]]:
        for uprn, records in addresses:
            assembled = assemble(records, streets, self.custodians) if records else None
            if assembled is None:
                if records:
                    self.report.note("addresses with neither a name nor a street", f"UPRN {uprn}")
                values = dict(_EMPTY_ADDRESS)
                values.update(is_removed=not records, is_shown=False)
            else:
                values = _columns(assembled)
                self._note_gaps(uprn, assembled)
            values.update(uprn=uprn, records=_json(records))
            yield [values[column] for column in ADDRESS_COLUMNS]

    def _note_gaps(self, uprn: int, assembled: Assembled) -> None:
        if not assembled.text.street:
            self.report.note("addresses whose street is not in the supply", f"UPRN {uprn}")
        if assembled.custodian_code is None:
            self.report.note("addresses of a council that is not set up here", f"UPRN {uprn}")

    def _streets(self, addresses: Sequence[tuple[int, Records]]) -> dict[str, StreetText]:
        """Return the streets that these addresses are on, as they will be after the load."""
        usrns = {int(usrn) for _, records in addresses if records and (usrn := usrn_of(records))}
        self._stage_flat_streets(addresses)
        found: dict[str, StreetText] = {}
        for table in (Street, StagedStreet):
            rows = table._default_manager.filter(usrn__in=usrns)
            if table is StagedStreet:
                rows = rows.filter(is_removed=False)
            for usrn, *texts in rows.values_list("usrn", *_TEXT_COLUMNS):
                found[str(usrn)] = StreetText(*texts)
        return found

    def _stage_flat_streets(self, addresses: Iterable[tuple[int, Records]]) -> None:
        """Make streets of what flat rows say of theirs; that format has no records of streets."""
        streets: dict[int, StagedStreet] = {}
        for _, records in addresses:
            named = flat_street(records)
            if named is None:
                continue
            usrn, custodian, parts = named
            code = custodian if custodian and custodian.isdigit() else None
            streets[int(usrn)] = StagedStreet(
                usrn=int(usrn),
                authority_code=int(code) if code else self.custodians.get(custodian or ""),
                search_key=search_key(parts.street),
                search_key_cy=search_key(parts.street_cy),
                **{
                    column: title_case(getattr(parts, field)) for column, field in _STREET_OF_PARTS
                },
            )
        if streets:
            StagedStreet.objects.bulk_create(streets.values(), ignore_conflicts=True)

    def _overlaid(self, base: Records, rows: Sequence[StagedRow], where: str) -> Records:
        """Return the records about one thing after the changes, in their order."""
        records = {kind: dict(by_key) for kind, by_key in base.items()}
        seen: set[tuple[int, str]] = set()
        for _, kind, change, key, fields in rows:
            if kind == staging.TOUCH:
                continue
            by_key = records.setdefault(str(kind), {})
            if (kind, key) in seen and change == "I":
                self.report.note("records delivered twice, the last one used", where, f"type {kind}")
            seen.add((kind, key))
            if change != "D":
                by_key[key] = fields.split(SEPARATOR)
            elif by_key.pop(key, None) is None:
                self.report.note("deletions of what was not there", where, f"type {kind}")
            if not by_key:
                del records[str(kind)]
        return records

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
_EMPTY_ADDRESS: dict[str, Any] = {
    field.column: ("" if field.empty_strings_allowed and not field.null else None)
    for field in StagedAddress._meta.local_concrete_fields
} | {
    "logical_status": 8,
    "is_offered": False,
    "easting": 0.0,
    "northing": 0.0,
    "latitude": 0.0,
    "longitude": 0.0,
}


def _columns(address: Assembled) -> dict[str, Any]:
    values = address._asdict()
    text = values.pop("text")
    values.update(text._asdict())
    values.update(is_removed=False, is_shown=True)
    return values


def _grouped(rows: Iterable[StagedRow]) -> Iterator[tuple[int, list[StagedRow]]]:
    for subject, group in groupby(rows, key=itemgetter(0)):
        yield subject, list(group)


def _json(records: Records) -> str:
    return json.dumps(records, ensure_ascii=False, separators=(",", ":"))
