"""The files that nobody has sent yet: they came when the session was over."""

from typing import ClassVar
from uuid import UUID

from moothall.documents.models import LateFile


class LateFiles:
    """What waits for its sender to sign in again is not the council's yet."""

    key: ClassVar[str] = "documents"

    def withholds(self, file_id: UUID, /) -> bool:
        """Tell whether the file waits; one that went with a page since then does not."""
        return LateFile.objects.filter(file_id=file_id, file__kept_at=None).exists()
