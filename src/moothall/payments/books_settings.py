"""How a council keeps its books: parts of its file, kept as rows."""

from datetime import datetime
from typing import Any

from moothall.payments.models import BooksSetting

BANK = "bank"
EXPORT = "export:"
#: Who is written to when something about the books needs a person.
OFFICE = "office"


def setting(council_id: int, key: str) -> dict[str, Any] | None:
    """Return one part as it is now, or nothing."""
    row = BooksSetting.objects.filter(council_id=council_id, key=key, replaced_at=None).first()
    return None if row is None else dict(row.document)


def export_layouts(council_id: int) -> list[dict[str, Any]]:
    """Return the layouts of all exports, by name."""
    rows = BooksSetting.objects.filter(
        council_id=council_id, key__startswith=EXPORT, replaced_at=None
    )
    return sorted((dict(row.document) for row in rows), key=lambda one: str(one["name"]))


def write_setting(*, council_id: int, key: str, document: dict[str, Any], now: datetime) -> None:
    """Let a part hold from now on; what held before is kept as it was."""
    current = BooksSetting.objects.select_for_update().filter(
        council_id=council_id, key=key, replaced_at=None
    )
    row = current.first()
    if row is not None:
        if row.document == document:
            return
        row.replaced_at = now
        row.save(update_fields=["replaced_at"])
    BooksSetting.objects.create(council_id=council_id, key=key, document=document, written_at=now)
