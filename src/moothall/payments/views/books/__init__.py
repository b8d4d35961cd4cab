"""The pages on which finance staff keep the books."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from moothall.councils.rows import CouncilRow
from moothall.kernel.money import pounds_in_full
from moothall.payments.books_words import channel, company, happened

BASE = "workspace/base.html"
#: A rate is kept in hundredths of a per cent.
PER_CENT = 100


def screen(request: HttpRequest, council: CouncilRow, name: str, **context: Any) -> HttpResponse:
    """Draw a page of a council's books."""
    brand = {"name": council.name, "colour": council.brand.primary_colour}
    return render(
        request,
        f"payments/workspace/books/{name}.html",
        {
            "base": BASE,
            "council": council,
            "acting_for": [brand],
            "pounds": pounds_in_full,
            "company": company,
            "channel": channel,
            "happened": happened,
            **context,
        },
    )
