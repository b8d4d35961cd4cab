"""What others tell of files: which of them are still in use, and which stay unseen."""

from collections.abc import Collection
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
