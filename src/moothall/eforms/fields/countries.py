"""The countries of addresses abroad: their codes (ISO 3166-1) and names in our languages."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

HOME = "GB"
#: Codes of the Unicode repository that stand for no country of the standard (Kosovo's does in use).
_NO_COUNTRY = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
_LETTERS = 2


@cache
def countries_in(language: str) -> Mapping[str, str]:
    """Return the names of all countries in a language by their codes, in the order of the names."""
    names = Locale.parse(language).territories
    found = {
        code: name
        for code, name in names.items()
        if len(code) == _LETTERS and code.isalpha() and code not in _NO_COUNTRY
    }
    return dict(sorted(found.items(), key=lambda one: one[1].casefold()))
