"""What this app holds about people: the files that belong to their things, with their bytes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy

from moothall.documents.models import StoredFile
from moothall.people.held_tables import MACHINERY, HeldTable
from moothall.people.personal_data import Fate, HeldFile, Section, Whose, withheld_from

#: Under this label the apps above name the files of somebody's things.
FILE = StoredFile._meta.label_lower

FILES = HeldTable(
    key="documents.files",
    model=StoredFile,
    title=gettext_lazy("Files"),
    explanation=gettext_lazy(
        "Files that you sent us, that staff added to your requests, and the copies of what you "
        "sent. They are in the folder “files”."
    ),
    columns={
        "original_name": gettext_lazy("Name"),
        "content_type": gettext_lazy("Kind"),
        "size": gettext_lazy("Size in bytes"),
        "width": gettext_lazy("Width"),
        "height": gettext_lazy("Height"),
        "purpose": gettext_lazy("What for"),
        "digest": gettext_lazy("Fingerprint (SHA-256)"),
        "scan": gettext_lazy("What the virus scanner said"),
        "created_at": gettext_lazy("Came"),
        "kept_at": gettext_lazy("Kept since"),
    },
    left_out={"key": MACHINERY},
)


class Files:
    """The holder of stored files."""

    key: ClassVar[str] = "documents"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return nothing: a file belongs to a thing of another app."""
        return {}

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return the files of all things of theirs."""
        rows = StoredFile.objects.filter(pk__in=whose.ids(FILE)).order_by("created_at", "pk")
        withheld = withheld_from(whose.person_id, FILE)
        files = [
            HeldFile(
                file_id=row.pk,
                name=row.original_name,
                content_type=row.content_type,
                size=row.size,
                storage_key=row.key,
                is_held=row.is_held,
            )
            for row in rows
            if row.pk not in withheld
        ]
        return [FILES.section(whose, rows, files)]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return nothing: files go with what they belong to."""
        return []

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Do nothing: files go with what they belong to."""
        return []
