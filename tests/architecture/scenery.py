"""A row of each council in every council-owned table, made from the tables' own columns."""

from uuid import uuid4

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

#: References that may not stand beside another of the same row, by a rule of the table.
_LEFT_EMPTY = {
    ("people_grant", "delegate_id"),
    ("people_grant", "organisation_id"),
    ("people_invitation", "grant_id"),
    ("people_invitation", "organisation_id"),
    ("payments_ledgertransaction", "reverses_id"),
    ("payments_ledgeraccount", "balance_pence"),
    ("payments_ledgeraccount", "min_balance_pence"),
}

#: Values that a rule of the table asks for.
_FIXED = {
    ("payments_ledgertransaction", "entry_count"): 2,
    ("payments_debitservice", "bank_agreed"): True,
}

#: Rows that may not stand alone, and in what another beside each differs.
_BESIDE = {"payments_ledgerentry": {"position": 2, "amount_pence": -1}}


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
    for name, kind, is_generated, is_needed in cursor.fetchall():
        if name in values or is_generated or (table, name) in _LEFT_EMPTY:
            continue
        if name in references:
            values[name] = made[references[name]._meta.db_table, council_id]
        elif (table, name) in _FIXED:
            values[name] = _FIXED[table, name]
        elif is_needed:
            values[name] = _value(model, name, kind, now)
    _write(cursor, table, values)
    if table in _BESIDE:
        _write(cursor, table, {**values, "id": uuid4(), **_BESIDE[table]})


def _write(cursor, table, values):
    columns = ", ".join(connection.ops.quote_name(name) for name in values)
    marks = ", ".join(["%s"] * len(values))
    cursor.execute(
        f"INSERT INTO {connection.ops.quote_name(table)} ({columns}) VALUES ({marks})",
        list(values.values()),
    )


def _value(model, name, kind, now):
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
