"""What cases, promises and references are called on the screens of staff."""

from collections.abc import Mapping
from types import MappingProxyType

from moothall.cases.workflow import Status

#: The colour of a status; the words beside it say the same.
TONES: Mapping[Status, str] = MappingProxyType(
    {
        Status.RECEIVED: "new",
        Status.IN_PROGRESS: "active",
        Status.SCHEDULED: "planned",
        Status.AWAITING_RESIDENT: "waiting",
        Status.RESOLVED: "done",
        Status.CLOSED_NO_ACTION: "closed",
        Status.DUPLICATE: "closed",
        Status.CANCELLED: "closed",
    }
)

#: The spelling alphabet of British telephones (ITU and NATO); digits are read as they are.
_SPELLING = MappingProxyType(
    {
        "A": "Alfa", "B": "Bravo", "C": "Charlie", "D": "Delta", "E": "Echo", "F": "Foxtrot",
        "G": "Golf", "H": "Hotel", "I": "India", "J": "Juliett", "K": "Kilo", "L": "Lima",
        "M": "Mike", "N": "November", "O": "Oscar", "P": "Papa", "Q": "Quebec", "R": "Romeo",
        "S": "Sierra", "T": "Tango", "U": "Uniform", "V": "Victor", "W": "Whiskey", "X": "X-ray",
        "Y": "Yankee", "Z": "Zulu",
    }
)  # fmt: skip


def spelled(reference: str) -> list[list[str]]:
    """Return a reference as it is read down a telephone: groups of words, "November" for N."""
    return [
        [_SPELLING.get(character, character) for character in group]
        for group in reference.upper().split("-")
    ]
