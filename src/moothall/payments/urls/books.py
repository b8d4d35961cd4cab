"""The books in the workspace."""

from django.urls import path

from moothall.payments.views.books import differing, exporting, reading

_BOOKS = "books/<slug:council>/"

urlpatterns = [
    path("books/", reading.every_council, name="books-of-all"),
    path(_BOOKS, reading.books, name="books"),
    path(f"{_BOOKS}takings/", reading.daily_takings, name="books-takings"),
    path(f"{_BOOKS}figure/", reading.figure, name="books-figure"),
    path(f"{_BOOKS}vat/", reading.vat, name="books-vat"),
    path(f"{_BOOKS}find/", reading.find, name="books-find"),
    path(f"{_BOOKS}ledger/<uuid:transaction_id>/", reading.transaction, name="books-transaction"),
    path(f"{_BOOKS}payments/<uuid:payment_id>/", reading.payment, name="books-payment"),
    path(f"{_BOOKS}differences/", differing.differences, name="books-differences"),
    path(
        f"{_BOOKS}differences/<uuid:difference_id>/",
        differing.difference,
        name="books-difference",
    ),
    path(f"{_BOOKS}bank/", differing.bank_file, name="books-bank-file"),
    path(f"{_BOOKS}exports/", exporting.exports, name="books-exports"),
    path(f"{_BOOKS}exports/<uuid:file_id>/", exporting.fetch, name="books-exported-file"),
]
