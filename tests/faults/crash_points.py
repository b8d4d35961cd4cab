"""
The product's own programs, with a point at which they die as if the plug was pulled.

    python -m tests.faults.crash_points worker POINT [ARGUMENT OF THE WORKER ...]
    python -m moothall.config.serve … tests.faults.crash_points:dies_before_answering
    python -m moothall.config.serve … tests.faults.crash_points:dies_at_points

A program dies once: the file named by CRASH_FLAG is its one life, and is deleted as it goes. Of a
web that dies at points, the file says at which, and only the process that serves the request dies.
"""

import importlib
import os
import signal
import sys
from pathlib import Path
from wsgiref.util import setup_testing_defaults

#: Each step of a delivery: (module, name, whether it dies before or after the call).
POINTS = {
    "before-routing": ("moothall.connectors.actions", "route_case", "before"),
    "after-routing": ("moothall.connectors.actions", "route_case", "after"),
    "before-claim": ("moothall.connectors.actions", "claim_delivery", "before"),
    "after-claim": ("moothall.connectors.actions", "claim_delivery", "after"),
    "after-answer": ("moothall.connectors.actions", "record_outcome", "before"),
    "after-record": ("moothall.connectors.actions", "record_outcome", "after"),
    "before-acknowledging": ("moothall.cases.handlers", "on_case_opened_acknowledge", "before"),
    "after-acknowledging": ("moothall.cases.handlers", "on_case_opened_acknowledge", "after"),
    "before-receipt": ("moothall.eforms.enclosing", "make_receipt", "before"),
    "after-receipt": ("moothall.eforms.enclosing", "make_receipt", "after"),
}

#: Each step on the way of what was handed in to a program that a form names.
DESTINATION_POINTS = {
    "before-destinations": ("moothall.connectors.actions", "queue_destinations", "before"),
    "after-destinations": ("moothall.connectors.actions", "queue_destinations", "after"),
    "after-claim": POINTS["after-claim"],
    "after-answer": POINTS["after-answer"],
}

#: Each step of handing in, within its one transaction and just after it.
SUBMISSION = "moothall.eforms.actions.submitting"
WEB_POINTS = {
    "before-the-claim": (SUBMISSION, "_claim", "before"),
    "after-the-claim": (SUBMISSION, "definition_of", "before"),
    "after-judging": (SUBMISSION, "require_ready", "after"),
    "before-the-person": (SUBMISSION, "record_person", "before"),
    "after-the-person": (SUBMISSION, "record_person", "after"),
    "after-the-case": (SUBMISSION, "open_case", "after"),
    "before-the-submission": (SUBMISSION, "insert", "before"),
    "before-the-event": ("moothall.kernel.outbox", "publish", "before"),
    "before-the-rows": ("moothall.kernel.inserting", "_write", "before"),
    "after-the-rows": ("moothall.kernel.inserting", "_write", "after"),
    "after-all": ("moothall.eforms.actions", "submit_draft", "after"),
}


#: Each step of removing what was handed in, within its one transaction and just after it.
REMOVING = "moothall.eforms.actions.removing"
REMOVAL_POINTS = {
    "before-the-case-forgets": (REMOVING, "forget_report", "before"),
    "after-the-case-forgot": (REMOVING, "forget_report", "after"),
    "before-the-files": (REMOVING, "forget_files", "before"),
    "after-the-files": (REMOVING, "forget_files", "after"),
    "after-the-removal": (REMOVING, "remove_submission", "after"),
}


def die_once() -> None:
    """End this process and its whole group with -9, unless it has died before."""
    flag = Path(os.environ["CRASH_FLAG"])
    try:
        flag.unlink()
    except FileNotFoundError:
        return
    os.killpg(os.getpgid(0), signal.SIGKILL)


def arm(point: str) -> None:
    """Make the function of this point deadly."""
    points = {**POINTS, **DESTINATION_POINTS, **WEB_POINTS, **REMOVAL_POINTS}
    module_name, name, when = points[point]
    module = importlib.import_module(module_name)
    whole = getattr(module, name)

    def deadly(*args, **kwargs):
        if when == "before":
            die_once()
        result = whole(*args, **kwargs)
        die_once()
        return result

    deadly.__name__, deadly.__module__ = whole.__name__, whole.__module__
    setattr(module, name, deadly)
    from moothall.kernel import outbox

    for key, (event_type, handler) in outbox._handlers.items():
        if handler is whole:
            outbox._handlers[key] = (event_type, deadly)


def hand_in(host: str, path: str) -> None:
    """Do in this process what the web does when a finished form is sent."""
    from django.core.handlers.wsgi import WSGIHandler

    environ: dict = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "HTTP_HOST": host,
        "HTTP_SEC_FETCH_SITE": "same-origin",
        "CONTENT_LENGTH": "0",
    }
    setup_testing_defaults(environ)
    list(WSGIHandler()(environ, lambda *_status_and_headers: None))


def dies_before_answering(environ, start_response):
    """Serve a request whole, and die before a word of the answer to a finished form is sent."""
    answer = application(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith("/check/"):
        die_once()
    return answer


if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.config.settings")
    import django

    django.setup()
    arm(sys.argv[2])
    if sys.argv[1] == "hand-in":
        hand_in(*sys.argv[3:])
    else:
        execute_from_command_line(["manage.py", "work", *sys.argv[3:]])
else:
    from moothall.config.wsgi import application
