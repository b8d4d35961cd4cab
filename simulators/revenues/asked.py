"""Requests read as strictly as the contract says, and refusals in its shape."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from simulators.revenues.references import Kind

LONGEST = 200
_SORT_CODE, _ACCOUNT_NUMBER = re.compile(r"[0-9]{6}"), re.compile(r"[0-9]{8}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DAYS = (1, 8, 15, 22)


class RefusedError(Exception):
    """What was asked cannot be done."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Refuse with this HTTP status and the contract's word for it."""
        super().__init__(message)
        self.status = status
        self.body = error_body(code, message)


def error_body(code: str, message: str) -> bytes:
    """Write a mistake in the contract's shape."""
    return json.dumps({"error": {"code": code, "message": message}}).encode()


def no_match() -> RefusedError:
    """Refuse: there is none of this reference, or what was said of it is wrong, never which."""
    return RefusedError(404, "no_match", "There is no account that matches.")


@dataclass(frozen=True)
class Asked:
    """A JSON object that somebody sent."""

    content: Mapping[str, object]

    @classmethod
    def read(cls, content: object) -> "Asked":
        """
        Take a body.

        :raises RefusedError: if it is no object
        """
        if not isinstance(content, dict):
            raise RefusedError(400, "not_json", "Send a JSON object.")
        return cls(content)

    def text(self, name: str, *, default: str | None = None) -> str:
        """
        Return a text.

        :raises RefusedError: if it is missing or no text of a sensible length
        """
        value = self.content.get(name, default)
        if not isinstance(value, str) or len(value) > LONGEST or (default is None and not value):
            raise RefusedError(422, "invalid", f"{name} must be a text.")
        return value

    def number(self, name: str) -> int | None:
        """
        Return a whole number, or nothing if none was sent.

        :raises RefusedError: if it is something else
        """
        value = self.content.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise RefusedError(422, "invalid", f"{name} must be a whole number.")
        return value

    def switch(self, name: str) -> bool:
        """
        Return yes or no.

        :raises RefusedError: if it is neither
        """
        value = self.content.get(name)
        if not isinstance(value, bool):
            raise RefusedError(422, "invalid", f"{name} must be true or false.")
        return value

    def kind(self) -> Kind:
        """Return which book is meant."""
        return kind_of(self.text("kind"))


def kind_of(word: str) -> Kind:
    """
    Return the book of this name.

    :raises RefusedError: if there is none
    """
    try:
        return Kind(word)
    except ValueError:
        raise RefusedError(422, "invalid", "There is no such kind of account.") from None


def change_of(asked: Asked) -> tuple[str, dict[str, object]]:
    """
    Return what is to be changed, and to what.

    :raises RefusedError: if it is not one of the changes of the contract
    """
    what = asked.text("change")
    if what == "e_billing":
        return what, {"on": asked.switch("on")}
    if what == "contact":
        email, phone = asked.text("email", default=""), asked.text("phone", default="")
        if email and not _EMAIL.fullmatch(email):
            raise RefusedError(422, "invalid", "email must be an e-mail address.")
        return what, {"email": email, "phone": phone}
    if what == "direct_debit_set_up":
        return what, _debit(asked)
    if what == "direct_debit_cancel":
        return what, {}
    raise RefusedError(422, "invalid", "There is no such change.")


def _debit(asked: Asked) -> dict[str, object]:
    sort_code, account_number = asked.text("sort_code"), asked.text("account_number")
    day = asked.number("day")
    if not _SORT_CODE.fullmatch(sort_code) or not _ACCOUNT_NUMBER.fullmatch(account_number):
        raise RefusedError(422, "invalid", "These are not the numbers of a bank account.")
    if day not in DAYS:
        raise RefusedError(422, "invalid", "day must be 1, 8, 15 or 22.")
    return {
        "account_name": asked.text("account_name"),
        "sort_code": sort_code,
        "account_number": account_number,
        "day": day,
    }
