"""
Nobody reaches another council's rows, whatever is asked of the database.

Connected with the application's own role, raw SQL in one council's scope is tried on every table
that belongs to councils; whatever table a later issue adds is tried too.
"""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from moothall.kernel.fields import CouncilField
from moothall.kernel.scope import acting_for
from tests.architecture import outside_row_security as outside
from tests.architecture.scenery import ONE_OF, fill_every_table


def owned_models():
    return [
        model
        for model in apps.get_models()
        if any(isinstance(field, CouncilField) for field in model._meta.local_fields)
    ]


def run(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.fixture
def scenery(northvale, southmere, now):
    """A row of each council in every council-owned table, by table and council."""
    return fill_every_table(owned_models(), (northvale.id, southmere.id), now)


def test_tests_use_the_role_that_owns_nothing(db):
    assert run("SELECT current_user") == [("moothall_app",)]
    assert run(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ) == [(False, False, False)]
    assert run(
        "SELECT count(*) FROM pg_class WHERE relowner = "
        "(SELECT oid FROM pg_roles WHERE rolname = current_user)"
    ) == [(0,)]


def test_every_table_is_fenced_or_listed_with_its_guard(db):
    fenced = {
        name
        for (name,) in run(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
            "WHERE relrowsecurity AND relforcerowsecurity AND polname = 'council_isolation'"
        )
    }
    tables = {name for (name,) in run("SELECT tablename FROM pg_tables WHERE schemaname='public'")}
    listed = {apps.get_model(label)._meta.db_table for label in outside.OURS if _exists(label)}

    assert {model._meta.db_table for model in owned_models()} == fenced
    unexplained = {
        table
        for table in tables - fenced - listed
        if not table.startswith(tuple(outside.LIBRARIES))
    }
    assert unexplained == set()


def test_every_reference_between_fenced_tables_carries_the_council(db):
    fenced = [model._meta.db_table for model in owned_models()]
    single = run(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' "
        "AND conrelid::regclass::text = ANY(%s) AND confrelid::regclass::text = ANY(%s) "
        "AND array_length(conkey, 1) < 2",
        [fenced, fenced],
    )
    assert single == []


def test_every_unique_rule_begins_with_the_council(db):
    """One that does not would tell a council that another has the same value."""
    rules = run(
        "SELECT t.relname, i.relname, array_agg(a.attname::text ORDER BY k.n) "
        "FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid "
        "JOIN pg_class i ON i.oid = x.indexrelid "
        "CROSS JOIN LATERAL unnest(x.indkey::int[]) WITH ORDINALITY k(attnum, n) "
        "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum "
        "WHERE x.indisunique AND NOT x.indisprimary AND t.relforcerowsecurity GROUP BY 1, 2"
    )
    telling = [
        (table, index)
        for table, index, columns in rules
        if columns[0] != "council_id" and (table, columns) not in UNGUESSABLE
    ]
    assert telling == []


#: Unique over the whole installation on purpose; the values cannot be chosen by a council.
UNGUESSABLE = [
    ("bookings_booking", ["reference"]),
    ("cases_case", ["reference"]),
    ("eforms_draft", ["token"]),
]


#: Tables in which nobody changes or deletes a row, their own council's neither: the database says
#: so before it looks at rows. Of accounts the figures may change.
APPEND_ONLY = {"payments_ledgertransaction", "payments_ledgerentry"}
NEVER_DELETED = APPEND_ONLY | {"payments_ledgeraccount"}


def refused(statement, parameters=()):
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        run(statement, parameters)


def test_another_councils_rows_cannot_be_read_changed_or_deleted(scenery, northvale, southmere):
    for model in owned_models():
        table = connection.ops.quote_name(model._meta.db_table)
        theirs = scenery[model._meta.db_table, southmere.id]
        with acting_for(northvale.id):
            assert run(f"SELECT count(*) FROM {table} WHERE id = %s", [theirs]) == [(0,)], table
            assert run(f"SELECT count(*) FROM {table} WHERE council_id <> %s", [northvale.id]) == [
                (0,)
            ]
            if model._meta.db_table in APPEND_ONLY:
                refused(f"UPDATE {table} SET id = id WHERE id = %s", [theirs])
            else:
                assert run(f"UPDATE {table} SET id = id WHERE id = %s", [theirs]) == 0
            if model._meta.db_table in NEVER_DELETED:
                refused(f"DELETE FROM {table} WHERE id = %s", [theirs])
            else:
                assert run(f"DELETE FROM {table} WHERE id = %s", [theirs]) == 0
        with acting_for(southmere.id):
            assert run(f"SELECT count(*) FROM {table} WHERE id = %s", [theirs]) == [(1,)], table


def test_a_row_cannot_be_given_to_another_council(scenery, northvale, southmere):
    for model in owned_models():
        table = connection.ops.quote_name(model._meta.db_table)
        ours = scenery[model._meta.db_table, northvale.id]
        with acting_for(northvale.id):
            given_away = f"UPDATE {table} SET council_id = %s WHERE id = %s"
            if model._meta.db_table in APPEND_ONLY:
                refused(given_away, [southmere.id, ours])
            else:
                with (
                    pytest.raises(ProgrammingError, match="row-level security"),
                    transaction.atomic(),
                ):
                    run(given_away, [southmere.id, ours])
            columns = ", ".join(
                connection.ops.quote_name(field.column)
                for field in model._meta.local_fields
                if field.column not in {"id", "council_id"} and not field.generated
            )
            more = f", {columns}" if columns else ""
            copied = (
                f"INSERT INTO {table} (id, council_id{more}) "
                f"SELECT gen_random_uuid(), %s{more} FROM {table} WHERE id = %s"
            )
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                run(copied, [southmere.id, ours])


def test_another_councils_row_cannot_be_referred_to(scenery, northvale, southmere):
    tried = 0
    for model in owned_models():
        table = connection.ops.quote_name(model._meta.db_table)
        ours = scenery[model._meta.db_table, northvale.id]
        for field in model._meta.local_fields:
            target = field.related_model
            if target is None or target not in owned_models():
                continue
            theirs = scenery[target._meta.db_table, southmere.id]
            column = connection.ops.quote_name(field.column)
            with (
                acting_for(northvale.id),
                pytest.raises(DatabaseError, match="foreign key"),
                transaction.atomic(),
            ):
                if model._meta.db_table in APPEND_ONLY:
                    _copy_with(model, ours, {column: theirs})
                else:
                    of = ONE_OF.get(model._meta.db_table, ())
                    others = [name for name in of if field.column in of and name != field.column]
                    empty = "".join(f", {name} = NULL" for name in others)
                    run(f"UPDATE {table} SET {column} = %s{empty} WHERE id = %s", [theirs, ours])
                run("SET CONSTRAINTS ALL IMMEDIATE")
            tried += 1
    assert tried > 0


def _copy_with(model, row_id, values):
    """
    Insert a copy of a row that differs in these columns, with what must be unique anew.

    An entry of the ledger gets a transaction of its own, which may come after it.
    """
    table, owner = model._meta.db_table, uuid4()
    if table == "payments_ledgerentry":
        _insert_copy(model, uuid4(), row_id, {'"transaction_id"': owner, **values})
        model, row_id, values = _owner_of(model, row_id)
    _insert_copy(model, owner, row_id, {'"key"': str(owner), **values})


def _owner_of(model, row_id):
    entry = model.all_councils.get(pk=row_id)
    return type(entry.transaction), entry.transaction_id, {}


def _insert_copy(model, new_id, row_id, values):
    quoted = connection.ops.quote_name
    names = [quoted(field.column) for field in model._meta.local_fields if field.column != "id"]
    picked = ["%s" if name in values else name for name in names]
    table = quoted(model._meta.db_table)
    run(
        f"INSERT INTO {table} (id, {', '.join(names)}) "
        f"SELECT %s, {', '.join(picked)} FROM {table} WHERE id = %s",
        [new_id, *(values[name] for name in names if name in values), row_id],
    )


def test_tables_cannot_be_truncated_copied_out_or_unfenced(scenery, northvale):
    for model in owned_models():
        table = connection.ops.quote_name(model._meta.db_table)
        for statement in (
            f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"DROP POLICY council_isolation ON {table}",
            f"CREATE POLICY open ON {table} USING (true)",
            f"DROP TABLE {table} CASCADE",
        ):
            with acting_for(northvale.id), pytest.raises(ProgrammingError), transaction.atomic():
                run(statement)


def test_copying_out_gives_only_the_own_rows(scenery, northvale, southmere):
    for model in owned_models():
        table = connection.ops.quote_name(model._meta.db_table)
        with acting_for(northvale.id), connection.cursor() as cursor:
            with cursor.cursor.copy(f"COPY (SELECT council_id FROM {table}) TO STDOUT") as copy:
                seen = {int(row[0]) for row in copy.rows()}
        assert seen == {northvale.id}, table


def test_without_a_scope_nothing_is_visible_or_can_be_written(scenery, northvale):
    for model in owned_models():
        table = connection.ops.quote_name(model._meta.db_table)
        assert run(f"SELECT count(*) FROM {table}") == [(0,)], table
        if model._meta.db_table in NEVER_DELETED:
            refused(f"DELETE FROM {table}")
        else:
            assert run(f"DELETE FROM {table}") == 0
        if model._meta.db_table in APPEND_ONLY:
            refused(f"UPDATE {table} SET id = id")
        else:
            assert run(f"UPDATE {table} SET id = id") == 0


@pytest.mark.django_db(transaction=True)
def test_a_request_that_fails_half_way_leaves_no_scope_on_its_connection(
    client, northvale, settings, monkeypatch
):
    from moothall.councils.views import public

    def fail(*args, **kwargs):
        raise RuntimeError("half-way")

    monkeypatch.setattr(public, "HttpResponse", fail)
    client.raise_request_exception = False
    before = connection.connection

    response = client.get("/brand/x.css", headers={"host": "northvale.test"})

    assert response.status_code == 500
    assert connection.connection is before
    assert run("SELECT current_setting('moothall.council_ids', true)") == [("",)]
    assert run("SELECT count(*) FROM councils_team") == [(0,)]


def test_the_driver_cannot_be_talked_into_another_role(db):
    """The role that the application takes on cannot become the backup's, which passes policies."""
    with pytest.raises(DatabaseError), transaction.atomic():
        run("SET SESSION AUTHORIZATION moothall_backup")


def _exists(label: str) -> bool:
    try:
        apps.get_model(label)
    except LookupError:
        return False
    return True
