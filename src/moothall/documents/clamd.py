"""
Asking clamd, the scanner of ClamAV, by its INSTREAM command (see clamd(8)).

The file goes over in pieces, each with its length before it; the answer is one line.
"""

import socket
import struct
from datetime import timedelta
from typing import IO

from moothall.kernel.errors import GiveUp, Retry

_PIECE = 64 * 1024
#: In seconds, for each step: clamd is near, but looks long at what is packed.
TIMEOUT = 60.0
CONNECT_TIMEOUT = 5.0
_LONGEST_ANSWER = 4096
_TRY_AGAIN_AFTER = timedelta(minutes=1)


def virus_in(content: IO[bytes], address: str) -> str:
    """
    Return the name of the virus that a file holds, or nothing of a clean one.

    `address` is `tcp://host:port` or `unix:///path`.

    :raises Retry: if clamd does not answer, or not so that it can be understood
    :raises GiveUp: if it refuses the file, as too large for it
    """
    try:
        with _connected(address) as line:
            answer = _asked(line, content)
    except OSError as error:
        raise Retry(f"clamd does not answer: {error}", after=_TRY_AGAIN_AFTER) from error
    said = answer.rstrip("\0\n ")
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND") or "unnamed"
    if "size limit exceeded" in said:
        raise GiveUp("clamd takes no file of this size (see its StreamMaxLength).")
    raise Retry(f"clamd did not answer as it should: {said[:200]!r}", after=_TRY_AGAIN_AFTER)


def _asked(line: socket.socket, content: IO[bytes]) -> str:
    """Send the file and return the answer; clamd may answer, and hang up, before it is all over."""
    try:
        line.sendall(b"zINSTREAM\0")
        while piece := content.read(_PIECE):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        answer = _heard(line)
        if not answer:
            raise
        return answer
    return _heard(line)


def _heard(line: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.decode("utf-8", "replace")


def _connected(address: str) -> socket.socket:
    kind, _, place = address.partition("://")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_TIMEOUT)
        line.connect(place)
    else:
        host, _, port = place.rpartition(":")
        line = socket.create_connection((host, int(port)), timeout=CONNECT_TIMEOUT)
    line.settimeout(TIMEOUT)
    return line
