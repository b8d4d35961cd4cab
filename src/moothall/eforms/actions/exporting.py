"""Handing out what was handed in, many at once, and writing down who took it."""

from datetime import datetime

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.eforms.data_out.exports import Export, Wanted, export_of
from moothall.eforms.errors import TooManyToExport
from moothall.eforms.models import Form
from moothall.eforms.policies import can_export_submissions
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require


@transaction.atomic
def export_submissions(
    *, actor: Actor, council_id: int, wanted: Wanted, now: datetime, most: int | None = None
) -> Export:
    """
    Return an export of what was handed in; it is in the audit before its first piece is made.

    How many it holds is what was there at that moment; an export that includes today may hold what
    came in while it was being written.

    :raises NotPermitted: if the actor may not take anything away
    :raises NotFound: if the council has no such form, or the form no such version
    :raises TooManyToExport: if there are more than `most`; nothing is taken then
    """
    require(can_export_submissions(actor, council_id))
    form = Form.objects.filter(council_id=council_id, slug=wanted.form).first()
    if form is None:
        raise NotFound(f"This council has no form {wanted.form!r}.")
    export = export_of(council_by_id(council_id), wanted)
    if most is not None and export.count > most:
        raise TooManyToExport(export.count)
    audit.record(
        actor=actor,
        verb="submissions.exported",
        subject=form,
        now=now,
        detail={
            "form": wanted.form,
            "since": wanted.since.isoformat(),
            "until": wanted.until.isoformat(),
            "format": wanted.layout.value,
            "versions": sorted(wanted.versions),
            "sensitive": wanted.with_sensitive,
            "count": export.count,
        },
    )
    return export
