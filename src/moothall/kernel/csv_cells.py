"""
Lines of CSV (RFC 4180) that no spreadsheet takes for a formula.

A cell that begins like one gets a leading apostrophe, as OWASP's page on CSV injection advises:
https://owasp.org/www-community/attacks/CSV_Injection. Every cell stands in quotes, so that none
can be split in two by a reader that expects other separators.
"""

import unicodedata
from collections.abc import Iterable

#: What a file begins with, for Excel would else read it in the letters of another age.
BYTE_ORDER_MARK = "\ufeff"

#: How a formula begins; wider letters for the same count, for Excel takes them for the usual.
_SIGNS = frozenset("=+-@")
_BREAKS = ("\t", "\r", "\n")


def safe(text: str) -> str:
    """Return a text as a cell may hold it: with an apostrophe before it if it looks a formula."""
    return f"'{text}" if _looks_like_a_formula(text) else text


def line_of(texts: Iterable[str]) -> str:
    """Return a line of CSV with these texts, each made safe."""
    return ",".join(_quoted(safe(text)) for text in texts) + "\r\n"


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _looks_like_a_formula(text: str) -> bool:
    """
    Tell whether a text begins like a formula once what has no shape is dropped.

    Apostrophes before it do not count, so that taking one away again always gives back the text.
    """
    text = text.lstrip("'")
    if text.startswith(_BREAKS):
        return True
    seen = next((one for one in text if one.isprintable() and not one.isspace()), "")
    return unicodedata.normalize("NFKC", seen) in _SIGNS
