"""The last step of a load: everything that was prepared is seen at once, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from moothall.places.loading import staging
from moothall.places.loading.report import QualityReport
from moothall.places.models import Load, StagedAddress, StagedStreet

_OWN = {"records", "is_removed", "is_shown"}
_ADDRESS = [f.name for f in StagedAddress._meta.local_concrete_fields if f.name not in _OWN]
_STREET = [f.name for f in StagedStreet._meta.local_concrete_fields if f.name != "is_removed"]


def merge(load: Load, *, complete_for: Sequence[int], now: datetime) -> None:
    """
    Show what was prepared and finish the load.

    `complete_for` names the councils (custodian codes) of which this supply is the whole: their
    addresses that it lacks are removed.
    """
    report = QualityReport.from_json(load.report)
    with transaction.atomic():
        _count(_PLAN_FOR_MANY_ROWS)
        report.results = {
            "Streets removed": _count(_REMOVE_STREETS),
            **_merge_rows("places_street", "places_stagedstreet", "usrn", _STREET, "Streets"),
            "Addresses removed": _count(_REMOVE_ADDRESSES)
            + (_count(_REMOVE_THE_REST, [list(complete_for)]) if complete_for else 0),
            **_merge_rows("places_address", "places_stagedaddress", "uprn", _ADDRESS, "Addresses"),
        }
        _count(_REMOVE_SOURCES)
        _count(_ADD_SOURCES)
        _count(_CHANGE_SOURCES)
        _count(_REMOVE_STREET_NAMES)
        _count(_SET_STREET_NAMES)
        report.results["Addresses in all"] = _count_rows("places_address")
        load.state = Load.State.FINISHED
        load.finished_at = now
        load.report = report.as_json()
        load.save(update_fields=["state", "finished_at", "report"])
    with transaction.atomic():
        staging.empty()


#: Staging tables are never analysed, which only the owner may do: keep the planner from guessing
#: that they are small.
_PLAN_FOR_MANY_ROWS = "SET LOCAL enable_nestloop = off"
_REMOVE_STREETS = """
    DELETE FROM places_street street USING places_stagedstreet staged
    WHERE staged.usrn = street.usrn AND staged.is_removed
"""
_REMOVE_ADDRESSES = """
    DELETE FROM places_address address USING places_stagedaddress staged
    WHERE staged.uprn = address.uprn AND (staged.is_removed OR NOT staged.is_shown)
"""
_REMOVE_THE_REST = """
    WITH gone AS (
        DELETE FROM places_address address
        WHERE address.custodian_code = ANY (%s) AND NOT EXISTS (
            SELECT 1 FROM places_stagedaddress staged WHERE staged.uprn = address.uprn)
        RETURNING uprn
    ), sources AS (
        DELETE FROM places_addresssource WHERE uprn IN (SELECT uprn FROM gone)
    )
    SELECT 1 FROM gone
"""
_REMOVE_SOURCES = """
    DELETE FROM places_addresssource source USING places_stagedaddress staged
    WHERE staged.uprn = source.uprn AND staged.is_removed
"""
_ADD_SOURCES = """
    INSERT INTO places_addresssource (uprn, records)
    SELECT staged.uprn, staged.records FROM places_stagedaddress staged
    LEFT JOIN places_addresssource source USING (uprn)
    WHERE source.uprn IS NULL AND NOT staged.is_removed
"""
_CHANGE_SOURCES = """
    UPDATE places_addresssource source SET records = staged.records
    FROM places_stagedaddress staged
    WHERE staged.uprn = source.uprn AND staged.records <> source.records
"""
_NAMES_NOW = """
    SELECT lived.custodian_code, name.search_key, array_agg(street.usrn ORDER BY street.usrn) usrns
    FROM (SELECT DISTINCT usrn, custodian_code FROM places_address
          WHERE is_offered AND custodian_code IS NOT NULL) lived
    JOIN places_street street USING (usrn)
    CROSS JOIN LATERAL (
        SELECT street.search_key UNION SELECT street.search_key_cy) name (search_key)
    WHERE name.search_key <> ''
    GROUP BY lived.custodian_code, name.search_key
"""
_REMOVE_STREET_NAMES = f"""
    DELETE FROM places_streetname known WHERE NOT EXISTS (
        SELECT 1 FROM ({_NAMES_NOW}) coming
        WHERE coming.custodian_code = known.custodian_code
          AND coming.search_key = known.search_key)
"""  # noqa: S608 - names of our own
_SET_STREET_NAMES = f"""
    INSERT INTO places_streetname AS known (custodian_code, search_key, usrns)
    SELECT custodian_code, search_key, usrns FROM ({_NAMES_NOW}) coming
    ON CONFLICT (custodian_code, search_key) DO UPDATE SET usrns = excluded.usrns
    WHERE known.usrns <> excluded.usrns
"""  # noqa: S608 - names of our own


def _merge_rows(
    table: str, staged: str, key: str, columns: Sequence[str], word: str
) -> dict[str, int]:
    """Add the rows that are new, change those that differ, and leave all others alone."""
    names = ", ".join(f'"{column}"' for column in columns)
    mine = ", ".join(f'shown."{column}"' for column in columns)
    theirs = ", ".join(f'staged."{column}"' for column in columns)
    wanted = "NOT staged.is_removed"
    if table == "places_address":
        wanted += " AND staged.is_shown"
    else:
        # A row of AddressBase Plus or Core names a street but knows less than its own record.
        wanted += " AND (staged.records <> '' OR shown.records = '' OR shown.usrn IS NULL)"
    changed = _count(
        f"""
        UPDATE {table} shown_now SET ({names}) = ROW ({theirs})
        FROM {staged} staged JOIN {table} shown USING ({key})
        WHERE shown_now.{key} = staged.{key} AND {wanted}
          AND ROW ({mine}) IS DISTINCT FROM ROW ({theirs})
        """  # noqa: S608 - names of our own
    )
    added = _count(
        f"""
        INSERT INTO {table} ({names})
        SELECT {theirs} FROM {staged} staged LEFT JOIN {table} shown USING ({key})
        WHERE shown.{key} IS NULL AND {wanted}
        """  # noqa: S608 - names of our own
    )
    return {f"{word} added": added, f"{word} changed": changed}


def _count(statement: str, values: Sequence[list[int]] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return int(cursor.rowcount)


def _count_rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of our own
        return int(cursor.fetchone()[0])
