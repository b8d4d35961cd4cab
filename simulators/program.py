"""Running a simulator as a program of its own: its arguments, its start and its end."""

import argparse
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"
"""Simulators hold no locks on their doors, so they listen to this machine alone."""


class _QuietHandler(WSGIRequestHandler):
    """Keeps the terminal for the one line that says we are ready."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: the request log is in the state file."""

    def connection_dropped(
        self, error: BaseException, environ: "WSGIEnvironment | None" = None
    ) -> None:
        """Hang up; werkzeug would otherwise wait for the caller's next request."""
        del error, environ
        self.close_connection = True


class _Prefixed:
    """Lets the pages live beneath a path, whether or not a proxy has stripped it."""

    def __init__(self, inner: "WSGIApplication", prefix: str) -> None:
        self._inner = inner
        self._prefix = prefix

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == self._prefix or path.startswith(self._prefix + "/"):
            environ["PATH_INFO"] = path[len(self._prefix) :] or "/"
        environ["SCRIPT_NAME"] = self._prefix
        return self._inner(environ, start_response)


def argument_parser(name: str, description: str) -> argparse.ArgumentParser:
    """Offer the arguments that all simulators share."""
    parser = argparse.ArgumentParser(prog=f"python -m simulators.{name}", description=description)
    parser.add_argument("--port", type=int, required=True, help="0 picks a free one")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="kept here")
    parser.add_argument(
        "--url-prefix", default="", help="the path beneath which a proxy shows it, such as /crew"
    )
    return parser


def serve(
    wsgi: "WSGIApplication",
    *,
    title: str,
    port: int,
    url_prefix: str = "",
    also: str = "",
    on_stop: Sequence[Callable[[], None]] = (),
) -> None:
    """
    Serve until told to stop by SIGTERM or SIGINT.

    Requests that are still waiting are dropped at the end: what they had committed is kept.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    prefix = "/" + url_prefix.strip("/") if url_prefix.strip("/") else ""
    server = make_server(
        HOST,
        port,
        _Prefixed(wsgi, prefix) if prefix else wsgi,
        threaded=True,
        request_handler=_QuietHandler,
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    print(f"{title} is ready at http://{HOST}:{server.server_port}{prefix}/{also}", flush=True)
    stop.wait()
    server.shutdown()
    for step in on_stop:
        step()
