"""What this app tells `documents`: files of living drafts are in use."""

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from moothall.eforms.models import Upload


class DraftFiles:
    """Uploads belong to their draft, and live as long as that does."""

    key: ClassVar[str] = "eforms"

    def held(self, file_ids: Collection[UUID], /) -> Collection[UUID]:
        """Return those of these files that some draft holds."""
        return set(Upload.objects.filter(file_id__in=file_ids).values_list("file_id", flat=True))
