"""Keeping what a gateway reports: many thousands of lines at once, each once."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from moothall.kernel.ids import new_id
from moothall.payments.ports import Settled, SettledKind
from moothall.payments.reconciliation.comparing import Span

_STAGE = """
    CREATE TEMPORARY TABLE staged (
        id uuid, kind text, gateway_reference text, match_reference text, reference text,
        pence bigint, fee_pence bigint, settled_on date
    ) ON COMMIT DROP
"""
_KEEP = """
    INSERT INTO payments_settleditem AS known (
        id, council_id, gateway, kind, gateway_reference, match_reference, reference, pence,
        fee_pence, settled_on
    )
    SELECT DISTINCT ON (kind, match_reference) id, %(council)s, %(gateway)s::varchar, kind,
        gateway_reference, match_reference, reference, pence, fee_pence, settled_on
    FROM staged ORDER BY kind, match_reference, id DESC
    ON CONFLICT (council_id, gateway, kind, match_reference) DO UPDATE SET
        pence = excluded.pence, fee_pence = excluded.fee_pence, settled_on = excluded.settled_on
    WHERE (known.pence, known.fee_pence, known.settled_on)
        IS DISTINCT FROM (excluded.pence, excluded.fee_pence, excluded.settled_on)
"""
_PAYOUTS = """
    INSERT INTO payments_payout AS known (
        id, council_id, gateway, settled_on, pence, fee_pence, fee_booked_pence
    )
    SELECT gen_random_uuid(), %(council)s, %(gateway)s::varchar, settled_on, sum(pence),
        sum(fee_pence), 0
    FROM payments_settleditem
    WHERE council_id = %(council)s AND gateway = %(gateway)s::varchar
        AND settled_on BETWEEN %(first)s AND %(last)s
    GROUP BY settled_on
    ON CONFLICT (council_id, gateway, settled_on) DO UPDATE SET
        pence = excluded.pence, fee_pence = excluded.fee_pence
    WHERE (known.pence, known.fee_pence) IS DISTINCT FROM (excluded.pence, excluded.fee_pence)
"""


def keep_report(span: Span, items: Iterable[Settled]) -> None:
    """
    Keep the lines of a report, and what should come into the bank for each day.

    They go by a table of the session's own, since copying into a fenced table is refused.
    """
    values: dict[str, Any] = {
        "council": span.council_id,
        "gateway": span.gateway,
        "first": span.first,
        "last": span.last,
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged")
        cursor.execute(_STAGE)
        with cursor.copy("COPY staged FROM STDIN") as copy:
            for item in items:
                copy.write_row(_row(item))
        cursor.execute(_KEEP, values)
        cursor.execute(_PAYOUTS, values)


def _row(item: Settled) -> tuple[object, ...]:
    is_payment = item.kind is SettledKind.PAYMENT
    match = item.gateway_reference if is_payment else item.own_reference
    return (
        *(new_id(), item.kind.value, item.gateway_reference, match, item.reference),
        *(item.pence, item.fee_pence, item.settled_on),
    )
