"""The errors that cross the borders between apps; each says what the caller may do about it."""

from datetime import timedelta


class MoothallError(Exception):
    """Something the product itself refuses or cannot do."""


class NotPermitted(MoothallError):
    """The actor may not do this; views answer 403, or 404 where existence is itself a secret."""


class ScopeMissing(MoothallError):
    """A council-owned table was asked for while no council, or not exactly one, was in force."""


class TransitionNotAllowed(MoothallError):
    """A state machine has no arrow from where it is to where it was told to go."""


class NotFound(MoothallError):
    """What was asked for by its name is not there, for this caller."""


class Conflict(MoothallError):
    """Somebody else changed the same thing meanwhile."""


class Retry(MoothallError):
    """The work failed for a passing reason and should be tried again, after a while."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class GiveUp(MoothallError):
    """The work failed for a lasting reason; trying again would change nothing."""
