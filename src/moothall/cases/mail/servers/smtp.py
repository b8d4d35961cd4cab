"""Handing letters over by SMTP."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from moothall.cases.mail.models import Security
from moothall.cases.mail.servers.doors import Door, problems_in_words
from moothall.cases.mail.servers.tokens import MECHANISM, as_xoauth2, sign_in_by_token
from moothall.kernel.errors import GiveUp, MoothallError, Retry

_TO_ANSWER = 60.0
#: From here on a mail server's answer is for good (RFC 5321, 4.2.1).
_FOR_GOOD = 500
_TAKEN = frozenset({250, 251})


class LostAnswer(MoothallError):
    """The connection broke while a letter went over: nobody knows whether it arrived."""


@contextmanager
def signed_in(door: Door) -> Iterator[smtplib.SMTP]:
    """
    Sign in to a mail server until the block ends.

    :raises ServerProblem: in words, if that is not possible
    """
    door.require_safe()
    client: smtplib.SMTP | None = None
    try:
        with problems_in_words(door):
            client = _connected(door)
            if door.user:
                _sign_in(client, door)
        yield client
    finally:
        if client is not None:
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()


def hand_over(
    door: Door, *, sender: str, recipient: str, content: bytes, before: Callable[[], None]
) -> None:
    """
    Hand one letter over; `before` is called when it is about to leave us.

    :raises Retry: if the server cannot be reached or asks to come again
    :raises GiveUp: if it refuses the letter or its reader for good
    :raises LostAnswer: if the connection broke while the letter went over
    """
    with signed_in(door) as client:
        options = [] if recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            _require(client.mail(sender, options))
            _require(client.rcpt(recipient))
        except (smtplib.SMTPException, OSError, UnicodeError) as problem:
            if isinstance(problem, UnicodeError):
                raise GiveUp("The server takes no such address.") from problem
            raise Retry(f"The connection to the mail server broke: {problem}") from problem
        before()
        try:
            answer = client.data(content)
        except smtplib.SMTPDataError as problem:
            answer = (problem.smtp_code, _bytes(problem.smtp_error))
        except (smtplib.SMTPException, OSError) as problem:
            raise LostAnswer(f"The connection to the mail server broke: {problem}") from problem
        _require(answer)


def _connected(door: Door) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if door.security == Security.TLS:
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            door.host, door.port, timeout=_TO_ANSWER, context=context
        )
    else:
        client = smtplib.SMTP(door.host, door.port, timeout=_TO_ANSWER)
    client.ehlo_or_helo_if_needed()
    if door.security == Security.STARTTLS:
        client.starttls(context=context)
        client.ehlo()
    return client


def _sign_in(client: smtplib.SMTP, door: Door) -> None:
    if door.tokens is None:
        client.login(door.user, door.password)
        return

    def try_with(token: str) -> bool:
        said = iter((as_xoauth2(door.user, token),))
        try:
            client.auth(MECHANISM, lambda _challenge=None: next(said, ""))
        except smtplib.SMTPAuthenticationError:
            return False
        return True

    sign_in_by_token(door.tokens, try_with)


def _require(answer: tuple[int, bytes]) -> None:
    code, said = answer
    if code in _TAKEN:
        return
    words = f"{code} {said.decode('utf-8', 'replace')}"[:250]
    if code >= _FOR_GOOD:
        raise GiveUp(f"The mail server refused the letter: {words}")
    raise Retry(f"The mail server asks to come again later: {words}")


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
