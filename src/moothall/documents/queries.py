"""What others ask about stored files."""

from collections.abc import Sequence
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage

from moothall.documents.errors import FileHeld
from moothall.documents.models import Scan, StoredFile
from moothall.kernel.errors import NotFound


def stored_file(file_id: UUID) -> StoredFile:
    """
    Return a file of the councils in force.

    :raises NotFound: if they have none of this id
    """
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        raise NotFound("There is no such file.")
    return stored


def stored_files(file_ids: Sequence[UUID]) -> list[StoredFile]:
    """Return several files in the order of their ids, leaving out what is not there."""
    found = StoredFile.objects.in_bulk(list(file_ids)) if file_ids else {}
    return [found[file_id] for file_id in file_ids if file_id in found]


def infected_files(file_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of these files that hold a virus; of none at all nothing is asked."""
    if not file_ids:
        return set()
    found = StoredFile.objects.filter(pk__in=file_ids, scan=Scan.INFECTED)
    return set(found.values_list("pk", flat=True))


def content_of(stored: StoredFile) -> "File[bytes]":
    """
    Open a file's bytes.

    :raises FileHeld: if it may hold a virus
    :raises NotFound: if they are gone
    """
    if stored.is_held:
        raise FileHeld("This file is held back until it has been checked for viruses.")
    try:
        content: File[bytes] = default_storage.open(stored.key)
    except FileNotFoundError:
        raise NotFound("The file's content is gone.") from None
    return content
