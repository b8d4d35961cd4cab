"""The sentences that payments say themselves, in a payer's language."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.councils.rows import CouncilRow
from moothall.payments.models import BasketLine

#: Gateways refuse longer ones.
LONGEST = 255


def words_in(words: dict[str, str], language: str) -> str:
    """Return words in a language, or in the first that there is."""
    return words.get(language) or next(iter(words.values()), "")


def payment_description(council: CouncilRow, lines: Sequence[BasketLine], language: str) -> str:
    """Return what a payment is for in one line, as the gateway's page shows it."""
    with translation.override(language):
        first = words_in(lines[0].description, language)
        more = len(lines) - 1
        if more:
            first = ngettext(
                "%(first)s and %(count)d other thing", "%(first)s and %(count)d other things", more
            ) % {"first": first, "count": more}
        return _plain(f"{council.name_in(language)}: {first}")[:LONGEST]


def sold_out(language: str) -> str:
    """Say that there is none left."""
    with translation.override(language):
        return _("There is none left, or not as many as you want.")


def _plain(text: str) -> str:
    """Return a text without what a gateway's wall takes for an attack, or for a web address."""
    kept = "".join(letter if letter not in '<>|\\"`' else " " for letter in text)
    return " ".join(kept.replace("://", " ").split())
