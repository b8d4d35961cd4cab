"""The nginx that is shipped, in front of a web server, and one that serves a mere file."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import programs
from bench.ground import Ground
from script.launch.processes import Program

_STATIC = """
daemon off;
worker_processes auto;
pid {folder}/static.pid;
error_log {folder}/static-error.log warn;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path {folder}/static-body;
    proxy_temp_path {folder}/static-proxy;
    fastcgi_temp_path {folder}/static-fastcgi;
    uwsgi_temp_path {folder}/static-uwsgi;
    scgi_temp_path {folder}/static-scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


@dataclass(frozen=True)
class Ports:
    """Where the two listen."""

    shipped: int
    static: int


@contextmanager
def nginx(ground: Ground, upstream: int, *, static_page: bytes = b"") -> Iterator[Ports]:
    """
    This will run both, and leave nothing of them.

    :raises RuntimeError: if the shipped configuration cannot be made on this machine
    """
    folder = Path(tempfile.mkdtemp(prefix="moothall-nginx-"))
    # nginx drops its rights when root starts it, and must still read and write here.
    folder.chmod(0o777)
    ports = Ports(programs.free_port(), programs.free_port())
    pages = folder / "pages"
    pages.mkdir()
    (pages / "page.html").write_bytes(static_page)
    (folder / "static.conf").write_text(_STATIC.format(folder=folder, port=ports.static))
    (folder / "shipped.conf").write_text(_shipped(ground, folder, ports.shipped, upstream))
    running = [_start(ground, folder, name) for name in ("shipped", "static")]
    try:
        for program, port in zip(running, (ports.shipped, ports.static), strict=True):
            path = "/static/moothall.css" if port == ports.shipped else "/page.html"
            programs.wait_until_answers(port, path, program)
        yield ports
    finally:
        for program in running:
            program.ask_to_stop()
            program.make_stop(time.monotonic() + 10)
        shutil.rmtree(folder, ignore_errors=True)


def _shipped(ground: Ground, folder: Path, port: int, upstream: int) -> str:
    made = ground.run(
        "postgres", "manage.py", "nginx_configuration",
        f"--listen=127.0.0.1:{port}",
        f"--upstream=127.0.0.1:{upstream}",
        f"--cache={folder / 'cache'}",
        f"--run={folder}",
        f"--static={ground.checkout.static}",
        f"--error-log={folder / 'error.log'}",
        f"--access-log={folder / 'access.log'}",
        f"--purge-listen=127.0.0.1:{programs.free_port()}",
    )  # fmt: skip
    return f"daemon off;\n{made}"


def _start(ground: Ground, folder: Path, name: str) -> Program:
    command = ["nginx", "-p", str(folder), "-c", str(folder / f"{name}.conf"),
               "-e", str(folder / f"{name}-start.log")]  # fmt: skip
    program = Program(
        f"nginx-{name}", command, dict(os.environ), folder, ground.checkout.logs / "nginx.log"
    )
    program.start()
    return program
