"""The files of residents' cases, as their account shows them."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.cases.queries.own import service_name_of
from moothall.cases.queries.talk import files_of_person, is_file_of_person
from moothall.documents.ports import OwnFile, Position
from moothall.kernel.actors import ActorKind


class FilesOfCases:
    """Knows the files that came with residents' cases, were added, or were sent to them."""

    key: ClassVar[str] = "cases"

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
        """Return so many of them after a position, newest first."""
        found = files_of_person(person_id, council_id=council_id, after=after, limit=limit)
        return [
            OwnFile(
                file_id=one.file_id,
                name=one.file.original_name,
                content_type=one.file.content_type,
                size=one.file.size,
                scan=one.file.scan,
                added_at=one.added_at,
                about=_("%(service)s, %(reference)s")
                % {
                    "service": service_name_of(one.case, language),
                    "reference": one.case.reference,
                },
                href=reverse("account:request", args=[one.case.reference]),
                is_from_council=one.added_by_kind != ActorKind.RESIDENT,
            )
            for one in found
        ]

    def has(self, person_id: UUID, /, *, council_id: int, file_id: UUID) -> bool:
        """Tell whether one of them is this person's."""
        return is_file_of_person(person_id, council_id=council_id, file_id=file_id)
