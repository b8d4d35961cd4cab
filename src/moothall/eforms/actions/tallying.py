"""Writing down what was counted of forms, a statement a council."""

from datetime import date, timedelta
from itertools import groupby

from django.db import connection, transaction

from moothall.eforms.measuring import Counts, Gathered
from moothall.eforms.models import Tally
from moothall.kernel.ids import new_id
from moothall.kernel.scope import acting_for

#: A whole year and the one before it, to be compared.
TALLIES_KEPT = timedelta(days=2 * 366)
#: Rows are always taken in one order, so that two processes wait for each other and never both.
_ADD = """
    INSERT INTO {table} (id, council_id, version_id, day, page, measure, detail, device, language,
                         channel, count)
    SELECT * FROM unnest(%s::uuid[], %s::int[], %s::uuid[], %s::date[], %s::text[], %s::text[],
                         %s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
    ON CONFLICT (council_id, version_id, day, page, measure, detail, device, language, channel)
    DO UPDATE SET count = {table}.count + EXCLUDED.count
"""


def write_tallies(counts: Counts) -> None:
    """Add counts to those of their days."""
    rows = [
        (
            new_id(),
            about.council_id,
            about.version_id,
            about.day,
            fact.page,
            str(fact.measure),
            fact.detail,
            about.device,
            about.language,
            about.channel,
            number,
        )
        for (about, fact), number in sorted(counts.items())
        if number
    ]
    for council_id, own in groupby(rows, key=lambda row: row[1]):
        with acting_for(council_id), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                _ADD.format(table=Tally._meta.db_table),
                [list(part) for part in zip(*own, strict=True)],
            )


def forget_tallies(*, today: date) -> int:
    """Forget, in the councils in force, counts too old to compare with; return how many rows."""
    gone, _ = Tally.objects.filter(day__lt=today - TALLIES_KEPT).delete()
    return gone


def write_tallies_and_leave(counts: Counts) -> None:
    """Add counts from a thread of their own, whose connection goes with it."""
    try:
        write_tallies(counts)
    finally:
        if not connection.in_atomic_block:
            connection.close()


gathered = Gathered(write_tallies_and_leave)
