"""
The references of payments: what payer, council, gateway and bank call one payment.

`NOR-P4K-79X-MFH` reads well down a telephone and is wrong when misheard (see
`kernel.spoken_characters`). It is drawn by lot: a payment's neighbour cannot be guessed.
"""

import re
import secrets

from moothall.kernel.spoken_characters import ALPHABET, MEANT, check_character, is_sound

#: Characters of ours, the check included: nineteen to the seventh are 890 million.
LENGTH = 8
_MARK = "P"
_GROUP = 3
_NOT_SAID = re.compile(r"[^0-9A-Z]+")


def new_reference(prefix: str, *, mark: str = _MARK) -> str:
    """Return a reference drawn by lot; whoever uses it looks whether it is taken."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return _written(prefix, body + check_character(body), mark=mark)


def meant_reference(text: str, *, prefix: str) -> str:
    """Return the reference of a council that a person meant, or nothing if none reads like it."""
    said = _NOT_SAID.sub("", text.upper())
    said = said.removeprefix(prefix)
    if said.startswith(_MARK) and len(said) == LENGTH + 1:
        said = said[1:]
    body = said.translate(MEANT)
    return _written(prefix, body) if len(body) == LENGTH and is_sound(body) else ""


def _written(prefix: str, body: str, *, mark: str = _MARK) -> str:
    marked = mark + body[: _GROUP - 1]
    rest = body[_GROUP - 1 :]
    groups = [marked, *(rest[at : at + _GROUP] for at in range(0, len(rest), _GROUP))]
    return "-".join([prefix, *groups])
