"""What goes with the acknowledgement of a case that a form opened: the answers, as a PDF."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from moothall.eforms.actions.receipts import make_receipt


class Receipts:
    """The answers as they were sent."""

    key: ClassVar[str] = "eforms"

    def files_for(self, case_id: UUID, /) -> Sequence[UUID]:
        """Return the PDF of the answers, made at the first time of asking."""
        file_id = make_receipt(case_id=case_id)
        return () if file_id is None else (file_id,)
