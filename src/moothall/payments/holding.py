"""Taking things off what is left of them, and putting them back; the database counts."""

from collections.abc import Iterable

from django.db import connection

from moothall.payments.models import BasketLine

_TAKE = 'UPDATE payments_stock SET "left" = "left" - %s WHERE id = %s AND "left" >= %s'
_PUT_BACK = 'UPDATE payments_stock SET "left" = "left" + %s WHERE id = %s'


def take_from_stock(lines: Iterable[BasketLine]) -> BasketLine | None:
    """
    Take what the lines need; return the first of which there is not enough, or nothing.

    Rows are locked in the order of their ids, so that two payers never wait for each other. After
    a line is returned the caller rolls back: what was taken for others is taken still.
    """
    with connection.cursor() as cursor:
        for line in _by_stock(lines):
            cursor.execute(_TAKE, [line.quantity, line.stock_id, line.quantity])
            if cursor.rowcount == 0:
                return line
    return None


def put_back_in_stock(lines: Iterable[BasketLine]) -> None:
    """Put back what the lines held."""
    with connection.cursor() as cursor:
        for line in _by_stock(lines):
            cursor.execute(_PUT_BACK, [line.quantity, line.stock_id])


def _by_stock(lines: Iterable[BasketLine]) -> list[BasketLine]:
    return sorted((line for line in lines if line.stock_id), key=lambda line: str(line.stock_id))
