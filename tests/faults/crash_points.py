"""
The product's own programs, with points at which they die as if the plug was pulled.

    python -m tests.faults.crash_points worker [ARGUMENT OF THE WORKER ...]
    python -m tests.faults.crash_points web PORT
    python -m moothall.config.serve … tests.faults.crash_points:dies_before_answering

The file named by CRASH_FLAG holds the names of points, one a line. A process that comes to the
first of them takes it out of the file and ends itself with -9. The first two programs load the
product once and fork: whoever dies is there again at once, as under a supervisor that restarts
what has ended, and no test waits for the product to load for each death.
"""

import importlib
import os
import signal
import socketserver
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.util import setup_testing_defaults

from tests.faults.points import ALL, Point

#: What is done by the clock each second here, not each ten or twenty: giving back what a dead
#: worker held, and asking about payments whose time it is.
HURRIED = ("kernel.rescue_stalled_jobs", "payments.check_due")
EACH_SECOND = "* * * * * *"
#: Pages that load what most pages need.
WARM = ("/readyz", "/", "/basket/", "/pay/allotment/", "/forms/street-fault/")


def next_point() -> str:
    """Return at which point somebody is to die next, or nothing."""
    try:
        return Path(os.environ["CRASH_FLAG"]).read_text(encoding="utf-8").partition("\n")[0]
    except FileNotFoundError:
        return ""


def die_at(name: str, kill: Callable[[], None]) -> None:
    """End this process if this is the point at which one is to die next."""
    if next_point() != name:
        return
    flag = Path(os.environ["CRASH_FLAG"])
    rest = flag.read_text(encoding="utf-8").partition("\n")[2]
    if rest:
        flag.with_suffix(".new").write_text(rest, encoding="utf-8")
        flag.with_suffix(".new").replace(flag)
    else:
        flag.unlink()
    kill()


def kill_alone() -> None:
    """Pull the plug of this process."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_group() -> None:
    """Pull the plug of this process and of all that were started with it."""
    os.killpg(os.getpgid(0), signal.SIGKILL)


def arm_all() -> None:
    """Make the functions of all points deadly."""
    for name, point in ALL.items():
        _arm(name, point)


def _arm(name: str, point: Point) -> None:
    module = importlib.import_module(point.module)
    whole = getattr(module, point.function)

    def deadly(*args, **kwargs):
        if point.when == "before":
            die_at(name, kill_alone)
        result = whole(*args, **kwargs)
        if point.when == "after":
            die_at(name, kill_alone)
        return result

    deadly.__name__, deadly.__module__ = whole.__name__, whole.__module__
    setattr(module, point.function, deadly)
    from moothall.kernel import outbox

    for key, (event_type, handler) in outbox._handlers.items():
        if handler is whole:
            outbox._handlers[key] = (event_type, deadly)


def hurry() -> None:
    """Let the queue do as often as it can what tests would wait for."""
    from procrastinate.contrib.django import app  # noqa: TID251 - its clock is nobody else's

    for key, periodic in list(app.periodic_registry.periodic_tasks.items()):
        if periodic.periodic_id in HURRIED:
            del app.periodic_registry.periodic_tasks[key]
            app.periodic_registry.register_task(
                task=periodic.task,
                cron=EACH_SECOND,
                periodic_id=periodic.periodic_id,
                configure_kwargs=periodic.configure_kwargs,
            )


def work(arguments: list[str]) -> None:
    """Run a worker; one that was killed is followed by the next."""
    from django.core.management import execute_from_command_line

    hurry()
    while True:
        child = os.fork()
        if not child:
            execute_from_command_line(["manage.py", "work", *arguments])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            sys.exit(os.waitstatus_to_exitcode(status))


class Server(socketserver.ForkingMixIn, WSGIServer):
    """Serves each request in a process of its own, which may die without the others."""

    daemon_threads = False
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    """Says nothing of requests that went well."""

    def log_message(self, *_args):
        """Write no line."""


def serve(port: int) -> None:
    """Answer requests at a port of this machine until somebody ends this."""
    from moothall.config.wsgi import application

    _warm_up(application, port)
    with Server(("127.0.0.1", port), Quiet) as server:
        server.set_app(application)
        server.serve_forever()


def _warm_up(application: Callable, port: int) -> None:
    """Let all be loaded that pages need: what is loaded here is there after each fork."""
    from django.db import connections

    for path in WARM:
        environ: dict = {"PATH_INFO": path, "HTTP_HOST": f"aldermoor.localhost:{port}"}
        setup_testing_defaults(environ)
        list(application(environ, lambda *_status_and_headers: None))
    connections.close_all()


def dies_before_answering(environ, start_response):
    """Serve a request whole, and die before a word of the answer to a finished form is sent."""
    answer = application(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith("/check/"):
        die_at("before-answering", kill_group)
    return answer


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.config.settings")
    import django

    django.setup()
    # Nothing that would not survive it is open when these programs fork.
    warnings.filterwarnings("ignore", message=".*fork.*", category=DeprecationWarning)
    arm_all()
    if sys.argv[1] == "web":
        serve(int(sys.argv[2]))
    else:
        work(sys.argv[2:])
else:
    from moothall.config.wsgi import application
