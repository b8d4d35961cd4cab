"""How long a text message is: in how many parts it is sent, and which letters make it dearer."""

from dataclasses import dataclass

#: The letters of GSM 03.38; those of the second line take two places.
_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€")
_ALONE, _OF_SEVERAL = 160, 153
_WIDE_ALONE, _WIDE_OF_SEVERAL = 70, 67


@dataclass(frozen=True)
class TextLength:
    """How many places a text takes, in how many parts, and the letters that make parts shorter."""

    places: int
    parts: int
    wide: tuple[str, ...]


def length_of(text: str) -> TextLength:
    """Return how long a text is: one letter outside the plain ones makes every part shorter."""
    wide = tuple(dict.fromkeys(one for one in text if one not in _PLAIN | _DOUBLE))
    if wide:
        places = len(text.encode("utf-16-le")) // 2
        return TextLength(places, _parts(places, _WIDE_ALONE, _WIDE_OF_SEVERAL), wide)
    places = len(text) + sum(one in _DOUBLE for one in text)
    return TextLength(places, _parts(places, _ALONE, _OF_SEVERAL), ())


def _parts(places: int, alone: int, of_several: int) -> int:
    return 1 if places <= alone else -(-places // of_several)
