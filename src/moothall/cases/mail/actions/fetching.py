"""
Fetching letters: each is kept, committed, and only then moved in its mailbox.

Whoever dies in between leaves a letter in the mailbox that is known already: the next fetch moves
it and keeps nothing twice. The mailbox is spoken to outside of every transaction.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from time import monotonic
from uuid import UUID

from django.db import IntegrityError, transaction

from moothall.cases.mail import tasks
from moothall.cases.mail.addresses import address_digest
from moothall.cases.mail.doors import imap_door
from moothall.cases.mail.models import KeptMail, Mailbox, Reading
from moothall.cases.mail.reading.signs import message_ids
from moothall.cases.mail.reading.words import header_of, header_words
from moothall.cases.mail.servers import imap
from moothall.cases.mail.servers.doors import ServerProblem
from moothall.documents.actions import forget_written, keep_files, store_written

#: Longer than one fetch may take, so that no two ever overlap; if they do, nothing is doubled.
LEASE = timedelta(minutes=10)
#: A fetch ends after so many, or so long, so that a mail storm in one holds no worker for ever.
MOST_AT_ONCE = 300
LONGEST = timedelta(minutes=4)
_HEADERS_WITHIN = 256_000
_LONGEST_ID = 300
_CONTENT_TYPE = "message/rfc822"
_WRITTEN = ("From", "To", "Subject", "Date")


def fetch_mailbox(*, mailbox_id: UUID, now: datetime) -> int:
    """Keep what has come into a mailbox and move it there; return how many letters are new."""
    mailbox = _claim(mailbox_id, now)
    if mailbox is None:
        return 0
    new, problem = 0, ""
    try:
        with imap.opened(imap_door(mailbox), mailbox.folder) as folder:
            new = _take_all(mailbox, folder, now)
    except ServerProblem as trouble:
        problem = str(trouble)
    _release(mailbox_id, problem, now)
    return new


def _take_all(mailbox: Mailbox, folder: imap.Folder, now: datetime) -> int:
    new, deadline = 0, monotonic() + LONGEST.total_seconds()
    uids = folder.uids()
    known = _known(mailbox, folder.uid_validity, uids)
    for uid in [*(one for one in uids if one in known), *(one for one in uids if one not in known)][
        :MOST_AT_ONCE
    ]:
        if uid not in known:
            fetched = folder.letter(uid)
            if fetched is None:
                continue
            new += keep_letter(
                mailbox_id=mailbox.pk, uid_validity=folder.uid_validity, fetched=fetched, now=now
            )
        folder.set_aside(uid, mailbox.handled_folder)
        note_moved(mailbox_id=mailbox.pk, uid_validity=folder.uid_validity, uid=uid, now=now)
        if monotonic() > deadline:
            break
    return new


def keep_letter(
    *, mailbox_id: UUID, uid_validity: int, fetched: imap.Fetched, now: datetime
) -> bool:
    """
    Keep a letter as it came, and leave its reading to a worker; tell whether it is new.

    The bytes are written before the row: a crash in between leaves bytes that nobody refers to.
    """
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    headers = _headers(fetched.raw)
    digest = content_digest(fetched.raw, headers)
    message_id = next(iter(message_ids(str(headers.get("Message-ID", "")))), "")[:_LONGEST_ID]
    if message_id and _is_kept(mailbox, message_id, digest):
        return False
    file = store_written(
        council_id=mailbox.council_id,
        content=fetched.raw,
        name="letter.eml",
        content_type=_CONTENT_TYPE,
        now=now,
    )
    kept = KeptMail(
        council_id=mailbox.council_id,
        mailbox_id=mailbox.pk,
        uid_validity=uid_validity,
        uid=fetched.uid,
        message_id=message_id,
        content_digest=digest,
        sender_digest=address_digest(_sender(headers)),
        size=fetched.size,
        is_cut=fetched.is_cut,
        file_id=file.pk,
        kept_at=now,
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
            keep_files(file_ids=[file.pk], now=now)
            tasks.read.defer_unless_waiting(
                {"council_id": mailbox.council_id, "mailbox_id": mailbox.pk},
                key=f"cases.mail.read:{mailbox.pk}",
            )
    except IntegrityError:
        forget_written(file_id=file.pk)  # another worker was faster
        return False
    return True


def note_moved(*, mailbox_id: UUID, uid_validity: int, uid: int, now: datetime) -> None:
    """Write down that a letter has been set aside in its mailbox."""
    KeptMail.objects.filter(
        mailbox_id=mailbox_id, uid_validity=uid_validity, uid=uid, moved_at=None
    ).update(moved_at=now)


def content_digest(raw: bytes, headers: Message) -> str:
    """Return a digest of what its writer wrote, whichever way the letter took to us."""
    written = "\n".join(f"{name}:{headers.get(name, '')}" for name in _WRITTEN)
    digest = hashlib.sha256(written.encode("utf-8", "replace"))
    digest.update(raw[_end_of_headers(raw) :])
    return digest.hexdigest()


def _end_of_headers(raw: bytes) -> int:
    ends = [at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0]
    return min(ends, default=len(raw))


def _headers(raw: bytes) -> Message:
    return BytesHeaderParser().parsebytes(raw[: min(_end_of_headers(raw), _HEADERS_WITHIN)])


def _sender(headers: Message) -> str:
    addresses = getaddresses([header_words(header_of(headers, "From"))])
    return addresses[0][1].lower() if addresses else ""


def _is_kept(mailbox: Mailbox, message_id: str, digest: str) -> bool:
    return KeptMail.objects.filter(
        mailbox_id=mailbox.pk, message_id=message_id, content_digest=digest
    ).exists()


def _known(mailbox: Mailbox, uid_validity: int, uids: Collection[int]) -> frozenset[int]:
    found = KeptMail.objects.filter(
        mailbox_id=mailbox.pk, uid_validity=uid_validity, uid__in=list(uids)
    )
    return frozenset(found.values_list("uid", flat=True))


@transaction.atomic
def _claim(mailbox_id: UUID, now: datetime) -> Mailbox | None:
    """Take the mailbox for this fetch; nothing if another is at it, or it is not in use."""
    mailbox = Mailbox.objects.select_for_update().filter(pk=mailbox_id).first()
    if mailbox is None or not mailbox.is_active or not mailbox.imap_host:
        return None
    if mailbox.fetching_until is not None and mailbox.fetching_until > now:
        return None
    mailbox.fetching_until = now + LEASE
    mailbox.save(update_fields=["fetching_until"])
    return mailbox


@transaction.atomic
def _release(mailbox_id: UUID, problem: str, now: datetime) -> None:
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    mailbox.fetching_until = None
    mailbox.problem = problem[:300]
    if problem:
        mailbox.problem_since = mailbox.problem_since or now
    else:
        mailbox.problem_since, mailbox.fetched_at = None, now
    mailbox.save(update_fields=["fetching_until", "problem", "problem_since", "fetched_at"])
    is_waiting = KeptMail.objects.filter(mailbox_id=mailbox_id, reading=Reading.WAITING).exists()
    if is_waiting:
        tasks.read.defer_unless_waiting(
            {"council_id": mailbox.council_id, "mailbox_id": mailbox_id},
            key=f"cases.mail.read:{mailbox_id}",
        )
