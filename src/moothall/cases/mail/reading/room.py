"""
The room in which letters are read: `python -m moothall.cases.mail.reading.room`.

It takes letters from its standard input, each after its length in eight bytes, and answers each
with one line of JSON. It has little memory, no files to write and nobody's secrets; whoever
started it ends it when an answer takes too long.
"""

import contextlib
import os
import resource
import struct
import sys

from moothall.cases.mail.reading.letter import Letter
from moothall.cases.mail.reading.parsing import read_letter

LENGTH = struct.Struct(">Q")
#: Far more than the largest letter needs in any form, far less than what harms the machine.
MOST_MEMORY = 1_500_000_000


def answer(raw: bytes) -> bytes:
    """Return a letter as a line, or an empty one for what cannot be read."""
    try:
        return read_letter(raw).as_json()
    except Exception:  # noqa: BLE001 - whatever it is, a person reads the letter as it came
        return b""


def main() -> None:
    """Read until nothing more comes."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    while len(header := source.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(header)
        out.write(answer(source.read(length)) + b"\n")
        out.flush()


__all__ = ["Letter", "answer", "main"]

if __name__ == "__main__":
    main()
