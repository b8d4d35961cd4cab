"""What a call hears: sentences, keys that are waited for, and where it goes on."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

#: In seconds; how long keys are waited for.
WAITS = 8
_VOICES = {"en": "en-GB", "cy": "cy-GB"}


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Keys that are waited for: so many, or until the hash key."""

    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer to a carrier. Without keys to wait for, and nowhere to go on, the call ends."""

    #: Each sentence with its language.
    sentences: tuple[tuple[str, str], ...]
    keys: Keys | None = None
    number: str = ""
    then_keys: str = field(default="")


def as_markup(said: Said, next_address: str) -> bytes:
    """Return an answer as TwiML, with the address that is called after it."""
    root = Element("Response")
    if said.keys is not None:
        ends = {"numDigits": str(said.keys.count)} if said.keys.count else {"finishOnKey": "#"}
        gather = SubElement(
            root,
            "Gather",
            {
                "input": "dtmf",
                "method": "POST",
                "action": next_address,
                "timeout": str(WAITS),
                "actionOnEmptyResult": "true",
                **ends,
            },
        )
        _say(gather, said)
    else:
        _say(root, said)
        if said.number:
            dial = SubElement(root, "Dial")
            number = SubElement(
                dial, "Number", {"sendDigits": said.then_keys} if said.then_keys else {}
            )
            number.text = said.number
        else:
            SubElement(root, "Hangup")
    text: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>' + text


def _say(parent: Element, said: Said) -> None:
    for language, sentence in said.sentences:
        SubElement(parent, "Say", {"language": _VOICES.get(language, "en-GB")}).text = sentence
