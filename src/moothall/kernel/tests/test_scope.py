import pytest
from django.db import connection, transaction

from moothall.councils.models import Team
from moothall.kernel.errors import ScopeMissing
from moothall.kernel.scope import (
    acting_for,
    councils_in_force,
    crossing_councils,
    current_council_id,
)


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('moothall.council_ids', true)")
        return cursor.fetchone()[0] or ""


def test_a_manager_refuses_to_read_without_a_council(db):
    with pytest.raises(ScopeMissing):
        Team.objects.all()


def test_raw_sql_sees_only_the_council_in_force(northvale, southmere):
    with acting_for(northvale.id), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT council_id FROM councils_team")
        assert cursor.fetchall() == [(northvale.id,)]


def test_raw_sql_sees_nothing_without_a_council(northvale):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM councils_team")
        assert cursor.fetchone() == (0,)


def test_scopes_nest_and_are_restored(northvale, southmere):
    with acting_for(northvale.id):
        with acting_for(northvale.id, southmere.id):
            assert Team.objects.count() == 2
        assert current_council_id() == northvale.id
        assert Team.objects.count() == 1
    assert councils_in_force() == ()
    assert setting() == ""


def test_crossing_puts_every_council_in_force(northvale, southmere):
    with crossing_councils():
        assert set(councils_in_force()) == {northvale.id, southmere.id}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_broken_transaction_leaves_no_scope_behind(northvale):
    with pytest.raises(ZeroDivisionError), transaction.atomic(), acting_for(northvale.id):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        raise ZeroDivisionError

    assert setting() == ""
    assert councils_in_force() == ()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_dead_connection_is_replaced_on_the_way_in(northvale):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    import psycopg

    from moothall.kernel.tests.database import url_of

    with psycopg.connect(url_of("postgres"), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])

    with acting_for(northvale.id):
        assert Team.objects.count() == 1
