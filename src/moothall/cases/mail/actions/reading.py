"""Reading what was kept: one letter at a time, everybody's in turn."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from moothall.cases.mail.actions.filing import file_letter, file_unreadable
from moothall.cases.mail.models import KeptMail, Mailbox, Reading
from moothall.cases.mail.purpose import MAIL
from moothall.cases.mail.reading.letter import Enclosure, Letter
from moothall.cases.mail.reading.reader import PATIENCE, CouldNotRead, Reader
from moothall.documents.actions import store_upload
from moothall.documents.errors import UploadRefused
from moothall.documents.queries import content_of
from moothall.kernel.actors import system
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import NotFound

POSTROOM = system("cases.mail")
#: One letter of each sender, then the second of each: a flood of one waits behind all others.
_IN_TURN = """
    SELECT id FROM (
        SELECT id, kept_at,
               row_number() OVER (PARTITION BY sender_digest ORDER BY kept_at, id) AS turn
        FROM cases_keptmail
        WHERE council_id = %s AND mailbox_id = %s AND reading = 'waiting'
    ) waiting ORDER BY turn, kept_at, id LIMIT %s
"""
AT_ONCE = 100
#: A worker that died this often over a letter does not try again.
MOST_TRIES = 3


def read_kept_letters(
    *, mailbox_id: UUID, now: datetime, at_most: int = AT_ONCE, patience: float = PATIENCE
) -> bool:
    """Read some of what waits; tell whether there may be more."""
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    ids = _next_in_turn(mailbox, at_most)
    with Reader(patience) as reader:
        for kept_id in ids:
            _read_one(kept_id, reader, now)
    return len(ids) == at_most


def _read_one(kept_id: UUID, reader: Reader, now: datetime) -> None:
    kept = KeptMail.objects.select_related("file", "mailbox").get(pk=kept_id)
    if kept.reading != Reading.WAITING:
        return
    KeptMail.objects.filter(pk=kept_id).update(tries=F("tries") + 1)
    letter = None
    if kept.tries < MOST_TRIES and not kept.is_cut:
        letter = _opened(kept, reader)
    if letter is None:
        file_unreadable(actor=POSTROOM, kept_id=kept_id, now=now)
        return
    files = _stored_files(kept, letter.files, now)
    file_letter(actor=POSTROOM, kept_id=kept_id, letter=letter, files=files, now=now)


def _opened(kept: KeptMail, reader: Reader) -> Letter | None:
    if kept.file is None:
        return None
    try:
        with content_of(kept.file) as content:
            return reader.read(content.read())
    except (CouldNotRead, NotFound):
        return None


def _stored_files(
    kept: KeptMail, enclosures: Sequence[Enclosure], now: datetime
) -> list[dict[str, Any]]:
    """Store what came with a letter as any other file is, and say what was not taken and why."""
    return [_stored(kept, one, now) for one in enclosures]


def _stored(kept: KeptMail, one: Enclosure, now: datetime) -> dict[str, Any]:
    name = without_card_numbers(one.name)
    try:
        stored = store_upload(
            actor=POSTROOM,
            council_id=kept.council_id,
            upload=io.BytesIO(one.content),
            original_name=name,
            purpose=MAIL.key,
            now=now,
        )
    except UploadRefused as refusal:
        return {"name": name, "file_id": "", "problem": refusal.message[:300]}
    return {"name": stored.original_name, "file_id": str(stored.pk), "problem": ""}


@transaction.atomic
def _next_in_turn(mailbox: Mailbox, at_most: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_IN_TURN, [mailbox.council_id, mailbox.pk, at_most])
        return [kept_id for (kept_id,) in cursor.fetchall()]
