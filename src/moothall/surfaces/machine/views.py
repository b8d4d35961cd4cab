"""Answers for load balancers."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from moothall.kernel.access import machine
from moothall.kernel.tasks import queue_is_reachable


@machine
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that this process answers, and nothing of what lies behind it."""
    return JsonResponse({"status": "ok"})


@machine
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the database and the queue in it can be used, so that traffic may come."""
    checks = {"database": _works(connection.ensure_connection), "queue": False}
    if checks["database"]:
        checks["queue"] = _works(queue_is_reachable)
    ready = all(checks.values())
    return JsonResponse(
        {"status": "ok" if ready else "unavailable", "checks": checks},
        status=200 if ready else 503,
    )


def _works(check: object) -> bool:
    try:
        check()  # type: ignore[operator]
    except DatabaseError:
        connection.close()
        return False
    return True
