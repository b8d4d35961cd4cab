"""Scheduled work on files."""

from django.core.files.storage import default_storage

from moothall.documents import scanning
from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="documents.delete_bytes")
def delete_bytes(*, council_id: int, key: str) -> None:
    """Delete the bytes of a file whose row is gone; those that are gone too are no mistake."""
    default_storage.delete(key)


@periodic(cron="17 3 * * *", name="documents.delete_abandoned_files")
def delete_abandoned_files() -> None:
    """Delete, at night, what was handed in and never kept."""
    from moothall.documents import actions  # noqa: PLC0415 - actions defer us

    with crossing_councils():
        actions.delete_abandoned_files(now=clock.now())


@periodic(cron="*/15 * * * *", name="documents.scan_forgotten_files")
def scan_forgotten_files() -> None:
    """Have files looked at whose turn was lost, or whose scanner was away for long."""
    with crossing_councils():
        scanning.scan_forgotten_files(now=clock.now())


@periodic(cron="41 * * * *", name="documents.forget_unclaimed_files")
def forget_unclaimed_files() -> None:
    """Delete, every hour, what was sent after a session was over and nobody came back for."""
    from moothall.documents import actions  # noqa: PLC0415 - actions defer us

    with crossing_councils():
        actions.forget_unclaimed_files(now=clock.now())
