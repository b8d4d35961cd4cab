"""What is read of forms that wait to be taken from a file; the council's scope is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from moothall.eforms.models import ReadForm
from moothall.eforms.models.bringing import READ_FORMS_LAST
from moothall.eforms.sharing.building import Loss
from moothall.kernel.errors import NotFound


@dataclass(frozen=True)
class ReadFormRow:
    """A form out of a file, and what could not be carried over."""

    id: UUID
    document: Mapping[str, Any]
    losses: tuple[Loss, ...]


def read_form(council_id: int, by: str, read_form_id: UUID, *, now: datetime) -> ReadFormRow:
    """
    Return a form that this person read from a file within a day.

    :raises NotFound: if there is none
    """
    row = ReadForm.objects.filter(
        council_id=council_id, by=by, pk=read_form_id, read_at__gt=now - READ_FORMS_LAST
    ).first()
    if row is None:
        raise NotFound(_("This file is not kept any more. Read it again."))
    return ReadFormRow(row.pk, row.document, tuple(Loss(**one) for one in row.losses))
