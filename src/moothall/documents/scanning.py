"""Having files looked at for viruses, by a worker, while nobody gets them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from moothall.documents.clamd import virus_in
from moothall.documents.models import Scan, StoredFile
from moothall.kernel import audit, clock
from moothall.kernel.actors import system
from moothall.kernel.tasks import task

#: A file that waits longer than this lost its job, or its job gave up: it gets another.
FORGOTTEN_AFTER = timedelta(hours=1)


@task(name="documents.scan", queue="deliveries")
def scan(*, council_id: int, file_id: UUID) -> None:
    """Have one file looked at."""
    scan_file(file_id=UUID(str(file_id)), now=clock.now())


def scan_file(*, file_id: UUID, now: datetime) -> None:
    """
    Ask the scanner about a file that waits, and release it or delete its bytes.

    :raises Retry: if the scanner does not answer
    :raises GiveUp: if it will not look at this file, which stays held
    """
    stored = StoredFile.objects.filter(pk=file_id, scan=Scan.WAITING).first()
    if stored is None:
        return
    with default_storage.open(stored.key) as content:
        virus = virus_in(content, settings.MOOTHALL_CLAMD)
    with transaction.atomic():
        verdict = Scan.INFECTED if virus else Scan.CLEAN
        changed = StoredFile.objects.filter(pk=file_id, scan=Scan.WAITING).update(scan=verdict)
        if changed and virus:
            audit.record(
                actor=system("documents"),
                verb="file.infected",
                subject=stored,
                now=now,
                detail={"virus": virus[:200]},
            )
            transaction.on_commit(lambda: default_storage.delete(stored.key))


def scan_forgotten_files(*, now: datetime, limit: int = 500) -> int:
    """Leave another job for files that wait for long, in the councils in force."""
    waiting = StoredFile.objects.filter(scan=Scan.WAITING, created_at__lt=now - FORGOTTEN_AFTER)
    found = list(waiting.order_by("created_at")[:limit])
    for stored in found:
        scan.defer_unless_waiting(
            {"council_id": stored.council_id, "file_id": stored.pk}, key=f"scan:{stored.pk}"
        )
    return len(found)
