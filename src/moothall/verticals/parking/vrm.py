"""
Registration numbers of vehicles: as typed in capitals, never with one letter put for another.

What looks alike on a plate (O and 0, I and 1) is made equal in a column of its own, which the
database derives and which only finds near matches; it is never shown and never charged.
"""

import re

from django.db.models import F, Func, Value

from moothall.verticals.parking.errors import WrongVehicle

SHORTEST, LONGEST = 2, 12
_BETWEEN = re.compile(r"[\s\-.·]")
_NUMBER = re.compile(rf"[A-Z0-9]{{{SHORTEST},{LONGEST}}}")
#: DVLA's style since 2001, which is written with a gap.
_CURRENT_STYLE = re.compile(r"[A-Z]{2}\d{2}[A-Z]{3}")

#: Pairs that cameras and people mistake for each other, in this order.
LOOK_ALIKES = ("OQILZSBG", "00112586")
_FOLDED = str.maketrans(*LOOK_ALIKES)


def normal_vrm(typed: str) -> str:
    """
    Return a registration number in capitals with nothing between its letters and figures.

    :raises WrongVehicle: if it cannot be one
    """
    found = _BETWEEN.sub("", typed).upper()
    if not _NUMBER.fullmatch(found) or not found.isascii():
        raise WrongVehicle("This is no registration number.")
    return found


def folded(vrm: str) -> str:
    """Return what a number looks like, by which near matches are found and nothing else."""
    return vrm.translate(_FOLDED)


def folded_in_database() -> Func:
    """Return the same as the database derives it from the column `vrm`."""
    return Func(F("vrm"), Value(LOOK_ALIKES[0]), Value(LOOK_ALIKES[1]), function="translate")


def spaced(vrm: str) -> str:
    """Return a number as it stands on a plate."""
    return f"{vrm[:4]} {vrm[4:]}" if _CURRENT_STYLE.fullmatch(vrm) else vrm


def masked(vrm: str) -> str:
    """Return what staff see of a number in a list: its last three characters."""
    return f"•••{vrm[-3:]}" if vrm else "–"
