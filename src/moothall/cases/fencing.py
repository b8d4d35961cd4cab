"""The files of protected persons' cases, which nobody sees without saying why."""

from typing import ClassVar
from uuid import UUID

from moothall.cases.models import Attachment
from moothall.people import protection


class CaseFiles:
    """A photograph of a house says where somebody lives."""

    key: ClassVar[str] = "cases"

    def withholds(self, file_id: UUID) -> bool:
        """Tell whether the file belongs to a case of somebody who is protected."""
        persons = Attachment.objects.filter(file_id=file_id).values_list("case__person_id")
        return bool(protection.withheld_among(person for (person,) in persons))
