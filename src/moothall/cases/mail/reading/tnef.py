"""
`winmail.dat`: the files that Outlook packs into one (MS-OXTNEF).

Only what people miss is taken out: the words and the attached files.
"""

import struct
from collections.abc import Iterator

SIGNATURE = 0x223E9F78
_HEADER = struct.Struct("<IH")
_ATTRIBUTE = struct.Struct("<BII")
_CHECKSUM = 2
_BODY, _RENDERING, _TITLE, _DATA = 0x2800C, 0x69002, 0x18010, 0x6800F
_ATTACHED = 2
MOST_ATTRIBUTES = 2000


def unpacked(content: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """
    Return the words and the files within.

    :raises ValueError: if it is none, or broken
    """
    words, files = "", []
    name, data = "", b""
    for level, attribute, value in _attributes(content):
        if attribute == _BODY:
            words = value.rstrip(b"\0").decode("cp1252", "replace")
        elif attribute == _RENDERING and level == _ATTACHED:
            if data:
                files.append((name, data))
            name, data = "", b""
        elif attribute == _TITLE:
            name = value.rstrip(b"\0").decode("cp1252", "replace")
        elif attribute == _DATA:
            data = value
    if data:
        files.append((name, data))
    return words, files


def _attributes(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    if len(content) < _HEADER.size or _HEADER.unpack_from(content)[0] != SIGNATURE:
        raise ValueError("This is no winmail.dat.")
    at, number = _HEADER.size, 0
    while at + _ATTRIBUTE.size <= len(content):
        level, attribute, length = _ATTRIBUTE.unpack_from(content, at)
        at += _ATTRIBUTE.size
        number += 1
        if at + length > len(content) or number > MOST_ATTRIBUTES:
            raise ValueError("This winmail.dat is broken.")
        yield level, attribute, content[at : at + length]
        at += length + _CHECKSUM
