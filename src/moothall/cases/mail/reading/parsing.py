"""Reading one e-mail, within bounds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from moothall.cases.mail.reading import signs, tnef
from moothall.cases.mail.reading.letter import Enclosure, Letter
from moothall.cases.mail.reading.words import (
    clean,
    decoded,
    header_of,
    header_words,
    headers_of,
    text_of_html,
)

MOST_PARTS = 200
DEEPEST = 8
MOST_FILES = 30
MOST_TEXT = 200_000
MOST_RECIPIENTS = 200
_LONGEST_NAME = 150
_LONGEST_ADDRESS = 320
_MOST_REFERENCES = 50
_MOST_HEADERS = 10
_ARRIVED_AT = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_LETTERS = frozenset({"message/rfc822", "message/global"})
_PACKED = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass
class _Found:
    """What the parts of a letter bring, as they are walked through."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[Enclosure] = field(default_factory=list)
    problems: dict[str, None] = field(default_factory=dict)
    parts: int = 0

    def note(self, problem: str) -> None:
        self.problems.setdefault(problem)

    def add_file(self, name: str, content_type: str, content: bytes) -> None:
        if len(self.files) >= MOST_FILES:
            self.note("too-many-files")
        elif content:
            named = name or f"file-{len(self.files) + 1}"
            self.files.append(Enclosure(named[-_LONGEST_NAME:], content_type, content))


def read_letter(raw: bytes) -> Letter:
    """Return what is in an e-mail; anything may be raised by what is too broken."""
    message = message_from_bytes(raw, policy=compat32)
    found = _Found()
    _walk(message, found, depth=0)
    sender = _addresses(message, "From") or _addresses(message, "Sender")
    name, address = sender[0] if sender else ("", "")
    path = message.get("Return-Path")
    return_path = None if path is None else str(path).strip().strip("<>").lower()
    report = signs.report_in(message)
    text = _text(found)
    return Letter(
        sender_address=address,
        sender_name=name[:200],
        reply_address=next((one for _, one in _addresses(message, "Reply-To")), ""),
        return_path=return_path,
        recipients=tuple(
            dict.fromkeys(one for header in _ARRIVED_AT for _, one in _addresses(message, header))
        )[:MOST_RECIPIENTS],
        subject=header_words(header_of(message, "Subject"))[:500],
        written_at=_moment(message),
        message_id=next(iter(signs.message_ids(str(message.get("Message-ID", "")))), ""),
        references=_references(message),
        text=text,
        files=tuple(found.files),
        automatic=signs.automatic_signs(message, address, return_path),
        report=report,
        problems=tuple(found.problems),
    )


def _walk(part: Message, found: _Found, *, depth: int) -> None:
    found.parts += 1
    if found.parts > MOST_PARTS or depth > DEEPEST:
        found.note("too-many-parts")
        return
    for defect in part.defects:
        found.note(f"broken:{type(defect).__name__}"[:60])
    payload = part.get_payload()
    if part.get_content_type() in signs.STATUSES:
        found.plain.append("\n".join(clean(str(one)) for one in _parts_of(payload)))
    elif part.get_content_type() in _LETTERS:
        for inner in _parts_of(payload):
            _take_attached_letter(inner, found, depth=depth)
    elif isinstance(payload, list):
        for inner in _parts_of(payload):
            _walk(inner, found, depth=depth + 1)
    else:
        _take_leaf(part, found)


def _parts_of(payload: object) -> Iterator[Message]:
    return (
        (one for one in payload if isinstance(one, Message))
        if isinstance(payload, list)
        else iter(())
    )


def _take_attached_letter(inner: Message, found: _Found, *, depth: int) -> None:
    """Let a letter within a letter be read under its own heading, and its files lie with it."""
    apart = _Found(parts=found.parts)
    _walk(inner, apart, depth=depth + 1)
    found.parts = apart.parts
    heading = [
        f"{name}: {header_words(inner[name])}"
        for name in ("From", "Date", "Subject")
        if inner[name]
    ]
    found.plain.append("\n".join(["", "-----", *heading, "", _text(apart)]))
    for one in apart.files:
        found.add_file(one.name, one.content_type, one.content)
    for problem in apart.problems:
        found.note(problem)


def _take_leaf(part: Message, found: _Found) -> None:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return
    kind = part.get_content_type()
    name = header_words(part.get_filename() or "") if _has_name(part) else ""
    if kind in _PACKED or name.lower() == "winmail.dat":
        _take_packed(name, content, found)
    elif name or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
        found.add_file(name, kind, content)
    else:
        words = decoded(content, str(part.get_param("charset", "") or ""))
        (found.html if kind == "text/html" else found.plain).append(words)


def _has_name(part: Message) -> bool:
    return bool(part.get("Content-Disposition") or part.get_param("name"))


def _take_packed(name: str, content: bytes, found: _Found) -> None:
    try:
        words, files = tnef.unpacked(content)
    except ValueError:
        found.note("broken-winmail")
        found.add_file(name or "winmail.dat", "application/ms-tnef", content)
        return
    if words and not found.plain:
        found.plain.append(clean(words))
    for inner_name, inner in files:
        found.add_file(clean(inner_name), "application/octet-stream", inner)


def _text(found: _Found) -> str:
    text = "\n".join(one.strip("\n") for one in found.plain if one.strip())
    if not text.strip() and found.html:
        text = "\n".join(text_of_html(one) for one in found.html)
    if len(text) > MOST_TEXT:
        found.note("text-cut")
    return text[:MOST_TEXT].strip()


def _addresses(message: Message, header: str) -> list[tuple[str, str]]:
    raw = [header_words(one) for one in headers_of(message, header)[:_MOST_HEADERS]]
    found = []
    for name, address in getaddresses(raw):
        plain = clean(address).strip().lower()
        if "@" in plain and " " not in plain and len(plain) <= _LONGEST_ADDRESS:
            found.append((clean(name).strip(), plain))
    return found


def _references(message: Message) -> tuple[str, ...]:
    said = f"{message.get('In-Reply-To', '')} {message.get('References', '')}"
    return signs.message_ids(said)[:_MOST_REFERENCES]


def _moment(message: Message) -> str:
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
        return moment.replace(tzinfo=moment.tzinfo or UTC).isoformat()
    except (TypeError, ValueError, OverflowError, IndexError):
        return ""
