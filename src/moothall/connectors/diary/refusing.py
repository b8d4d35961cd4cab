"""What the diary refuses, as programs read it."""

from http import HTTPStatus

from moothall.bookings import errors
from moothall.connectors.diary.answers import Telling
from moothall.connectors.partners.refusals import Refused
from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed

_CONFLICT = HTTPStatus.CONFLICT
_UNUSABLE = HTTPStatus.UNPROCESSABLE_ENTITY

#: What each refusal is called, and what is said of it.
_SAID: dict[type[Exception], tuple[HTTPStatus, str, str]] = {
    errors.SlotTaken: (_CONFLICT, "slot-taken", "Somebody else has this time."),
    errors.NotOpen: (_CONFLICT, "not-open", "Nothing can be booked at this time."),
    errors.SomeTaken: (_CONFLICT, "slot-taken", "Somebody else has some of these times."),
    errors.TooManyBookings: (_CONFLICT, "too-many", "These are more than one may have."),
    errors.TooLate: (_CONFLICT, "too-late", "The notice that this asks for has passed."),
    errors.HoldEnded: (_CONFLICT, "ended", "This booking has ended, or is not at that stage."),
    errors.PaymentDue: (_CONFLICT, "payment-due", "It is certain once its fee is paid."),
    errors.NotBookable: (_UNUSABLE, "not-bookable", "It cannot be booked like this."),
    errors.NoSuchTime: (_UNUSABLE, "no-such-time", "This time is no one moment."),
    Conflict: (_CONFLICT, "changed", "It was changed since, or the key was used for another call."),
    TransitionNotAllowed: (_CONFLICT, "ended", "This booking has ended."),
    CardNumberRefused: (_UNUSABLE, "card-number", "This holds what looks like a card number."),
    NotFound: (HTTPStatus.NOT_FOUND, "not-found", "There is nothing here that this key may see."),
    NotPermitted: (HTTPStatus.FORBIDDEN, "not-permitted", "This key may not do this."),
}

REFUSALS = tuple(_SAID)


def refused(error: Exception, telling: Telling) -> Refused:
    """Return a refusal as a problem, with the next best times where others are free."""
    status, code, title = next(said for kind, said in _SAID.items() if isinstance(error, kind))
    more: dict[str, object] = {"code": code}
    if isinstance(error, errors.SlotTaken | errors.NotOpen):
        more["next_best"] = [telling.slot(slot) for slot in error.next_best]
    return Refused(status, title, more=more)
