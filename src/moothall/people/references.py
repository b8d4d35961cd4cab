"""What people copy from their bills, made comparable."""

import re

_DECORATION = re.compile(r"[\s\-‐-―/.]")
LONGEST = 40


def comparable_reference(typed: str) -> str:
    """Return a reference without spaces, dashes, strokes and dots, in capitals."""
    return _DECORATION.sub("", typed).upper()[:LONGEST]


def comparable_postcode(typed: str) -> str:
    """Return a postcode in capitals without its space."""
    return _DECORATION.sub("", typed).upper()[:LONGEST]
