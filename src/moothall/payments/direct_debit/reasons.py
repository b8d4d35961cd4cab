"""What banks' codes mean, and what each of them asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.payments.direct_debit.ports import AdviceKind


class Then(StrEnum):
    """What becomes of the mandate."""

    STAYS = "stays"
    PAUSED = "paused"
    ENDS = "ends"
    CHANGES = "changes"
    COMES_BACK = "comes_back"


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """
    A code in words, what becomes of the mandate, and whether an employee has something to do.

    `payer_is_told` is false where a message would hurt, as when somebody has died.
    """

    words: str | Promise
    then: Then
    to_do: bool = True
    payer_is_told: bool = True
    may_be_presented_again: bool = False


def _unpaid() -> Mapping[str, Meaning]:
    return {
        "0": Meaning(
            words=_("There was not enough money in the account"),
            then=Then.STAYS,
            may_be_presented_again=True,
        ),
        "1": Meaning(words=_("The payer cancelled the instruction"), then=Then.ENDS, to_do=False),
        "2": Meaning(words=_("The payer has died"), then=Then.ENDS, payer_is_told=False),
        "3": Meaning(words=_("The account was moved to another bank"), then=Then.PAUSED),
        "4": Meaning(words=_("The payer says that we gave no notice"), then=Then.PAUSED),
        "5": Meaning(words=_("There is no such account"), then=Then.ENDS),
        "6": Meaning(words=_("The bank holds no instruction"), then=Then.ENDS),
        "7": Meaning(words=_("The amount is not the one that was told"), then=Then.STAYS),
        "8": Meaning(words=_("The amount is not due yet"), then=Then.STAYS),
        "9": Meaning(words=_("We asked for it too late"), then=Then.STAYS),
        "A": Meaning(words=_("The bank knows another council for this"), then=Then.PAUSED),
        "B": Meaning(words=_("The account was closed"), then=Then.ENDS),
    }


def _amended() -> Mapping[str, Meaning]:
    return {
        "0": Meaning(words=_("The bank cancelled the instruction"), then=Then.ENDS),
        "1": Meaning(words=_("The payer cancelled the instruction"), then=Then.ENDS, to_do=False),
        "2": Meaning(words=_("The payer has died"), then=Then.ENDS, payer_is_told=False),
        "3": Meaning(words=_("The account was moved to another bank"), then=Then.CHANGES),
        "B": Meaning(words=_("The account was closed"), then=Then.ENDS),
        "C": Meaning(words=_("The account was moved to another branch"), then=Then.CHANGES),
        "D": Meaning(words=_("The payer says that we gave no notice"), then=Then.PAUSED),
        "E": Meaning(words=_("The bank changed the instruction"), then=Then.CHANGES),
        "R": Meaning(
            words=_("The bank put the instruction back in force"), then=Then.COMES_BACK, to_do=False
        ),
    }


def _refused() -> Mapping[str, Meaning]:
    texts = {
        "1": _("The payer cancelled the instruction"),
        "3": _("The account was moved to another bank"),
        "5": _("There is no such account"),
        "6": _("The bank holds no instruction"),
        "B": _("The account was closed"),
        "C": _("The account was moved to another branch"),
        "F": _("The account is of a kind that pays no Direct Debits"),
        "G": _("The bank allows no Direct Debits from this account"),
        "H": _("The instruction has run out"),
        "I": _("The reference is used twice"),
        "K": _("The bank cancelled the instruction"),
        "L": _("The account details are wrong"),
        "M": _("We may not send such an instruction"),
        "N": _("The branch allows no such instruction"),
        "O": _("The reference cannot be used"),
        "P": _("The payer’s name is missing"),
        "Q": _("Our name is missing"),
    }
    meanings = {code: Meaning(words=words, then=Then.ENDS) for code, words in texts.items()}
    died = Meaning(words=_("The payer has died"), then=Then.ENDS, payer_is_told=False)
    return {**meanings, "2": died}


_MEANINGS: Mapping[AdviceKind, Mapping[str, Meaning]] = MappingProxyType(
    {
        AdviceKind.UNPAID: _unpaid(),
        AdviceKind.AMENDED: _amended(),
        AdviceKind.REFUSED: _refused(),
    }
)

#: Why payers claim their money back (DDICA), by the scheme's numbers.
CLAIMS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "1": _("The amount or day was not the one that was told"),
        "2": _("The payer was not told before"),
        "3": _("The bank had cancelled the instruction"),
        "4": _("The payer had cancelled with us"),
        "5": _("The payer never agreed to a Direct Debit"),
        "6": _("The signature is not the payer’s"),
        "7": _("We asked the bank to pay it back"),
        "8": _("The payer does not know our name"),
    }
)
#: After such a claim nothing may be collected until somebody has looked.
CLAIMS_AGAINST_MANDATE = frozenset({"3", "4", "5", "6", "8"})


def meaning(kind: AdviceKind, code: str) -> Meaning:
    """Return what a code means; one that is not known is for an employee to look at."""
    known = _MEANINGS.get(kind, {}).get(code)
    return known or Meaning(words=_("Another reason"), then=Then.STAYS, payer_is_told=False)
