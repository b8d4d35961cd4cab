"""What every format is read into."""

from typing import NamedTuple

#: Parts the fields of a record where it is staged; it cannot stand in text that was typed.
SEPARATOR = "\x1f"

_NUMBER_DIGITS, _CODE_DIGITS = 12, 6
#: The corners of the British National Grid, Northern Ireland and the Channel Islands included.
_EASTINGS = (-100_000.0, 800_000.0)
_SOUTH, _NORTH, _WEST, _EAST = 48, 62, -10, 3
_NORTHINGS = (-200_000.0, 1_400_000.0)


class RowRefused(Exception):
    """One row cannot be used, and why; the load goes on without it."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class SupplyRefused(Exception):
    """The whole supply is broken, and nothing of it is taken in."""


class Record(NamedTuple):
    """One row of a supply: what it says of which address or street."""

    kind: int
    change: str
    subject: str
    key: str
    fields: tuple[str, ...]


def checked_number(text: str, name: str) -> str:
    """
    Return the text if it is a whole number of at most twelve digits, without leading noughts.

    :raises RowRefused: if it is not
    """
    if not (text.isdecimal() and text.isascii()) or len(text) > _NUMBER_DIGITS:
        raise RowRefused(f"{name} is not a whole number", text[:40])
    return text if text[0] != "0" else str(int(text))


def check_code(text: str, name: str) -> None:
    """
    Pass if the text is a whole number of at most six digits.

    :raises RowRefused: if it is not
    """
    if not (text.isdecimal() and text.isascii()) or len(text) > _CODE_DIGITS:
        raise RowRefused(f"{name} is not a number of at most six digits", text[:40])


def check_coordinates(easting: str, northing: str) -> None:
    """
    Pass if both are numbers within the National Grid.

    :raises RowRefused: if they are not
    """
    try:
        x, y = float(easting), float(northing)
    except ValueError:
        raise RowRefused("coordinates are not numbers", f"{easting}, {northing}") from None
    inside = _EASTINGS[0] < x < _EASTINGS[1] and _NORTHINGS[0] < y < _NORTHINGS[1]
    if not inside or (x == 0 and y == 0):
        raise RowRefused("coordinates are outside the National Grid", f"{easting}, {northing}")


def check_degrees(latitude: str, longitude: str) -> None:
    """
    Pass if both are empty or degrees somewhere near Great Britain.

    :raises RowRefused: if they are not
    """
    if not latitude and not longitude:
        return
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        raise RowRefused("latitude or longitude is not a number", latitude) from None
    if not (_SOUTH < north < _NORTH and _WEST < east < _EAST):
        raise RowRefused("latitude and longitude are not in Great Britain", f"{north}, {east}")
