"""
What a page says to somebody whom an identity provider did not sign in.

Words only: the page, its links and the log are the view's. Each text is translated when it is
asked for, in the language of the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from django.utils.translation import gettext, gettext_noop

from moothall.kernel.errors import Retry
from moothall.people.ports import RefusalReason, SignInRefused


@dataclass(frozen=True)
class RefusalWords:
    """A page's words: its title, what happened, and what the person can do, a paragraph each."""

    title: str
    happened: str
    to_do: tuple[str, ...]
    status: int
    #: Whether a button "Try again" makes sense.
    may_try_again: bool = True


_NOTHING_CHANGED = gettext_noop("You are not signed in. Nothing has been changed.")
_NOTHING_ELSE_CHANGED = gettext_noop("Nothing has been changed.")
_TRY_AGAIN = gettext_noop("Try again.")
_OTHER_WAY = gettext_noop("You can also sign in another way, or ask us to help you.")
_ASK_US = gettext_noop("You can also ask us to help you.")
_LATER = gettext_noop("Try again in a few minutes.")
_TELL_US = gettext_noop("Tell us if it happens again.")

_WORDS: Mapping[RefusalReason, RefusalWords] = MappingProxyType(
    {
        RefusalReason.CANCELLED: RefusalWords(
            gettext_noop("You did not finish signing in"),
            gettext_noop("You left %(provider)s before the end, or it could not go on."),
            (_NOTHING_CHANGED, _TRY_AGAIN, _OTHER_WAY),
            HTTPStatus.OK,
        ),
        RefusalReason.TEMPORARILY_UNAVAILABLE: RefusalWords(
            gettext_noop("%(provider)s is not working at the moment"),
            gettext_noop("We asked %(provider)s who you are, but it did not answer."),
            (_NOTHING_CHANGED, _LATER, _OTHER_WAY),
            HTTPStatus.SERVICE_UNAVAILABLE,
        ),
        RefusalReason.LEVEL_TOO_LOW: RefusalWords(
            gettext_noop("We need a stronger sign-in"),
            gettext_noop(
                "This service needs more than you used to sign in with %(provider)s, "
                "such as a code from your phone."
            ),
            (_NOTHING_CHANGED, gettext_noop("Try again, and follow every step."), _OTHER_WAY),
            HTTPStatus.FORBIDDEN,
        ),
        RefusalReason.IDENTITY_NOT_PROVEN: RefusalWords(
            gettext_noop("You have not proved who you are"),
            gettext_noop("%(provider)s could not make sure who you are."),
            (
                gettext_noop("This does not mean that you did something wrong."),
                gettext_noop("You can try again with another document, such as a passport."),
                gettext_noop("You can also ask us to help you. We can check who you are."),
            ),
            HTTPStatus.FORBIDDEN,
        ),
        RefusalReason.EMAIL_NOT_VERIFIED: RefusalWords(
            gettext_noop("Confirm your email address first"),
            gettext_noop("%(provider)s does not know yet that your email address is yours."),
            (
                gettext_noop("Confirm it with %(provider)s, then try again."),
                _OTHER_WAY,
            ),
            HTTPStatus.FORBIDDEN,
        ),
        RefusalReason.EXPIRED: RefusalWords(
            gettext_noop("Signing in took too long"),
            gettext_noop(
                "To keep you safe, a sign-in must end soon after it began and works only once."
            ),
            (_NOTHING_CHANGED, _TRY_AGAIN, _OTHER_WAY),
            HTTPStatus.BAD_REQUEST,
        ),
        RefusalReason.STATE_LOST: RefusalWords(
            gettext_noop("We lost track of your sign-in"),
            gettext_noop(
                "This happens if you change the browser, use an old link, "
                "or if your browser keeps no cookies."
            ),
            (
                _NOTHING_CHANGED,
                gettext_noop("Try again, and stay in this browser until the end."),
                gettext_noop("Make sure that your browser allows cookies."),
            ),
            HTTPStatus.BAD_REQUEST,
        ),
        RefusalReason.BAD_TOKEN: RefusalWords(
            gettext_noop("We could not sign you in safely"),
            gettext_noop("The answer that came from %(provider)s was not as it must be."),
            (_NOTHING_CHANGED, _TRY_AGAIN, _TELL_US, _OTHER_WAY),
            HTTPStatus.BAD_GATEWAY,
        ),
        RefusalReason.MISCONFIGURED: RefusalWords(
            gettext_noop("There is a problem with signing in"),
            gettext_noop(
                "%(provider)s and we do not work together as we should. It is not your fault."
            ),
            (
                gettext_noop("We have been told about it."),
                _OTHER_WAY,
            ),
            HTTPStatus.BAD_GATEWAY,
            may_try_again=False,
        ),
    }
)


#: What is said instead to somebody who is signed in, and was to prove more.
_TO_THE_SIGNED_IN: Mapping[str, str] = MappingProxyType(
    {_NOTHING_CHANGED: _NOTHING_ELSE_CHANGED, _OTHER_WAY: _ASK_US}
)


def words_for(
    problem: SignInRefused | Retry, *, provider: str, is_signed_in: bool = False
) -> RefusalWords:
    """Return the words of a page, in its language; `provider` is the supplier's label."""
    reason = (
        problem.reason
        if isinstance(problem, SignInRefused)
        else RefusalReason.TEMPORARILY_UNAVAILABLE
    )
    words, named = _WORDS[reason], {"provider": provider}
    return RefusalWords(
        title=gettext(words.title) % named,
        happened=gettext(words.happened) % named,
        to_do=tuple(
            gettext(_TO_THE_SIGNED_IN.get(line, line) if is_signed_in else line) % named
            for line in words.to_do
        ),
        status=int(words.status),
        may_try_again=words.may_try_again,
    )
