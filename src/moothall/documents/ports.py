"""What others tell of files: which are still in use, stay unseen, or a resident may have."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.registry import Registry


class FileHolder(Protocol):
    """An app that refers to files for a while, without keeping them for good yet."""

    key: ClassVar[str]

    def held(self, file_ids: Collection[UUID], /) -> Collection[UUID]:
        """Return those of these files that it refers to, in one statement."""


class FileFence(Protocol):
    """An app that knows of files which nobody may see here and now, whoever else may."""

    key: ClassVar[str]

    def withholds(self, file_id: UUID, /) -> bool:
        """Tell whether this file is to stay unseen."""


file_fences: Registry[FileFence] = Registry("fence around files")
file_holders: Registry[FileHolder] = Registry("holder of files")


#: Where a page of files begins after: when the last one before it was added, and which it was.
Position = tuple[datetime, UUID]


@dataclass(frozen=True, kw_only=True)
class OwnFile:
    """A file that a resident may have, and what it belongs to."""

    file_id: UUID
    name: str
    content_type: str
    size: int
    scan: str
    added_at: datetime
    about: str
    href: str
    is_from_council: bool


class OwnFiles(Protocol):
    """An app in whose keeping are files that residents may have."""

    key: ClassVar[str]

    def files_of(
        self,
        person_id: UUID,
        /,
        *,
        council_id: int,
        after: Position | None,
        limit: int,
        language: str,
    ) -> Sequence[OwnFile]:
        """Return so many of a person's files after a position, newest first; one query."""

    def has(self, person_id: UUID, /, *, council_id: int, file_id: UUID) -> bool:
        """Tell whether this person may have this file; one query."""


own_files: Registry[OwnFiles] = Registry("keeper of residents' files")
