"""Handing the books over to the finance system."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.payments import books_policies as policies
from moothall.payments.books_settings import EXPORT
from moothall.payments.finance.layouts import Batch, make_files
from moothall.payments.finance.rows import rows_to_export
from moothall.payments.models import (
    BooksSetting,
    ExportedFile,
    ExportedTransaction,
    FinanceExport,
)

AT_ONCE = 5_000


@transaction.atomic
def export_books(
    *, actor: Actor, council_id: int, layout: str, until: date, now: datetime
) -> FinanceExport | None:
    """
    Hand over what is booked up to a day and was not handed over before; nothing if that is none.

    The files are kept as they are, so that the very same can be fetched again.

    :raises NotPermitted: if the actor may not
    :raises NotFound: if the council has no such layout
    :raises LayoutRefused: if a value does not fit into the layout; nothing is handed over then
    """
    require(policies.can_export(actor, council_id))
    # Whoever exports by the same layout at this moment waits here.
    document = (
        BooksSetting.objects.select_for_update()
        .filter(council_id=council_id, key=EXPORT + layout, replaced_at=None)
        .first()
    )
    if document is None:
        raise NotFound("There is no such layout.")
    rows = rows_to_export(council_id, layout, until, document.document.get("losses"))
    last = FinanceExport.objects.filter(council_id=council_id, layout=layout)
    number = (last.aggregate(last=Max("number"))["last"] or 0) + 1
    batch = Batch(number=number, made_at=now, until=until)
    files = make_files(document.document, rows, batch)
    if not files:
        return None
    transactions = sorted({one for row in rows for one in row.transaction_ids})
    made = FinanceExport.objects.create(
        council_id=council_id, layout=layout, number=number, until=until, made_at=now,
        made_by=actor.identifier, transactions=len(transactions),
    )  # fmt: skip
    ExportedFile.objects.bulk_create(
        ExportedFile(
            council_id=council_id, export=made, position=position, name=file.name,
            content=file.content, rows=file.rows, total_pence=file.total_pence,
        )
        for position, file in enumerate(files, 1)
    )  # fmt: skip
    ExportedTransaction.objects.bulk_create(
        (
            ExportedTransaction(
                council_id=council_id, layout=layout, transaction_id=one, export=made
            )
            for one in transactions
        ),
        batch_size=AT_ONCE,
    )
    audit.record(
        actor=actor, verb="books.exported", subject=made, now=now, detail={"layout": layout}
    )
    return made


def exported_file(*, actor: Actor, file_id: UUID, now: datetime) -> ExportedFile:
    """
    Fetch a file that was handed over, byte by byte as it was, and write down who did.

    :raises NotPermitted: if the actor may not
    :raises ExportedFile.DoesNotExist: if the councils in force have none of this id
    """
    file = ExportedFile.objects.get(pk=file_id)
    require(policies.can_export(actor, file.council_id))
    audit.record(actor=actor, verb="books-file.fetched", subject=file, now=now)
    return file
