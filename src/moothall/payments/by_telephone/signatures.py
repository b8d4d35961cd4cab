"""The signature of a carrier: HMAC-SHA1 over the public address and what was posted (Twilio's)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

HEADER = "X-Twilio-Signature"


def signature(token: str, url: str, posted: Mapping[str, str]) -> str:
    """Return the signature of a request, as the carrier makes it."""
    text = url + "".join(name + posted[name] for name in sorted(posted))
    made = hmac.new(token.encode(), text.encode(), hashlib.sha1)
    return base64.b64encode(made.digest()).decode()


def is_signed(token: str, url: str, posted: Mapping[str, str], given: str) -> bool:
    """Tell whether a request is signed with the token; takes as long for every wrong one."""
    return hmac.compare_digest(signature(token, url, posted).encode(), given.encode())
