"""What others ask about stored files."""

from collections.abc import Sequence
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage

from moothall.documents.models import StoredFile
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


def content_of(stored: StoredFile) -> "File[bytes]":
    """
    Open a file's bytes.

    :raises NotFound: if they are gone
    """
    try:
        content: File[bytes] = default_storage.open(stored.key)
    except FileNotFoundError:
        raise NotFound("The file's content is gone.") from None
    return content
