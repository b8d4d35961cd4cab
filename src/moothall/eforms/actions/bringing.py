"""Forms out of files: kept while their report is read, then taken as the council's own."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.eforms.actions.sharing import import_form
from moothall.eforms.models import Form, ReadForm
from moothall.eforms.models.bringing import READ_FORMS_LAST
from moothall.eforms.policies import can_design_forms
from moothall.eforms.sharing.building import Loss
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require


@transaction.atomic
def keep_read_form(
    *,
    actor: Actor,
    council_id: int,
    document: Mapping[str, Any],
    losses: Sequence[Loss] = (),
    now: datetime,
) -> ReadForm:
    """Keep a form that was read from a file, in place of what the same person read before."""
    require(can_design_forms(actor, council_id))
    ReadForm.objects.filter(council_id=council_id, by=actor.identifier).delete()
    row: ReadForm = ReadForm.objects.create(
        council_id=council_id, by=actor.identifier, document=dict(document),
        losses=[asdict(one) for one in losses], read_at=now,
    )  # fmt: skip
    return row


@transaction.atomic
def take_read_form(
    *,
    actor: Actor,
    council_id: int,
    read_form: UUID,
    slug: str,
    service_type: str,
    now: datetime,
) -> Form:
    """
    Make a form that was read from a file one of the council's, under a name and for a service.

    :raises NotFound: if the same person has not read it, or a day has passed
    :raises Conflict: if the council already has a form of this name
    :raises FormNotPublishable: if it has no sound shape
    """
    require(can_design_forms(actor, council_id))
    row = (
        ReadForm.objects.select_for_update()
        .filter(council_id=council_id, by=actor.identifier, pk=read_form)
        .filter(read_at__gt=now - READ_FORMS_LAST)
        .first()
    )
    if row is None:
        raise NotFound(_("This file is not kept any more. Read it again."))
    outcome = row.document.get("outcome")
    outcome = {**(outcome if isinstance(outcome, dict) else {}), "service_type": service_type}
    document = {**row.document, "slug": slug, "outcome": outcome}
    form: Form = import_form(actor=actor, council_id=council_id, document=document, now=now)
    row.delete()
    return form


def forget_read_forms(*, now: datetime) -> int:
    """Delete forms that were read and never taken, after a day; return how many were deleted."""
    deleted, _each = ReadForm.objects.filter(read_at__lte=now - READ_FORMS_LAST).delete()
    return int(deleted)
