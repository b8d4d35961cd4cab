"""Why nothing was sold, in the words of whoever asked; the language in force is theirs."""

from datetime import datetime

from django.utils.translation import gettext as _

from moothall.payments.ledger.wallets import NotEnoughMoney
from moothall.payments.wallets.errors import WalletBlocked
from moothall.verticals.parking import errors
from moothall.verticals.parking.wording import end_words, length_words

#: Whatever is said to a driver instead of charging them.
REFUSALS = (errors.ParkingRefused, WalletBlocked, NotEnoughMoney)


def refused(problem: Exception, *, now: datetime) -> str:
    """Say why nothing was sold."""
    match problem:
        case errors.NoSuchPlace():
            words = _("We know no place of this number. Look at the sign again.")
        case errors.StayTooLong():
            words = _("The longest stay you can pay for here is %(length)s.") % {
                "length": length_words(problem.most_minutes)
            }
        case errors.HasTime():
            words = _("This vehicle has time here already, until %(end)s.") % {
                "end": end_words(problem.ends_at, now=now)
            }
        case errors.ReturnedTooSoon():
            words = _("This vehicle was here a short while ago. It may come back at %(end)s.") % {
                "end": end_words(problem.from_at, now=now)
            }
        case errors.NothingToPay():
            return _("You do not need to pay here at this time.")
        case errors.PaidByCard():
            words = _("This was paid by card. Pay for more time by card on our website.")
        case errors.SessionOver():
            words = _("This time has ended already.")
        case NotEnoughMoney():
            words = _("There is not enough money in your parking account.")
        case WalletBlocked():
            words = _("Your parking account is blocked. Ask us why.")
        case _other:
            words = _("This did not work. Try again in a minute.")
    return words + " " + _("Nothing was charged.")
