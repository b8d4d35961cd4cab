"""The diary: a month of two hundred resources, and a million bookings in the past."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.figures import Figure, percentile
from bench.ground import Ground
from bench.inside.diary import DAYS, FIRST

COUNCIL = "aldermoor"
#: Of ten half hours of each resource so many are taken, spread so that no day is like another.
TAKEN_OF_TEN = 6
HALF_HOURS = 16

_BOOKINGS = """
    INSERT INTO bookings_booking (id, council_id, reference_prefix, activity_id, status, starts_at,
        ends_at, local_on, local_time, zone, party_size, name, email, phone, language, note,
        staff_note, is_video, channel, made_by_kind, made_by_identifier, made_by_name,
        submission_key, secret_digest, fee_pence, payment, refund_pence, made_at, confirmed_at,
        ended_because, version)
    SELECT id, %(council)s, 'ALD', %(activity)s, 'confirmed', begins,
        begins + interval '30 minutes', begins::date, begins::time, 'Europe/London', 1, 'Somebody',
        '', '', 'en', '', '', false, 'web', 'resident', '', '', '', sha256(id::text::bytea), 0,
        'free', 0, begins, begins, '', 1
    FROM wanted
"""
_CLAIMS = """
    INSERT INTO bookings_claim
        (id, council_id, resource_id, booking_id, role, starts_at, ends_at, is_active)
    SELECT gen_random_uuid(), %(council)s, resource, id, 'role', begins,
        begins + interval '30 minutes', true
    FROM wanted
"""
_AHEAD = """
    CREATE TEMPORARY TABLE wanted AS
    SELECT gen_random_uuid() AS id, resource, %(first)s::timestamptz + d * interval '1 day'
        + interval '9 hours' + h * interval '30 minutes' AS begins
    FROM unnest(%(resources)s::uuid[]) WITH ORDINALITY r (resource, n),
        generate_series(0, %(days)s - 1) d, generate_series(0, %(half_hours)s - 1) h
    WHERE (h * 7 + n * 13 + d * 5 + n * h) %% 10 < %(taken)s
"""
_PAST = """
    CREATE TEMPORARY TABLE wanted AS
    SELECT gen_random_uuid() AS id, resource,
        %(first)s::timestamptz - interval '10 days' - k * interval '30 minutes' AS begins
    FROM unnest(%(resources)s::uuid[]) resource,
        generate_series(1, %(past)s / cardinality(%(resources)s::uuid[])) k
"""
#: The guard over a million rows is quicker built than grown.
_WITHOUT_GUARD = "ALTER TABLE bookings_claim DROP CONSTRAINT booking_claim_never_twice"
_WITH_GUARD = """
    ALTER TABLE bookings_claim ADD CONSTRAINT booking_claim_never_twice EXCLUDE USING gist
        (council_id WITH =, resource_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
        WHERE (is_active)
"""


def measure(ground: Ground) -> Iterator[Figure]:
    """This will look and hold over a diary without a past and over one with, turn by turn."""
    past = ground.effort.addresses
    with ground.clone("demonstration") as few:
        told = ground.inside(few, "diary", COUNCIL, "prepare")
        _fill(ground, few, told, _AHEAD, past)
        took = _looks(ground, few)
        yield Figure(
            name="free_slots_month_p95_ms", unit="ms", n=len(took["month"]) + len(took["day"]),
            value=max(percentile(took[look], 0.95) for look in ("month", "day")),
            note=f"{len(told['resources'])} resources, {TAKEN_OF_TEN} of 10 half hours taken; "
            f"median of a month {median(took['month']):.1f}, of a day {median(took['day']):.1f}",
        )  # fmt: skip
        if ground.wanted and "booking_growth" not in ground.wanted:
            return
        with ground.database_for_a_while(few) as many:
            _fill(ground, many, told, _PAST, past)
            yield _growth(ground, few, many, past)


def _growth(ground: Ground, few: str, many: str, past: int) -> Figure:
    """Return the worst ratio of medians, of rounds that were measured turn by turn."""
    rounds: dict[str, dict[str, list[float]]] = {few: {}, many: {}}
    for turn in range(2 * max(2, ground.effort.rounds)):
        for database in (few, many) if turn % 2 else (many, few):
            for look, took in _looks(ground, database).items():
                rounds[database].setdefault(look, []).extend(took)
    medians = {
        look: (median(rounds[few][look]), median(rounds[many][look])) for look in rounds[few]
    }
    return Figure(
        name="booking_growth", unit="ratio", floor=1.0,
        value=max(after / before for before, after in medians.values()),
        n=sum(len(took) for looks in rounds.values() for took in looks.values()),
        note=f"{past:,} bookings in the past: "
        + "; ".join(f"{look} {a:.1f} to {b:.1f} ms" for look, (a, b) in medians.items()),
    )  # fmt: skip


def _looks(ground: Ground, database: str) -> dict[str, list[float]]:
    times = max(5, ground.effort.requests // 10)
    looks: dict[str, list[float]] = ground.inside(database, "diary", COUNCIL, "measure", str(times))
    return looks


def _fill(ground: Ground, database: str, told: dict[str, Any], wanted: str, past: int) -> None:
    given = told | {
        "first": FIRST, "days": DAYS, "half_hours": HALF_HOURS, "taken": TAKEN_OF_TEN, "past": past,
    }  # fmt: skip
    with ground.server.council_scope(database) as connection:
        connection.execute(_WITHOUT_GUARD)
        for statement in (wanted, _BOOKINGS, _CLAIMS):
            connection.execute(statement.encode(), given)
        connection.execute("DROP TABLE wanted")
        connection.execute(_WITH_GUARD)
        connection.execute("VACUUM ANALYZE")
