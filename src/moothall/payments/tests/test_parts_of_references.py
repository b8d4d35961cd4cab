"""Payments by a part of a reference: by index, however many there are, within one council."""

from datetime import timedelta

import pytest
from django.db import connection

from moothall.kernel.scope import acting_for, crossing_councils
from moothall.payments.models import Payment
from moothall.payments.parts_of_references import Part, is_too_short, payments_with
from moothall.payments.tests.kit import Shop

pytestmark = pytest.mark.django_db
MANY = 40_000


def a_payment(council, now, **changes):
    with acting_for(council.id):
        shop = Shop(council, now).open()
        basket = shop.basket(shop.item(reference="CT 1234-5678/9"))
        payment = shop.begin(basket)
        Payment.objects.filter(pk=payment.pk).update(**changes)
    return payment


@pytest.mark.parametrize("typed", ["12345", "45678", "ct1234", "5678/9", "r-7k", "7K29", "gw 88"])
def test_any_part_of_any_reference_finds_it(northvale, now, typed):
    payment = a_payment(northvale, now, reference="NOR-7K2-9QX", gateway_reference="gw-881")

    with acting_for(northvale.id):
        assert set(payments_with(Part([northvale.id], typed, most=9))) == {payment.pk}


@pytest.mark.parametrize("typed", ["", "7", "7K", "--- /", "9QXGW", "%%%", "___", "QX|GW", "ŵŵŵŵ"])
def test_too_little_and_what_stands_in_none_finds_nothing(northvale, now, typed):
    a_payment(northvale, now, reference="NOR-7K2-9QX", gateway_reference="gw-881")

    with acting_for(northvale.id):
        assert payments_with(Part([northvale.id], typed, most=9)) == []
    assert is_too_short("7-K")
    assert not is_too_short("7-K2")


def test_what_else_is_known_narrows_before_the_newest_are_taken(northvale, now):
    payment = a_payment(northvale, now, reference="NOR-7K2-9QX")
    late = now + timedelta(seconds=1)

    with acting_for(northvale.id):
        for more, count in (
            ({"amount_pence": 6000, "between": (now, late), "state": "started"}, 1),
            ({"amount_pence": 6001}, 0),
            ({"between": (late, late + timedelta(days=1))}, 0),
            ({"state": "paid"}, 0),
        ):
            found = payments_with(Part([northvale.id], "7K29", most=1, **more))
            assert found == [payment.pk] * count, more


def test_nobody_finds_another_councils(northvale, southmere, now):
    ours = a_payment(northvale, now, reference="NOR-7K2-9QX")
    theirs = a_payment(southmere, now, reference="SOU-7K2-9QX")
    both = Part([northvale.id, southmere.id], "7K29", most=9)

    with acting_for(northvale.id):
        assert payments_with(both) == [ours.pk]
        assert payments_with(Part([southmere.id], "7K29", most=9)) == []
    with crossing_councils():
        assert set(payments_with(both)) == {ours.pk, theirs.pk}
    assert payments_with(both) == []


def test_the_search_role_reads_a_few_columns_and_nobody_becomes_it(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(proowner), prosecdef FROM pg_proc "
            "WHERE proname = 'payments_with_reference'"
        )
        assert cursor.fetchall() == [("moothall_search", True)]
        for table, column, may in (
            ("payments_payment", "reference", True),
            ("payments_payment", "email", False),
            ("payments_paymentline", "account_name", False),
        ):
            cursor.execute(
                "SELECT has_column_privilege('moothall_search', %s, %s, 'SELECT')", [table, column]
            )
            assert cursor.fetchone() == (may,)
        cursor.execute("SELECT pg_has_role(current_user, 'moothall_search', 'MEMBER')")
        assert cursor.fetchone() == (False,)


@pytest.mark.slow
def test_a_part_is_found_by_its_letters_among_many(northvale, now):
    payment = a_payment(northvale, now, reference="NOR-7K2-9QX")
    with acting_for(northvale.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
            "WHERE table_name = 'payments_payment' "
            "AND column_name NOT IN ('id', 'reference', 'gateway_reference', 'state')"
        )
        columns = cursor.fetchone()[0]
        cursor.execute(
            f"INSERT INTO payments_payment (id, reference, gateway_reference, state, {columns}) "
            "SELECT gen_random_uuid(), 'NOR-' || n, md5(n::text), 'failed', "
            f"{columns} FROM payments_payment, generate_series(1, {MANY}) n"
        )
        cursor.execute("SET ROLE NONE")
        cursor.execute("ANALYZE payments_payment")
        cursor.execute("SET ROLE moothall_app")
        looked = (
            "SELECT seq_scan, seq_tup_read, idx_scan FROM pg_stat_xact_user_tables "
            "WHERE relname = 'payments_payment'"
        )
        cursor.execute(looked)
        before = cursor.fetchone()

        assert payments_with(Part([northvale.id], "2-9qx", most=50)) == [payment.pk]
        frequent = payments_with(Part([northvale.id], "nor", most=50))

        cursor.execute(looked)
        after = cursor.fetchone()
    assert len(frequent) == 50
    assert after[:2] == before[:2], "the whole table was read"
    assert after[2] > before[2]
