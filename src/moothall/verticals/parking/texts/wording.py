"""What is answered to a text; the language in force is the reader's."""

from datetime import datetime

from django.utils.translation import gettext as _

from moothall.kernel.money import pounds
from moothall.verticals.parking.models import ParkingSession
from moothall.verticals.parking.vrm import spaced
from moothall.verticals.parking.wording import end_words, name_in


def has_time(session: ParkingSession, language: str, *, now: datetime) -> str:
    """Say until when a session goes, and how to change that."""
    return _(
        "%(vehicle)s is paid for at %(place)s until %(end)s. Cost so far: %(amount)s. Text "
        "EXTEND 30 for 30 more minutes, or LEAVE to stop."
    ) % {
        "vehicle": spaced(session.vrm),
        "place": name_in(session.place.name, language),
        "end": end_words(session.ends_at, now=now),
        "amount": pounds(session.pence),
    }


def stopped(session: ParkingSession, back_pence: int) -> str:
    """Say that a session has stopped, and what was given back."""
    words = _("Parking for %(vehicle)s has stopped.") % {"vehicle": spaced(session.vrm)}
    if back_pence:
        words += " " + _("%(amount)s went back to your account.") % {"amount": pounds(back_pence)}
    return words


def help_words() -> str:
    """Say what can be texted."""
    return _(
        "Text PARK, the number on the sign, how long, and your vehicle: PARK 1001 60 AB12CDE or "
        "PARK 1001 2 hours AB12CDE. EXTEND 30 for more time. LEAVE to stop."
    )


def not_understood() -> str:
    """Say that a text could not be read."""
    return _("Sorry, we did not understand. Nothing was charged.") + " " + help_words()


def unknown_number(link: str) -> str:
    """Say how to sign up, to a number that nobody has proven to be theirs."""
    return _(
        "We do not know this phone number. To park by text, sign in, add this number to your "
        "details and type the code we send: %(link)s"
    ) % {"link": link}


def no_wallet(link: str) -> str:
    """Say that there is nothing to pay from yet."""
    return _("Pay money in first, then text again: %(link)s") % {"link": link}


def not_enough(held_pence: int, link: str) -> str:
    """Say that the wallet does not hold what it costs."""
    return _("You have %(amount)s left, and that is not enough. Pay in: %(link)s") % {
        "amount": pounds(held_pence),
        "link": link,
    }


def which_vehicle() -> str:
    """Ask which of several vehicles is meant."""
    return _("Which vehicle? Add its number to your text, like AB12CDE. Nothing was charged.")


def nothing_runs() -> str:
    """Say that there is nothing to lengthen or to stop."""
    return _("You have no parking time that is running.")
