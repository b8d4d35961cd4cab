"""A row of each council in every council-owned table, made from the tables' own columns."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.db import connection, transaction

from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

_COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attgenerated <> '',
           a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
    FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
"""

#: Values that each type of column takes; text is unique, in case a rule asks for it.
_VALUES = {
    "uuid": lambda now: uuid4(),
    "boolean": lambda now: False,
    "jsonb": lambda now: "{}",
    "integer": lambda now: 1,
    "bigint": lambda now: 1,
    "smallint": lambda now: 1,
    "double precision": lambda now: 1.0,
    "date": lambda now: now.date(),
    "time without time zone": lambda now: now.time(),
    "timestamp with time zone": lambda now: now,
    "bytea": lambda now: uuid4().bytes,
    "point": lambda now: "(1,1)",
    "interval": lambda now: "1 hour",
    "inet": lambda now: "127.0.0.1",
}

#: References of which a row has exactly one, by a rule of the table; the first is made.
ONE_OF = {
    "bookings_claim": ("booking_id", "session_id"),
    **{
        f"bookings_{table}": ("site_id", "resource_id", "activity_id")
        for table in ("closure", "openingrule", "openingexception", "hoursrecord")
    },
}

#: References that may not stand beside another of the same row, by a rule of the table.
_LEFT_EMPTY = {
    *((table, name) for table, (_, *others) in ONE_OF.items() for name in others),
    ("people_grant", "delegate_id"),
    ("people_grant", "organisation_id"),
    ("people_person", "merged_into_id"),
    ("people_invitation", "grant_id"),
    ("people_invitation", "organisation_id"),
    ("payments_ledgertransaction", "reverses_id"),
    ("payments_ledgeraccount", "balance_pence"),
    ("payments_ledgeraccount", "min_balance_pence"),
}

#: Values that a rule of the table asks for.
_FIXED = {
    **{
        ("bookings_activity", f"{name}_minutes"): 5
        for name in ("duration", "step", "buffer_before", "buffer_after")
    },
    ("bookings_activity", "fee_fund"): "hall",
    ("bookings_queueservice", "letter"): "A",
    **{
        (f"bookings_{table}", "ends_at"): "2100-01-01T00:00:00Z"
        for table in ("booking", "busytime", "claim", "closure", "groupsession")
    },
    ("bookings_booking", "held_until"): "2100-01-01T00:00:00Z",
    ("payments_ledgertransaction", "entry_count"): 2,
    ("people_tie", "other_name"): "",
    ("payments_debitservice", "bank_agreed"): True,
    ("cases_bulkitem", "refusal"): "",
    ("cases_duerule", "percent"): 80,
    ("payments_walletscheme", "least_pence"): 0,
    ("payments_tillsale", "wallet_pence"): 0,
    ("payments_tillsale", "missing_pence"): 0,
    ("parking_parkingsession", "started_at"): datetime(2026, 1, 1, tzinfo=UTC),
}

#: References that must be to another row than their neighbour, which is made beside it.
_TO_ANOTHER = {
    ("people_merge", "gone_id"),
    ("people_likelypair", "second_id"),
    ("people_tie", "other_id"),
}

#: Rows that may not stand alone, and in what another beside each differs.
_BESIDE = {
    "payments_ledgerentry": {"position": 2, "amount_pence": -1},
    "cases_case": {"submission_key": "beside"},
}

#: References to the row beside: a rule of the table asks for two that differ.
_TO_BESIDE = {("cases_caselink", "other_id")}


def fill_every_table(models, council_ids, now):
    """Insert by plain SQL, in each council's scope, and return the ids by table and council."""
    made = {}
    kit.resident_account("rhian")  # for references to what no council owns
    with transaction.atomic(), connection.cursor() as cursor:
        # Cycles between tables are allowed: every foreign key is checked at the end.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for council_id in council_ids:
            for model in models:
                made[model._meta.db_table, council_id] = uuid4()
        for council_id in council_ids:
            with acting_for(council_id):
                for model in models:
                    _insert(cursor, model, council_id, made, now)
    return made


def _insert(cursor, model, council_id, made, now):
    table = model._meta.db_table
    references = {
        field.column: field.related_model
        for field in model._meta.local_fields
        if field.is_relation and field.related_model in _tables(made)
    }
    cursor.execute(_COLUMNS, [table])
    values = {"id": made[table, council_id], "council_id": council_id}
    others = {}
    for name, kind, is_generated, is_needed in cursor.fetchall():
        if name in values or is_generated or (table, name) in _LEFT_EMPTY:
            continue
        if (table, name) in _TO_ANOTHER:
            values[name] = others[references[name]] = uuid4()
        elif (table, name) in _TO_BESIDE:
            values[name] = _beside(references[name]._meta.db_table, council_id)
        elif name in references:
            values[name] = made[references[name]._meta.db_table, council_id]
        elif (table, name) in _FIXED:
            values[name] = _FIXED[table, name]
        elif is_needed:
            values[name] = _value(model, name, kind, now)
    for other, pk in others.items():
        _copy(cursor, other._meta.db_table, made[other._meta.db_table, council_id], pk)
    _write(cursor, table, values)
    if table in _BESIDE:
        own = {"id": _beside(table, council_id), **_BESIDE[table]}
        _write(cursor, table, {**values, **own})


def _beside(table, council_id):
    """Return the id of the row beside that of a table and council."""
    return uuid5(NAMESPACE_URL, f"{table}:{council_id}")


def _copy(cursor, table, pk, new_pk):
    """Write a row that is there already once more, under another id."""
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} WHERE id = %s", [pk])
    names = [column.name for column in cursor.description]
    row = dict(zip(names, cursor.fetchone(), strict=True))
    _write(cursor, table, {**row, "id": new_pk})


def _write(cursor, table, values):
    columns = ", ".join(connection.ops.quote_name(name) for name in values)
    marks = ", ".join(["%s"] * len(values))
    cursor.execute(
        f"INSERT INTO {connection.ops.quote_name(table)} ({columns}) VALUES ({marks})",
        list(values.values()),
    )


def _value(model, name, kind, now):
    if kind.endswith("[]"):
        return "{}"
    field = next(f for f in model._meta.local_fields if f.column == name)
    if getattr(field, "choices", None):
        return field.choices[0][0]
    if field.is_relation:
        other = field.related_model._meta.base_manager.order_by("pk").first()
        return other.pk if other else None
    if kind.startswith(("character varying", "text", "citext")):
        limit = int(kind.split("(")[1].rstrip(")")) if "(" in kind else 40
        return uuid4().hex[:limit]
    return _VALUES[kind.split("(")[0]](now)


def _tables(made):
    from django.apps import apps

    names = {table for table, _ in made}
    return {model for model in apps.get_models() if model._meta.db_table in names}
