"""A table of prices in words, as its payers and its council read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from moothall.kernel.money import pounds
from moothall.payments.catalogue.fees import FeeRules, PriceRow
from moothall.payments.wording import words_in


@dataclass(frozen=True)
class PriceLine:
    """One price, and when it holds."""

    amount: str
    when: str


def price_lines(rules: FeeRules, language: str) -> Sequence[PriceLine]:
    """Return the prices in the order in which they are read."""
    places = {one.key: words_in(dict(one.name), language) for one in rules.properties}
    people = {one.key: words_in(dict(one.name), language) for one in rules.concessions}
    return tuple(
        PriceLine(pounds(row.pence), _sentence(", ".join(_conditions(row, places, people))))
        for row in rules.prices
    )


def _conditions(
    row: PriceRow, places: Mapping[str, str], people: Mapping[str, str]
) -> Sequence[str]:
    said = [people.get(row.concession, ""), places.get(row.properties, "")]
    if row.from_nth > 1:
        said.append(_("each one from number %(nth)s on") % {"nth": row.from_nth})
    if row.from_quantity > 1:
        said.append(_("if you take %(count)s or more") % {"count": row.from_quantity})
    if row.from_on:
        said.append(_("from %(day)s") % {"day": date_format(row.from_on, "j F Y")})
    if row.until_on:
        said.append(_("until %(day)s") % {"day": date_format(row.until_on, "j F Y")})
    return [one for one in said if one]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
