"""What this app holds about people: the files that belong to their things, with their bytes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.documents.actions import forget_late_files_of
from moothall.documents.models import LateFile, StoredFile
from moothall.people.held_tables import MACHINERY, SHOWN_ELSEWHERE, HeldTable
from moothall.people.models import Joining
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
LATE_FILES = HeldTable(
    key="documents.late-files",
    model=LateFile,
    title=gettext_lazy("Files that you have not sent"),
    explanation=gettext_lazy(
        "You were signed out before you sent them, so they wait for you. "
        "They are in the folder “files”."
    ),
    columns={
        "path": gettext_lazy("Page"),
        "came_at": gettext_lazy("Came"),
        "shown_at": gettext_lazy("Last shown to you"),
    },
    left_out={
        "account_id": SHOWN_ELSEWHERE,
        "person_id": SHOWN_ELSEWHERE,
        "file_id": SHOWN_ELSEWHERE,
    },
)


class Files:
    """The holder of stored files."""

    key: ClassVar[str] = "documents"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return what waits for them; any other file belongs to a thing of another app."""
        return {FILE: list(_late(person_id).values_list("file_id", flat=True))}

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
        late = _late(whose.person_id).order_by("came_at", "pk")
        return [FILES.section(whose, rows, files), LATE_FILES.section(whose, late)]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many wait unsent; all others go with what they belong to."""
        return [Fate(what=_("Files that you have not sent"), count=_late(whose.person_id).count())]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Delete those that wait unsent; all others go with what they belong to."""
        fates = self.foresee(whose, now)
        forget_late_files_of(account_ids=_accounts(whose.person_id))
        return fates


def _accounts(person_id: UUID) -> list[int]:
    return list(Joining.objects.filter(person_id=person_id).values_list("account_id", flat=True))


def _late(person_id: UUID) -> QuerySet[LateFile]:
    """Return what their sign-in sent: what somebody else sends in their affairs is not theirs."""
    return LateFile.objects.filter(account_id__in=_accounts(person_id))
