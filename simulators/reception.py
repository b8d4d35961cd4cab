"""The front desk of a simulator: it notes every request, and lets trouble strike."""

import io
import json
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from simulators.ledger import Ledger
from simulators.trouble import Option, Troubles

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SCHEMA = """
CREATE TABLE IF NOT EXISTS received (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    operation TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    query TEXT NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    outcome TEXT NOT NULL DEFAULT ''
);
"""
KEPT_REQUESTS = 5000
"""How many requests the log holds; the oldest go, so that a bench does not fill the disk."""

SIGN_IN_PAGE = b"""<!doctype html>
<html lang="en"><head><title>Sign in</title></head>
<body><h1>Your session has ended</h1><p>Sign in to go on.</p></body></html>
"""

Answer = tuple[str, list[tuple[str, str]], bytes]
"""Status line, headers, body."""
ErrorShape = Callable[[str, int, str], tuple[str, bytes]]
"""Given the path, a status and a message: the content type and body of the interface's error."""


class Reception:
    """
    Stands before a simulator's pages.

    Requests that belong to the simulated interface are noted word for word before anything else
    happens to them, so that a test can prove what was sent even when it was never answered.
    """

    def __init__(
        self,
        inner: "WSGIApplication",
        *,
        ledger: Ledger,
        troubles: Troubles,
        operation_of: Callable[[str, str], str | None],
        error_shape: ErrorShape,
        operation_in: Callable[[str, bytes], str] | None = None,
    ) -> None:
        """
        Stand before these pages.

        Where all messages go to one address, `operation_in` looks into the body.
        """
        self._inner = inner
        self._ledger = ledger
        self._troubles = troubles
        self._operation_of = operation_of
        self._error_shape = error_shape
        self._operation_in = operation_in

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """
        Answer one request.

        :raises ConnectionAbortedError: to make the server hang up, when told to
        """
        operation = self._operation_of(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if operation is None:
            return self._inner(environ, start_response)
        body = _read_body(environ)
        if self._operation_in is not None:
            operation = self._operation_in(operation, body)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["wsgi.input_terminated"] = True
        number = self._note(environ, operation, body)
        try:
            status, headers, content = self._handle(environ, operation)
        except ConnectionAbortedError as hung_up:
            self._note_outcome(number, str(hung_up))
            raise
        self._note_outcome(number, status)
        start_response(status, headers)
        return [content]

    def _handle(self, environ: "WSGIEnvironment", operation: str) -> Answer:
        """Let each trouble strike in its place around the work."""
        slow = self._troubles.take("slow", operation)
        if slow and not slow["after_the_work"]:
            time.sleep(float(slow["seconds"]))
        if self._troubles.take("down", operation) is not None:
            raise ConnectionAbortedError("hung up before the work")
        instead = self._instead(environ["PATH_INFO"], operation)
        if instead is not None:
            return instead
        html = self._troubles.take("html", operation)
        if html and not html["after_the_work"]:
            return _sign_in_page()
        answer = _run(self._inner, environ)
        if slow and slow["after_the_work"]:
            time.sleep(float(slow["seconds"]))
        if self._troubles.take("lose_answer", operation) is not None:
            raise ConnectionAbortedError("hung up after the work")
        return _sign_in_page() if html else answer

    def _instead(self, path: str, operation: str) -> Answer | None:
        """Answer with an error in place of the work, when told to."""
        refuse = self._troubles.take("refuse", operation)
        if refuse is not None:
            return self._error(path, refuse, str(refuse["message"]))
        fail = self._troubles.take("fail", operation)
        if fail is not None:
            return self._error(path, fail, "The simulator was told to fail.")
        return None

    def _error(self, path: str, options: Mapping[str, Option], message: str) -> Answer:
        """Put an error in the shape of the simulated interface."""
        status = int(options["status"])
        content_type, content = self._error_shape(path, status, message)
        return _status_line(status), [("Content-Type", content_type)], content

    def _note(self, environ: "WSGIEnvironment", operation: str, body: bytes) -> int:
        """Write down what was received."""
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        }
        with self._ledger.writing() as rows:
            number = rows.execute(
                "INSERT INTO received (at, operation, method, path, query, headers, body) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    time.time(),
                    operation,
                    environ["REQUEST_METHOD"],
                    environ["PATH_INFO"],
                    environ.get("QUERY_STRING", ""),
                    json.dumps(headers),
                    body,
                ),
            ).lastrowid
            rows.execute("DELETE FROM received WHERE id <= ?", ((number or 0) - KEPT_REQUESTS,))
        return number or 0

    def _note_outcome(self, number: int, outcome: str) -> None:
        """Write down how it ended."""
        with self._ledger.writing() as rows:
            rows.execute("UPDATE received SET outcome = ? WHERE id = ?", (outcome, number))


def received(ledger: Ledger, *, operation: str = "", limit: int = 200) -> list[dict[str, object]]:
    """Show the newest requests that were received, newest first."""
    with ledger.reading() as rows:
        found = rows.execute(
            "SELECT * FROM received WHERE ? IN ('', operation) ORDER BY id DESC LIMIT ?",
            (operation, limit),
        ).fetchall()
    return [
        {
            **{name: row[name] for name in ("id", "at", "operation", "method", "path", "query")},
            "headers": json.loads(row["headers"]),
            "body": row["body"].decode("utf-8", "replace"),
            "form": parse_qsl(row["body"].decode("utf-8", "replace"), keep_blank_values=True)
            if "urlencoded" in row["headers"]
            else [],
            "outcome": row["outcome"],
        }
        for row in found
    ]


def _read_body(environ: "WSGIEnvironment") -> bytes:
    """
    Take in the whole body.

    Closing a connection with unread data resets it, and the reset would swallow our answer.
    """
    if environ.get("wsgi.input_terminated"):
        return bytes(environ["wsgi.input"].read())
    length = environ.get("CONTENT_LENGTH") or "0"
    return bytes(environ["wsgi.input"].read(int(length))) if length.isdigit() else b""


def _run(inner: "WSGIApplication", environ: "WSGIEnvironment") -> Answer:
    """Do the work and hold its answer back."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def begin(
        status: str, headers: list[tuple[str, str]], exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        del exc_info
        begun.append((status, headers))
        return lambda content: content

    result = inner(environ, begin)
    try:
        content = b"".join(result)
    finally:
        close = getattr(result, "close", None)
        if close is not None:
            close()
    status, headers = begun[-1]
    return status, headers, content


def _sign_in_page() -> Answer:
    """Answer as a system does whose session has quietly ended."""
    return "200 OK", [("Content-Type", "text/html; charset=utf-8")], SIGN_IN_PAGE


def _status_line(status: int) -> str:
    """Name a status as HTTP does."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"
