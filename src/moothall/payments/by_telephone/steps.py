"""
The steps of a call: what was keyed, and what is said next.

It knows of no carrier: a voice application of another kind hands in what the caller keyed and gets
sentences back. Told the same twice, it does the same once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.councils.rows import CouncilRow
from moothall.kernel.card_numbers import was_refused
from moothall.kernel.money import pence_of, pounds
from moothall.payments.by_telephone.calls import MOST_TRIES, Call, Step
from moothall.payments.by_telephone.ports import KeyedAccount, accounts_by_keypad
from moothall.payments.by_telephone.saying import Keys, Said

#: So many kinds of account are read out at once; the last key reads out more.
KINDS_AT_ONCE, MORE = 5, "9"
_YES, _NO = "1", "2"
_LANGUAGES = {"1": "en", "2": "cy"}


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """What a carrier tells: the council that was rung, from which number, and what was keyed."""

    council: CouncilRow
    caller: str
    #: None at the beginning of a call, empty where nothing was keyed in time.
    digits: str | None
    now: datetime


@dataclass(frozen=True)
class Turn:
    """How far the call has come, and what is said."""

    call: Call
    said: Said


#: How a confirmed payment goes on; see `paying`.
Pay = Callable[[Call, KeyedAccount, Keyed], Turn]


def answer(call: Call, keyed: Keyed, *, pay: Pay, text: Pay) -> Turn:
    """Return the next turn of a call."""
    with translation.override(call.language):
        if keyed.digits is None:
            return _ask(call, keyed)
        if was_refused(keyed.digits):
            warning = _("That looks like a card number. Never key it here.")
            return _again(call, keyed, warning)
        return _STEPS[call.step](call, keyed, pay, text)


def account_of(call: Call, keyed: Keyed) -> KeyedAccount | None:
    """Return the account that was keyed."""
    keeper, _colon, kind = call.kind.partition(":")
    if keeper not in accounts_by_keypad:
        return None
    return accounts_by_keypad.get(keeper).find(
        keyed.council.id, kind, call.reference, on=localdate(keyed.now)
    )


def say(call: Call, *sentences: str, keys: Keys | None = None) -> Said:
    """Return sentences in the language of the call."""
    return Said(sentences=tuple((call.language, one) for one in sentences), keys=keys)


def _language(call: Call, keyed: Keyed, _pay: Pay, _text: Pay) -> Turn:
    language = _LANGUAGES.get(keyed.digits or "")
    if language is None or language not in keyed.council.languages:
        return _again(call, keyed)
    return _to_kinds(replace(call, language=language), keyed)


def _to_kinds(call: Call, keyed: Keyed) -> Turn:
    with translation.override(call.language):
        kinds = _kinds(call, keyed)
        if not kinds:
            words = _("You cannot pay by phone here yet. Go to our website. Goodbye.")
            return Turn(call, say(call, words))
        if len(kinds) == 1:
            return _ask(replace(call, kind=next(iter(kinds))).at(Step.REFERENCE), keyed)
        return _ask(call.at(Step.KIND), keyed)


def _kind(call: Call, keyed: Keyed, _pay: Pay, _text: Pay) -> Turn:
    kinds = list(_kinds(call, keyed))
    digits = keyed.digits or ""
    if digits == MORE and len(kinds) > KINDS_AT_ONCE:
        pages = -(-len(kinds) // KINDS_AT_ONCE)
        return _ask(replace(call, page=(call.page + 1) % pages).at(Step.KIND), keyed)
    offered = _read_out(call, kinds)
    place = int(digits) if digits.isdecimal() else 0
    if not 1 <= place <= len(offered):
        return _again(call, keyed)
    return _ask(replace(call, kind=offered[place - 1]).at(Step.REFERENCE), keyed)


def _reference(call: Call, keyed: Keyed, _pay: Pay, _text: Pay) -> Turn:
    named = replace(call, reference=(keyed.digits or "").replace("*", "")[:60])
    if not named.reference or account_of(named, keyed) is None:
        return _again(call, keyed, _("We do not know this number."))
    return _ask(named.at(Step.AMOUNT), keyed)


def _amount(call: Call, keyed: Keyed, _pay: Pay, _text: Pay) -> Turn:
    pence = _pence(keyed.digits or "")
    account = account_of(call, keyed)
    if account is None or not max(1, account.least_pence) <= pence <= account.most_pence:
        return _again(call, keyed, _("This is not an amount that we can take."))
    return _ask(replace(call, pence=pence).at(Step.CONFIRM), keyed)


def _confirm(call: Call, keyed: Keyed, pay: Pay, _text: Pay) -> Turn:
    account = account_of(call, keyed)
    if account is None or keyed.digits == _NO:
        return _ask(replace(call, reference="", pence=0).at(Step.REFERENCE), keyed)
    if keyed.digits != _YES:
        return _again(call, keyed)
    return pay(call, account, keyed)


def _text_step(call: Call, keyed: Keyed, _pay: Pay, text: Pay) -> Turn:
    account = account_of(call, keyed)
    if keyed.digits == _NO or account is None:
        return Turn(call, say(call, _("Nothing was taken. Goodbye.")))
    if keyed.digits != _YES:
        return _again(call, keyed)
    return text(call, account, keyed)


_STEPS: Mapping[Step, Callable[[Call, Keyed, Pay, Pay], Turn]] = {
    Step.LANGUAGE: _language,
    Step.KIND: _kind,
    Step.REFERENCE: _reference,
    Step.AMOUNT: _amount,
    Step.CONFIRM: _confirm,
    Step.TEXT: _text_step,
}


def _again(call: Call, keyed: Keyed, why: str = "") -> Turn:
    """Ask once more, or end the call after so many tries."""
    tried = call.once_more()
    if tried.tries >= MOST_TRIES:
        sorry = _("Sorry, that did not work. Nothing was taken. Goodbye.")
        return Turn(tried, say(call, *((why, sorry) if why else (sorry,))))
    turn = _ask(tried, keyed)
    first = ((call.language, why),) if why else ()
    return Turn(turn.call, replace(turn.said, sentences=first + turn.said.sentences))


def _ask(call: Call, keyed: Keyed) -> Turn:
    """Ask what belongs to the step."""
    with translation.override(call.language):
        match call.step:
            case Step.LANGUAGE:
                return _greeting(call, keyed)
            case Step.KIND:
                return Turn(call, say(call, _menu(call, keyed), keys=Keys(count=1)))
            case Step.REFERENCE:
                words = _("Key the number of your account, then press hash.")
                return Turn(call, say(call, words, keys=Keys()))
            case Step.AMOUNT:
                words = _(
                    "Key how much you pay, in pounds. "
                    "Press star before the pence, and hash at the end."
                )
                return Turn(call, say(call, words, keys=Keys()))
            case Step.CONFIRM:
                return Turn(call, say(call, _read_back(call, keyed), keys=Keys(count=1)))
            case Step.TEXT:
                words = _(
                    "We send a link to the phone that you ring from. You pay on its page. "
                    "For the link, press 1. To end the call, press 2."
                )
                return Turn(call, say(call, words, keys=Keys(count=1)))


def ask_for_text(call: Call, keyed: Keyed) -> Turn:
    """Ask whether the link may be texted."""
    return _ask(call.at(Step.TEXT), keyed)


def _greeting(call: Call, keyed: Keyed) -> Turn:
    council = keyed.council
    if "cy" not in council.languages:
        turn = _to_kinds(replace(call, language="en"), keyed)
        hello = (("en", f"{council.name}."),)
        return Turn(turn.call, replace(turn.said, sentences=hello + turn.said.sentences))
    sentences = (
        ("cy", f"{council.name_in('cy')}. I dalu yn Gymraeg, pwyswch 2."),
        ("en", f"{council.name_in('en')}. To pay in English, press 1."),
    )
    return Turn(call, Said(sentences=sentences, keys=Keys(count=1)))


def _read_back(call: Call, keyed: Keyed) -> str:
    account = account_of(call, keyed)
    what = _kinds(call, keyed).get(call.kind, "")
    return _(
        "You pay %(amount)s for %(what)s, number %(digits)s. If this is right, press 1. "
        "To begin again, press 2."
    ) % {
        "amount": pounds(call.pence),
        "what": what,
        "digits": " ".join(account.reference if account else call.reference),
    }


def _kinds(call: Call, keyed: Keyed) -> Mapping[str, str]:
    """Return what each kind of account is called, by who keeps it and its key, in order."""
    on = localdate(keyed.now)
    return {
        f"{keeper.key}:{kind}": label
        for keeper in accounts_by_keypad
        for kind, label in keeper.kinds(keyed.council.id, call.language, on=on).items()
    }


def _read_out(call: Call, kinds: Sequence[str]) -> Sequence[str]:
    """Return the kinds that this part of the menu offers."""
    first = call.page * KINDS_AT_ONCE
    return kinds[first : first + KINDS_AT_ONCE]


def _menu(call: Call, keyed: Keyed) -> str:
    kinds = _kinds(call, keyed)
    said = [
        _("For %(what)s, press %(number)s.") % {"what": kinds[kind], "number": number}
        for number, kind in enumerate(_read_out(call, list(kinds)), 1)
    ]
    if len(kinds) > KINDS_AT_ONCE:
        said.append(_("For something else, press %(number)s.") % {"number": MORE})
    return " ".join(said)


def _pence(keys: str) -> int:
    """Return the amount of keys such as 12*50 or 12, or nothing if it is none."""
    pounds_, star, pence = keys.partition("*")
    if not pounds_.isdecimal() or (star and not pence.isdecimal()):
        return 0
    try:
        return pence_of(f"{pounds_}.{pence}" if star else pounds_)
    except ValueError:
        return 0
