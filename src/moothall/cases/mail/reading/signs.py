"""Signs that no person wrote a letter (RFC 3834), and what mail servers report (RFC 3464)."""

import re
from email import message_from_string
from email.message import Message

from moothall.cases.mail.reading.letter import Report
from moothall.cases.mail.reading.words import header_words

_PRECEDENCES = frozenset({"bulk", "junk", "list", "auto_reply"})
_LISTS = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help", "Mailing-List")
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply", "X-Loop",
          "Feedback-ID", "X-Failed-Recipients")  # fmt: skip
_ROBOTS = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|daemon|listserv|majordomo)"
    r"(?:[+._-].*)?",
    re.IGNORECASE,
)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,290})>")
_ID_LINE = re.compile(r"^Message-ID:\s*<([^<>\s]{1,290})>", re.IGNORECASE | re.MULTILINE)
_LOOKED_THROUGH = 100_000
#: The newer kinds are for letters whose addresses may hold any character (RFC 6533).
STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MOST_BLOCKS = 50
_FAILED = frozenset({"failed", "expired"})


def message_ids(text: str) -> tuple[str, ...]:
    """Return the message ids that a header names, without their brackets."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text)))


def automatic_signs(message: Message, sender: str, return_path: str | None) -> tuple[str, ...]:
    """Return the signs that a program sent it, by the names of the headers that say so."""
    said = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    suppress = str(message.get("X-Auto-Response-Suppress", "")).strip().lower()
    signs = {
        "auto-submitted": said not in ("", "no"),
        "precedence": str(message.get("Precedence", "")).strip().lower() in _PRECEDENCES,
        "auto-response-suppress": suppress not in ("", "none"),
        "list": any(message.get(name) for name in _LISTS),
        "marked": any(message.get(name) for name in _MARKS),
        "empty-return-path": return_path == "",
        "robot": bool(_ROBOTS.fullmatch(sender.split("@", maxsplit=1)[0])),
    }
    return tuple(sign for sign, is_there in signs.items() if is_there)


def report_in(message: Message) -> Report | None:
    """Return what a mail server reports of a letter of ours, if it does."""
    if message.get_content_type() != "multipart/report":
        return None
    if str(message.get_param("report-type", "")).lower() != "delivery-status":
        return None
    found: dict[str, str] = {}
    for part in message.walk():
        kind = part.get_content_type()
        if kind in STATUSES:
            for block in blocks_of(part):
                _take(block, found)
        elif part is not message and part.get("Message-ID") and "message_id" not in found:
            found["message_id"] = next(iter(message_ids(str(part["Message-ID"]))), "")
        elif kind == "text/rfc822-headers" and "message_id" not in found:
            found["message_id"] = _id_in_headers(part)
    return Report(**found)


def blocks_of(part: Message) -> list[Message]:
    """Return the blocks of a report, each like the headers of a letter."""
    payload = part.get_payload()
    parts = payload if isinstance(payload, list) else []
    blocks = [one for one in parts if isinstance(one, Message)]
    if part.get_content_type() == "message/delivery-status":
        return blocks
    # The library knows only the older kind: of the newer it takes all but the first for a text.
    texts = [str(one.get_payload()) for one in blocks]
    said = [one for text in texts for one in re.split(r"\r?\n\r?\n", text)[:_MOST_BLOCKS]]
    return [*blocks, *(message_from_string(one.strip()) for one in said)]


def is_failure(report: Report) -> bool:
    """Tell whether the letter will not arrive, and is not merely late."""
    return report.action in _FAILED or (not report.action and report.status.startswith("5"))


def _take(block: Message, found: dict[str, str]) -> None:
    if recipient := block.get("Final-Recipient") or block.get("Original-Recipient"):
        address = header_words(recipient).rpartition(";")[2].strip().lower()
        found.setdefault("recipient", address[:320])
    if action := block.get("Action"):
        found.setdefault("action", header_words(action).lower()[:40])
    if status := block.get("Status"):
        found.setdefault("status", header_words(status)[:40])


def _id_in_headers(part: Message) -> str:
    payload = part.get_payload(decode=True)
    text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    named = _ID_LINE.search(text[:_LOOKED_THROUGH])
    return named[1] if named else ""
