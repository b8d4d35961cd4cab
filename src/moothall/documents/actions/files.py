"""All writes of stored files."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.documents import scanning, tasks
from moothall.documents.inspection import inspect
from moothall.documents.models import Scan, StoredFile
from moothall.documents.naming import fitting_name, shown_name
from moothall.documents.ports import file_holders
from moothall.documents.purposes import WRITTEN, purposes
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require

#: A file that nothing refers to so long after it came was abandoned.
ABANDONED_AFTER = timedelta(days=14)


def store_upload(
    *,
    actor: Actor,
    council_id: int,
    upload: IO[bytes],
    original_name: str,
    purpose: str,
    now: datetime,
) -> StoredFile:
    """
    Check an uploaded file and keep what is worth keeping of it.

    The bytes are written before the row: a crash between leaves bytes that nobody refers to, never
    a row without bytes. Where the installation has a virus scanner, the file is held until a
    worker has had it looked at.

    :raises UploadRefused: with a message for the person, if the file cannot be taken
    """
    reason = purposes.get(purpose)
    found = inspect(upload.read(reason.largest + 1), purpose=reason)
    council = council_by_id(council_id)
    key = default_storage.save(
        f"{council.slug}/{now:%Y/%m}/{secrets.token_urlsafe(24)}", ContentFile(found.content)
    )
    stored = StoredFile(
        council_id=council_id,
        key=key,
        original_name=fitting_name(shown_name(original_name), found.content_type),
        content_type=found.content_type,
        size=len(found.content),
        digest=hashlib.sha256(found.content).hexdigest(),
        width=found.width,
        height=found.height,
        purpose=purpose,
        scan=Scan.WAITING if settings.MOOTHALL_CLAMD else Scan.NONE,
        created_at=now,
    )
    with transaction.atomic():
        stored.save(force_insert=True)
        if stored.is_held:
            scanning.scan.defer(council_id=council_id, file_id=stored.pk)
    return stored


def store_written(
    *, council_id: int, content: bytes, name: str, content_type: str, now: datetime
) -> StoredFile:
    """Keep a file that the product itself has written; whoever refers to it keeps it for good."""
    council = council_by_id(council_id)
    key = default_storage.save(
        f"{council.slug}/{now:%Y/%m}/{secrets.token_urlsafe(24)}", ContentFile(content)
    )
    return StoredFile.objects.create(
        council_id=council_id,
        key=key,
        original_name=shown_name(name),
        content_type=content_type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        purpose=WRITTEN.key,
        created_at=now,
    )


@transaction.atomic(savepoint=False)
def keep_files(*, file_ids: Sequence[UUID], now: datetime) -> int:
    """Mark files as referred to for good, so that they are never taken for abandoned."""
    if not file_ids:
        return 0
    return StoredFile.objects.filter(pk__in=file_ids, kept_at=None).update(kept_at=now)


def delete_file(*, actor: Actor, file_id: UUID) -> None:
    """
    Delete a file that was not kept, its bytes last.

    :raises NotPermitted: if something refers to it for good
    """
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        return
    require(stored.kept_at is None)
    stored.delete()
    default_storage.delete(stored.key)


def forget_written(*, file_id: UUID) -> None:
    """Delete a file that the product wrote, kept or not."""
    written = StoredFile.objects.filter(pk=file_id, purpose=WRITTEN.key)
    forget_files(file_ids=list(written.values_list("pk", flat=True)))


@transaction.atomic(savepoint=False)
def forget_files(*, file_ids: Sequence[UUID]) -> int:
    """
    Delete files for good, kept or not, and return how many there were; nothing may refer to them.

    Their bytes are left to a worker by a job of the same transaction: a process that dies right
    after leaves none behind.
    """
    rows = StoredFile.objects.filter(pk__in=file_ids) if file_ids else StoredFile.objects.none()
    found = list(rows)
    for stored in found:
        stored.delete()
    tasks.delete_bytes.defer_many(
        {"council_id": stored.council_id, "key": stored.key} for stored in found
    )
    return len(found)


def delete_abandoned_files(*, now: datetime, limit: int = 500) -> int:
    """
    Delete what was handed in, never kept and is not in use, in the councils in force.

    Looks at `limit` files at a time, and returns how many it deleted of them all.
    """
    deleted, last = 0, None
    abandoned = StoredFile.objects.filter(kept_at=None, created_at__lt=now - ABANDONED_AFTER)
    while True:
        later = abandoned if last is None else abandoned.filter(pk__gt=last)
        batch = list(later.order_by("pk")[:limit])
        if not batch:
            return deleted
        last = batch[-1].pk
        held = _held([stored.pk for stored in batch])
        for stored in batch:
            if stored.pk not in held:
                stored.delete()
                default_storage.delete(stored.key)
                deleted += 1


def _held(file_ids: Sequence[UUID]) -> set[UUID]:
    return {file_id for holder in file_holders for file_id in holder.held(file_ids)}
