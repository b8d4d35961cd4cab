"""The door at which files are handed over, in clamd's own protocol (clamd(8))."""

import socketserver
import struct
import threading
import time

from simulators.clamd.scans import Scans
from simulators.program import HOST
from simulators.trouble import Kind, Troubles

OPERATIONS = {"instream": "looking at a file"}
TROUBLES = (
    Kind("slow", "Be slow", "Wait this many seconds before the answer.", {"seconds": 3.0}),
    Kind("down", "Be down", "Hang up without a word."),
    Kind("too_large", "Find it too large", "Answer that the file is larger than allowed."),
    Kind(
        "find",
        "Find a virus",
        "Find a virus of this name, whatever the file.",
        {"virus": "Win.Test.EICAR_HDB-1"},
    ),
    Kind("nonsense", "Talk nonsense", "Answer with something else."),
)
#: The file that every scanner finds; see eicar.org. Parted, so that none finds it in this one.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST_STREAM = 25 * 1024 * 1024
_LONGEST_COMMAND = 64
_LENGTH = struct.Struct(">I")


class ScannerDoor:
    """The TCP server, in a thread of its own."""

    def __init__(self, scans: Scans, troubles: Troubles, port: int) -> None:
        """Prepare a door at this port; 0 picks a free one."""
        door = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                door.serve(self)

        self._scans = scans
        self._troubles = troubles
        self._handler = Handler
        self.port = port

    def open(self) -> None:
        """
        Begin to look at files.

        :raises OSError: if something else listens there
        """
        self._server = socketserver.ThreadingTCPServer((HOST, self.port), self._handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()

    def close(self) -> None:
        """Take no more."""
        self._server.shutdown()
        self._server.server_close()

    def serve(self, caller: socketserver.StreamRequestHandler) -> None:
        """Do what one caller asks, in the form that it asks: a NUL ends, or a new line."""
        prefix = caller.rfile.read(1)
        end = b"\0" if prefix == b"z" else b"\n"
        command = _until(caller, end).decode("ascii", "replace")
        if command == "PING":
            caller.wfile.write(b"PONG" + end)
        elif command == "VERSION":
            caller.wfile.write(b"ClamAV 1.4.3/simulated" + end)
        elif command == "INSTREAM":
            self._look(caller, end)
        else:
            caller.wfile.write(b"UNKNOWN COMMAND" + end)

    def _look(self, caller: socketserver.StreamRequestHandler, end: bytes) -> None:
        if self._troubles.take("down", "instream") is not None:
            return
        content = _stream(caller)
        slow = self._troubles.take("slow", "instream")
        if slow is not None:
            time.sleep(float(slow["seconds"]))
        answer = self._answer(content)
        self._scans.note(content or b"", answer)
        caller.wfile.write(answer.encode() + end)

    def _answer(self, content: bytes | None) -> str:
        if content is None or self._troubles.take("too_large", "instream") is not None:
            return "INSTREAM size limit exceeded. ERROR"
        if self._troubles.take("nonsense", "instream") is not None:
            return "Good morning"
        found = self._troubles.take("find", "instream")
        if found is not None:
            return f"stream: {found['virus']} FOUND"
        return "stream: Eicar-Test-Signature FOUND" if TEST_VIRUS in content else "stream: OK"


def _stream(caller: socketserver.StreamRequestHandler) -> bytes | None:
    """Read a file piece by piece; nothing of one that is too large."""
    content = b""
    while length := _LENGTH.unpack(caller.rfile.read(_LENGTH.size) or bytes(4))[0]:
        if len(content) + length > LARGEST_STREAM:
            return None
        content += caller.rfile.read(length)
    return content


def _until(caller: socketserver.StreamRequestHandler, end: bytes) -> bytes:
    command = b""
    while len(command) < _LONGEST_COMMAND:
        one = caller.rfile.read(1)
        if one in (b"", end):
            break
        command += one
    return command.strip()
