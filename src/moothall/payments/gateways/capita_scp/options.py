"""What a council gives of its portal at Pay360."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from moothall.kernel.options import Options

YES_AND_NO = frozenset({"yes", "no"})
#: In seconds: a call may take twice as long and ten seconds more, and what is being asked holds its
#: payment for a minute.
LONGEST_WAIT = 20
OUR_OWN_MACHINE = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True, kw_only=True)
class CapitaScpOptions(Options):
    """
    Where the portal is, which it is, and by which key we sign.

    `endpoint` is the address of the web service, `site_id`, `scp_id` and `key_id` are the numbers
    that the supplier gave, and `key_secret` is the name of the secret that holds the key, in base
    64. `tells_language` says whether the portal has pages in Welsh and may be asked for them.
    """

    endpoint: str
    site_id: str
    scp_id: str
    key_id: str
    key_secret: str
    tells_language: str = "no"
    timeout_seconds: str = "15"

    @classmethod
    def read(cls, given: Mapping[str, object]) -> Self:
        """
        Return the settings that a row or a council's file gives.

        :raises ValueError: naming what is missing, unknown or cannot be used
        """
        options = super().read(given)
        for name in ("site_id", "scp_id", "key_id", "timeout_seconds"):
            if not getattr(options, name).isdecimal():
                raise ValueError(f"option {name} must be a whole number")
        if not 1 <= int(options.timeout_seconds) <= LONGEST_WAIT:
            raise ValueError(f"option timeout_seconds must be from 1 to {LONGEST_WAIT}")
        if options.tells_language not in YES_AND_NO:
            raise ValueError("option tells_language must be yes or no")
        place = urlsplit(options.endpoint)
        if place.scheme != "https" and place.hostname not in OUR_OWN_MACHINE:
            raise ValueError("option endpoint must begin with https://")
        return options
