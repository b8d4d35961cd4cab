"""The answers of protected persons, which nobody sees without saying why."""

from typing import ClassVar
from uuid import UUID

from moothall.eforms.handing_over import withheld_of
from moothall.eforms.models import Submission


class AnswersFence:
    """The answers as they were sent hold whatever was typed, an address among it."""

    key: ClassVar[str] = "eforms"

    def withholds(self, file_id: UUID) -> bool:
        """Tell whether the file holds the answers of somebody who is protected."""
        return bool(withheld_of(Submission.objects.filter(receipt_id=file_id)))
