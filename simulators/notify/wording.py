"""Templates with their gaps filled, and recipients read."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping

from simulators.notify.refusals import bad_request, validation
from simulators.notify.services import Template

LONGEST_TEXT = 918
LARGEST_FILE = 2 * 1024 * 1024
_GAP = re.compile(r"\(\((?P<name>[^()?]+?)(?:\?\?(?P<shown>.*?))?\)\)", re.DOTALL)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")


def fill(template: Template, personalisation: Mapping[str, object]) -> tuple[str, str]:
    """
    Fill a template's gaps; answers with the subject and the body.

    :raises RefusedError: if something is missing, or a text becomes too long
    """
    given = {_key(name): _linked(value) for name, value in personalisation.items()}
    gaps = [match["name"] for match in _GAP.finditer(template.subject + template.body)]
    missing = [name for name in dict.fromkeys(gaps) if given.get(_key(name)) is None]
    if missing:
        raise bad_request(f"Missing personalisation: {', '.join(missing)}")
    body = _filled(template.body, given)
    if template.type == "sms" and len(body) > LONGEST_TEXT:
        raise bad_request(
            f"Text messages cannot be longer than {LONGEST_TEXT} characters. "
            f"Your message is {len(body)} characters long."
        )
    return _filled(template.subject, given), body


def read_phone_number(written: str) -> str:
    """
    Read a British mobile number, in any of the ways in which people write it.

    :raises RefusedError: if it is none
    """
    digits = re.sub(r"[\s()\-+.\u200b\u00a0]", "", written)
    if not digits.isdigit():
        raise validation("phone_number Must not contain letters or symbols")
    national = re.sub(r"^(?:0044|44|0)", "", digits)
    if not national.startswith("7"):
        raise validation("phone_number Not a UK mobile number")
    if len(national) != len("7700900000"):
        which = "Too many" if len(national) > len("7700900000") else "Not enough"
        raise validation(f"phone_number {which} digits")
    return f"0{national}"


def read_email_address(written: str) -> str:
    """
    Read an e-mail address.

    :raises RefusedError: if it is none
    """
    if not _EMAIL.fullmatch(written.strip()):
        raise validation("email_address Not a valid email address")
    return written.strip().lower()


def _filled(text: str, given: Mapping[str, object]) -> str:
    """Fill the gaps of one piece of text."""

    def fill_gap(match: re.Match[str]) -> str:
        value = given[_key(match["name"])]
        if match["shown"] is None:
            return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        return match["shown"] if str(value).lower() in {"yes", "true", "1", "y"} else ""

    return _GAP.sub(fill_gap, text)


def _linked(value: object) -> object:
    """
    Return the link under which a file that was handed over would be fetched; all else as it is.

    :raises RefusedError: if the file is damaged or too large
    """
    if not isinstance(value, dict) or "file" not in value:
        return value
    try:
        content = base64.b64decode(str(value["file"]), validate=True)
    except binascii.Error:
        raise bad_request("Incorrect padding") from None
    if len(content) > LARGEST_FILE:
        raise bad_request("File did not pass the virus scan: it is larger than 2MB")
    digest = hashlib.sha256(content).hexdigest()
    return f"https://documents.service.gov.uk/d/{digest}#{value.get('filename', '')}"


def _key(name: str) -> str:
    """Compare names as Notify does: without regard to case, spaces, dashes or underscores."""
    return re.sub(r"[\s_-]", "", name).lower()
