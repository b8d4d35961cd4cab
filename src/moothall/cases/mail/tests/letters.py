"""Letters as they come, and the shortest way to have one filed."""

from itertools import count

from moothall.cases.mail.actions.fetching import keep_letter
from moothall.cases.mail.actions.reading import read_kept_letters
from moothall.cases.mail.models import Mail
from moothall.cases.mail.servers.imap import Fetched

_uids = count(1)


def letter(
    text="My bin was not emptied.", *, sender="Siân Price <sian@example.org>",
    to="bins@northvale.test", subject="My bin", message_id="", **headers,
):  # fmt: skip
    """Return a letter, byte for byte."""
    said = {
        "From": sender, "To": to, "Subject": subject, "Date": "Wed, 18 Nov 2026 10:00:00 +0000",
        "Message-ID": f"<{message_id or next(_uids)}@example.org>",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value is not None)
    return f"{head}\r\n{text}\r\n".encode()


def kept(mailbox, raw, now, *, uid=0, size=0):
    """Keep a letter as if it had been fetched; tell whether it is new."""
    fetched = Fetched(uid or next(_uids), raw, size or len(raw), now)
    return keep_letter(mailbox_id=mailbox.pk, uid_validity=1, fetched=fetched, now=now)


def filed(mailbox, raw, now):
    """Keep and read a letter, and return what came of it."""
    before = set(Mail.objects.values_list("pk", flat=True))
    kept(mailbox, raw, now)
    read_kept_letters(mailbox_id=mailbox.pk, now=now)
    new = list(Mail.objects.exclude(pk__in=before))
    return new[0] if new else None
