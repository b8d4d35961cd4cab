"""What Notify's words mean to us."""

from collections.abc import Mapping
from datetime import timedelta

from notifications_python_client.errors import APIError

from moothall.kernel.errors import GiveUp, MoothallError, Retry
from moothall.notifications.ports import Fate, LostAnswer, Outcome

#: https://docs.notifications.service.gov.uk/rest-api.html#get-message-status; what is not named
#: here (created, sending, pending, sent) is still under way.
_FAILURES: Mapping[str, str] = {
    "permanent-failure": "There is no such address or number.",
    "temporary-failure": "The mailbox was full or the telephone was off for too long.",
    "technical-failure": "Something between Notify and the network went wrong.",
    "cancelled": "It was cancelled.",
    "validation-failed": "Notify could not read it.",
    "virus-scan-failed": "A file in it holds a virus.",
}

_TOO_MANY = 429
_REFUSED = 400
_NOT_ALLOWED = frozenset({401, 403})
_SERVER_FAILED = 500


def fate_of(status: str) -> Fate:
    """Return what a status means."""
    if status == "delivered":
        return Fate(Outcome.DELIVERED)
    if status in _FAILURES:
        return Fate(Outcome.FAILED, _FAILURES[status])
    return Fate(Outcome.UNDER_WAY)


def problem_of(error: APIError) -> MoothallError:
    """Return what an error means for one message; no answer and 5xx leave open what happened."""
    status, said = error.status_code, _in_words(error)
    if status == _TOO_MANY:
        day_is_full = "TooManyRequests" in str(error.message)
        after = timedelta(hours=1) if day_is_full else timedelta(minutes=1)
        return Retry(f"Notify takes no more for now: {said}", after=after)
    if status in _NOT_ALLOWED:
        return Retry(f"Notify does not accept our key: {said}", after=timedelta(minutes=30))
    if _REFUSED <= status < _SERVER_FAILED:
        return GiveUp(f"Notify refused the message: {said}")
    return LostAnswer(f"Notify did not answer as it should: {said}")


def _in_words(error: APIError) -> str:
    said = error.message
    if isinstance(said, list):
        return "; ".join(str(one.get("message", one)) for one in said)
    return str(said)
