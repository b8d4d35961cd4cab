"""The papers of grants, which `people`, beneath, knows by name alone."""

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from moothall.documents.actions import forget_files


class PapersAsFiles:
    """The keeper of papers that this app is: a name is the id of a file."""

    key: ClassVar[str] = "documents"

    def forget(self, names: Collection[str], /) -> int:
        """Delete the files; names that are no ids of ours are left."""
        return forget_files(file_ids=[found for name in names if (found := _id(name))])


def _id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
