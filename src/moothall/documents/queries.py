"""What others ask about stored files."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage

from moothall.documents.errors import FileHeld
from moothall.documents.models import LateFile, Scan, StoredFile
from moothall.documents.ports import OwnFile, Position, own_files
from moothall.kernel.errors import NotFound
from moothall.people import protection


@dataclass(frozen=True)
class FilesShown:
    """Files of a person as whoever looks may see them: all, or none to protect the person."""

    files: Sequence[OwnFile] = ()
    is_withheld: bool = False


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


def late_files_at(*, account_id: int, person_id: UUID, path: str) -> list[StoredFile]:
    """Return the files that wait for an account at a page, in one person's affairs; one query."""
    rows = LateFile.objects.filter(account_id=account_id, person_id=person_id, path=path)
    return [one.file for one in rows.select_related("file").order_by("came_at", "pk")]


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


def own_files_of(
    person_id: UUID, *, council_id: int, after: Position | None, limit: int, language: str
) -> FilesShown:
    """
    Return so many of a person's files after a position, of all apps, newest first.

    One query an app, and one more for whoever acts for somebody else: a letter or a picture may say
    where a protected person lives.
    """
    if protection.withheld_among([person_id]):
        return FilesShown(is_withheld=True)
    found = [
        one
        for keeper in own_files
        for one in keeper.files_of(
            person_id, council_id=council_id, after=after, limit=limit, language=language
        )
    ]
    newest = sorted(found, key=lambda one: (one.added_at, one.file_id), reverse=True)
    return FilesShown(newest[:limit])


def own_file(person_id: UUID, *, council_id: int, file_id: UUID) -> StoredFile:
    """
    Return a file that a person may have.

    :raises NotFound: if no app says that it is theirs, or it is hidden to protect them
    """
    is_theirs = any(one.has(person_id, council_id=council_id, file_id=file_id) for one in own_files)
    if not is_theirs or protection.withheld_among([person_id]):
        raise NotFound("You have no such file.")
    return stored_file(file_id)
