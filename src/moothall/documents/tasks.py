"""Scheduled work on files."""

from moothall.documents import actions, scanning
from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic


@periodic(cron="17 3 * * *", name="documents.delete_abandoned_files")
def delete_abandoned_files() -> None:
    """Delete, at night, what was handed in and never kept."""
    with crossing_councils():
        actions.delete_abandoned_files(now=clock.now())


@periodic(cron="*/15 * * * *", name="documents.scan_forgotten_files")
def scan_forgotten_files() -> None:
    """Have files looked at whose turn was lost, or whose scanner was away for long."""
    with crossing_councils():
        scanning.scan_forgotten_files(now=clock.now())
