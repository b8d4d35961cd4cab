"""Refusals in the standard's words: a status, a code and a description."""


class Open311Error(Exception):
    """A request that is answered with an error in the standard's shape."""

    status = 400

    def __init__(self, description: str, *, code: int | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.code = code if code is not None else self.status


class BadRequest(Open311Error):
    """Something in the request is missing or cannot be used."""


class Forbidden(Open311Error):
    """The key is missing or is not one of this council's."""

    status = 403


class Unknown(Open311Error):
    """The jurisdiction, the service or the request is not here."""

    status = 404


class NotAllowed(Open311Error):
    """The method is not one that this address answers."""

    status = 405


class TooMany(Open311Error):
    """More requests than one program may make in a while."""

    status = 429
