"""What is read out of an e-mail, as plain values that pass between two processes."""

import base64
import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Enclosure:
    """A file that came with a letter."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Report:
    """What a mail server says of a letter of ours: to whom it could not go, and why."""

    message_id: str = ""
    recipient: str = ""
    action: str = ""
    status: str = ""


@dataclass(frozen=True)
class Letter:
    """
    One e-mail. `automatic` has the signs that no person wrote it, `problems` what was wrong.

    `recipients` are all addresses at which it may have arrived, by its own word and its servers'.
    """

    sender_address: str = ""
    sender_name: str = ""
    reply_address: str = ""
    return_path: str | None = None
    recipients: tuple[str, ...] = ()
    subject: str = ""
    written_at: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    files: tuple[Enclosure, ...] = ()
    automatic: tuple[str, ...] = ()
    report: Report | None = None
    problems: tuple[str, ...] = field(default=())

    def as_json(self) -> bytes:
        """Return it as one line of JSON."""
        said = asdict(self)
        said["files"] = [
            {**one, "content": base64.b64encode(one["content"]).decode()} for one in said["files"]
        ]
        return json.dumps(said).encode()

    @classmethod
    def from_json(cls, line: bytes) -> "Letter":
        """
        Return a letter from its line.

        :raises ValueError: if it is none
        """
        said: dict[str, Any] = json.loads(line)
        files = tuple(
            Enclosure(one["name"], one["content_type"], base64.b64decode(one["content"]))
            for one in said.pop("files")
        )
        report = said.pop("report")
        lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
        return cls(**{**said, **lists}, files=files, report=Report(**report) if report else None)
