"""
The words of messages: defaults beside the code that asks for them, and a council's own.

A message's key is `<app>.<name>`; its default lies in the app, in
`templates/<app>/messages/<name>.<language>.txt`, whose first line is `Subject: …`. A text message
may have shorter words of its own in `<name>.<language>.text.txt`. Gaps are written `((name))`. A
line in which every gap is filled with nothing is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import MoothallError
from moothall.kernel.short_memory import remembered
from moothall.notifications.kinds import lock_of
from moothall.notifications.models import Channel, MessageTemplate

GAP = re.compile(r"\(\(([a-z][a-z0-9_]*)\)\)")
_KEY = re.compile(r"[a-z_]+\.[a-z][a-z0-9_-]*")
_SUBJECT = "Subject:"
_NOT_PRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST_SUBJECT = 200


class WordingMistake(MoothallError):
    """The words of a message cannot be used; the message says why."""


@dataclass(frozen=True)
class Wording:
    """A subject and a body with gaps."""

    subject: str
    body: str

    @property
    def gaps(self) -> frozenset[str]:
        """Return the names of the gaps."""
        return frozenset(GAP.findall(self.subject) + GAP.findall(self.body))


def filled(wording: Wording, values: Mapping[str, str]) -> Wording:
    """
    Return the words with the gaps filled; what is filled in can make no new gap or header.

    :raises WordingMistake: if there is a gap without a value
    """
    if unknown := sorted(wording.gaps - set(values)):
        raise WordingMistake(f"Nothing is known of {', '.join(f'(({name}))' for name in unknown)}.")
    subject = " ".join(_fill(wording.subject, values).split())[:LONGEST_SUBJECT]
    lines = [
        _fill(line, values) for line in wording.body.splitlines() if not _is_empty(line, values)
    ]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Wording(subject, body)


def wording_for(council_id: int, key: str, channel: Channel, language: str) -> Wording:
    """
    Return the council's own words, or the default in this language, or the English default.

    The council must be in force.

    :raises WordingMistake: if there is no such message at all
    """
    may_differ = not lock_of(key)
    for wanted in dict.fromkeys((language, "en")):
        own = _own_wording(council_id, key, channel.value, wanted) if may_differ else None
        wording = own or _default(key, channel.value, wanted)
        if wording is not None:
            return wording
    raise WordingMistake(f"There is no message {key!r}.")


def facts_of(council: CouncilRow, language: str) -> dict[str, str]:
    """Return what fills the gaps that every message knows."""
    return {
        "council_name": council.name_in(language),
        "council_phone": council.contact.phone,
        "council_email": council.contact.email,
        "council_url": council.url,
    }


def words_of(
    council: CouncilRow, key: str, channel: Channel, language: str, context: Mapping[str, str]
) -> Wording:
    """
    Return a message's words as its reader gets them, with the council's own facts filled in too.

    :raises WordingMistake: if there is no such message, or a gap has no value
    """
    values = {**facts_of(council, language), **context}
    wording = wording_for(council.id, key, channel, language)
    if not wording.gaps <= values.keys() and (ours := standard_wording(key, channel, language)):
        wording = ours  # what a council once wrote asks for something that is known no more
    return filled(wording, values)


def standard_wording(key: str, channel: Channel, language: str) -> Wording | None:
    """Return our words for a message in a language, if there are any in it."""
    return _default(key, channel.value, language)


def gaps_known(key: str) -> frozenset[str]:
    """
    Return the gaps that the default words of a message use, in any channel.

    :raises WordingMistake: if there is no such message
    """
    defaults = [_default(key, channel.value, "en") for channel in Channel]
    if not any(defaults):
        raise WordingMistake(f"There is no message {key!r}.")
    return frozenset().union(*(wording.gaps for wording in defaults if wording))


@remembered(seconds=2.0)
def _own_wording(council_id: int, key: str, channel: str, language: str) -> Wording | None:
    row = MessageTemplate.objects.filter(
        council_id=council_id, key=key, channel=channel, language=language
    ).first()
    return None if row is None else Wording(row.subject, row.body)


@cache
def _default(key: str, channel: str, language: str) -> Wording | None:
    app, _, name = key.partition(".")
    if not _KEY.fullmatch(key) or app not in apps.app_configs:
        return None
    folder = Path(apps.get_app_config(app).path, "templates", app, "messages")
    if channel == Channel.TEXT:
        short = folder / f"{name}.{language}.text.txt"
        if short.is_file():
            return Wording("", short.read_text(encoding="utf-8"))
    file = folder / f"{name}.{language}.txt"
    if not file.is_file():
        return None
    subject, _, body = file.read_text(encoding="utf-8").partition("\n")
    return Wording(subject.removeprefix(_SUBJECT).strip(), body)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return GAP.sub(lambda gap: _NOT_PRINTED.sub("", values[gap[1]]).strip(), text)


def _is_empty(line: str, values: Mapping[str, str]) -> bool:
    """Tell whether a line has gaps, all of which are filled with nothing."""
    gaps = GAP.findall(line)
    return bool(gaps) and not any(values[name].strip() for name in gaps)
