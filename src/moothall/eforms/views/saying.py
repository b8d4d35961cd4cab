"""What a form says, with the council's own facts in it."""

from moothall.eforms.views.doors import Door
from moothall.eforms.wording import Block, Wording, blocks, filled


def said(door: Door, text: Wording) -> str:
    """Return a text of the form in the door's language, with the council's facts in it."""
    contact = door.council.contact
    return filled(
        text.within(door.language),
        {
            "council.name": door.council.name_in(door.language),
            "council.phone": contact.phone,
            "council.email": contact.email,
        },
    )


def said_in_blocks(door: Door, text: Wording) -> tuple[Block, ...]:
    """Return a longer text of the form as paragraphs and lists."""
    return blocks(said(door, text))
