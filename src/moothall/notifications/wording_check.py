"""What is wrong with a council's own words, each mistake beside the part that it stands in."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from moothall.notifications.channels import Channel
from moothall.notifications.gap_words import OF_THE_COUNCIL
from moothall.notifications.kinds import lock_of, needs_of_kind
from moothall.notifications.wording import (
    GAP,
    LONGEST_SUBJECT,
    Wording,
    WordingMistake,
    gaps_known,
    standard_wording,
)

LONGEST_BODY = 5000
#: More than suppliers take; six parts of a text.
LONGEST_TEXT = 918
_HALF_GAP = re.compile(r"\(\(|\)\)|\{\{|\{%")


@dataclass(frozen=True)
class Mistake:
    """What is wrong, and in which part: subject or body."""

    part: str
    text: str


def mistakes_in(key: str, channel: Channel, language: str, wording: Wording) -> list[Mistake]:
    """
    Return what keeps a council from using these words; nothing if they are in order.

    :raises WordingMistake: if there is no such message, or no council may word it
    """
    if lock := lock_of(key):
        raise WordingMistake(str(lock))
    known = gaps_known(key) | OF_THE_COUNCIL
    parts = [("body", wording.body)]
    if channel is not Channel.TEXT:
        parts.insert(0, ("subject", wording.subject))
    found = [Mistake(part, said) for part, text in parts for said in _gap_mistakes(text, known)]
    found += _length_mistakes(channel, wording)
    if missing := sorted(needed_gaps(key, channel, language) - wording.gaps):
        said = _("Put in %(gaps)s: nobody can do without it.") % {"gaps": _named(missing)}
        found.append(Mistake("body", said))
    return found


def needed_gaps(key: str, channel: Channel, language: str) -> frozenset[str]:
    """Return the gaps that must stand in a council's own words: those needed that ours have."""
    standard = standard_wording(key, channel, language)
    return needs_of_kind(key) & (standard.gaps if standard else frozenset())


def check_own_wording(key: str, channel: Channel, language: str, wording: Wording) -> None:
    """
    Do nothing if a council may use these words.

    :raises WordingMistake: saying why not
    """
    if found := mistakes_in(key, channel, language, wording):
        raise WordingMistake(f"{key}: " + " ".join(one.text for one in found))


def is_standard(key: str, channel: Channel, language: str, wording: Wording) -> bool:
    """Tell whether these are our words, but for the ends of lines."""
    ours = standard_wording(key, channel, language)
    if ours is None:
        return False
    subject = channel is Channel.TEXT or ours.subject.strip() == wording.subject.strip()
    return subject and ours.body.strip().splitlines() == wording.body.strip().splitlines()


def _gap_mistakes(text: str, known: frozenset[str]) -> list[str]:
    found = []
    if unknown := sorted(set(GAP.findall(text)) - known):
        said = _("This message does not know %(gaps)s. Use those of the list.")
        found.append(said % {"gaps": _named(unknown)})
    if half := _HALF_GAP.search(GAP.sub("", text)):
        said = _(
            "Look at “%(near)s”: write a placeholder as in the list, in two round brackets, "
            "without spaces."
        )
        near = GAP.sub("", text)[half.start() : half.start() + 20].splitlines()[0]
        found.append(said % {"near": near})
    return found


def _length_mistakes(channel: Channel, wording: Wording) -> list[Mistake]:
    found = []
    if channel is not Channel.TEXT:
        if not wording.subject.strip():
            found.append(Mistake("subject", _("Write a subject.")))
        if len(wording.subject) > LONGEST_SUBJECT:
            said = _("Make the subject shorter: at most %(most)s letters.")
            found.append(Mistake("subject", said % {"most": LONGEST_SUBJECT}))
    if not wording.body.strip():
        found.append(Mistake("body", _("Write the words of the message.")))
    most = LONGEST_TEXT if channel is Channel.TEXT else LONGEST_BODY
    if len(wording.body) > most:
        said = _("Make it shorter: at most %(most)s letters.")
        found.append(Mistake("body", said % {"most": most}))
    return found


def _named(gaps: list[str]) -> str:
    return ", ".join(f"(({name}))" for name in gaps)
