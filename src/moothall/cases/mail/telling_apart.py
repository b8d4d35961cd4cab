"""What sort of letter one is, and whether two are the same."""

import hashlib
import re
from datetime import datetime, timedelta

from moothall.cases.mail.models import KeptMail, MailKind
from moothall.cases.mail.reading.letter import Letter
from moothall.cases.mail.reading.signs import is_failure

_MARKS = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|sv|ateb)\s*:\s*)+", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
#: Clocks are wrong by minutes; a letter from the year after is lying.
_AHEAD = timedelta(days=1)


def kind_of(letter: Letter) -> MailKind:
    """Return what sort of letter it is, by its own signs."""
    if letter.report is not None and is_failure(letter.report):
        return MailKind.BOUNCE
    if letter.report is not None or "empty-return-path" in letter.automatic:
        return MailKind.AUTOMATIC
    return MailKind.AUTOMATIC if _is_by_machine(letter) else MailKind.LETTER


def _is_by_machine(letter: Letter) -> bool:
    """Tell whether nobody waits for an answer; a list or an address like no-reply may have news."""
    return "auto-submitted" in letter.automatic


def fold_digest(letter: Letter) -> str:
    """Return the same for letters that say the same, by the same sender."""
    subject = _MARKS.sub("", letter.subject)
    said = "\n".join((letter.sender_address, subject, letter.text))
    return hashlib.sha256(_BLANKS.sub(" ", said).casefold().encode()).hexdigest()


def without_marks(subject: str) -> str:
    """Return a subject without the marks of answers before it."""
    return _MARKS.sub("", subject)


def written_at(letter: Letter, now: datetime) -> datetime | None:
    """Return when it says that it was written, unless that is still to come or cannot be."""
    try:
        moment = datetime.fromisoformat(letter.written_at)
        return moment if moment <= now + _AHEAD else None
    except (ValueError, OverflowError, TypeError):
        return None


def came_before(kept: KeptMail, *, within: timedelta, at_least: int) -> bool:
    """Tell whether so many of the same sender came shortly before; reads no further than that."""
    before = KeptMail.objects.filter(
        mailbox_id=kept.mailbox_id,
        sender_digest=kept.sender_digest,
        kept_at__gt=kept.kept_at - within,
        kept_at__lte=kept.kept_at,
    ).exclude(pk=kept.pk)
    return before.order_by("kept_at")[:at_least].count() >= at_least
