"""Files of letters, which are given with their letter alone."""

from typing import ClassVar
from uuid import UUID

from moothall.cases.mail.models import KeptMail
from moothall.cases.mail.purpose import MAIL
from moothall.cases.models import Attachment
from moothall.documents.models import StoredFile


class MailFiles:
    """Not everybody reads every mailbox, and a letter as it came may hold anything."""

    key: ClassVar[str] = "cases.mail"

    def withholds(self, file_id: UUID, /) -> bool:
        """Tell whether it is a letter as it came, or came with one that has joined no case."""
        if KeptMail.objects.filter(file_id=file_id).exists():
            return True
        came = StoredFile.objects.filter(pk=file_id, purpose=MAIL.key).exists()
        return came and not Attachment.objects.filter(file_id=file_id).exists()
