"""What a form says, with the council's own facts in it."""

from moothall.eforms.shown import spoken
from moothall.eforms.views.doors import Door
from moothall.eforms.wording import Block, Wording, blocks


def said(door: Door, text: Wording) -> str:
    """Return a text of the form in the door's language, with the council's facts in it."""
    return spoken(text, door.council, door.language)


def said_in_blocks(door: Door, text: Wording) -> tuple[Block, ...]:
    """Return a longer text of the form as paragraphs and lists."""
    return blocks(said(door, text))
