"""How a mail server is reached, and in words what is wrong when it is not."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from imapclient.exceptions import IMAPClientError, LoginError

from moothall.cases.mail.models import Security
from moothall.kernel.errors import MoothallError, Retry
from moothall.kernel.secrets import SecretMissing, secret

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class ServerProblem(Retry):
    """A mail server could not be reached or would not do it; the message says why, in words."""


class TokenRefused(MoothallError):
    """A mail server did not take a token, not even one that was fetched anew."""


@dataclass(frozen=True, kw_only=True)
class TokenDoor:
    """Where tokens are had, and as which application; its secrets are only named."""

    address: str
    client_id: str
    secret_name: str
    scope: str = ""
    #: Names the refresh token of whoever agreed; without it the application asks for itself.
    refresh_secret_name: str = ""


@dataclass(frozen=True)
class Door:
    """Where a mail server is, and as whom it is spoken to; the secret is only named."""

    host: str
    port: int
    security: str
    user: str
    secret_name: str
    #: Where tokens are had, if they are what the server wants in place of a password.
    tokens: TokenDoor | None = None

    @property
    def password(self) -> str:
        """
        Return the password.

        :raises SecretMissing: if the installation was not given it
        """
        return secret(self.secret_name)

    def require_safe(self) -> None:
        """
        Refuse to speak in the open, but to this machine and where that is allowed.

        :raises ServerProblem: if anybody on the way could read along
        """
        is_here = settings.INSECURE_HTTP and self.host in LOOPBACK
        if self.security == Security.NONE and not is_here:
            raise ServerProblem(
                _("Choose TLS: without it, anybody on the way could read mail and password.")
            )


@contextmanager
def problems_in_words(door: Door) -> Iterator[None]:
    """
    Say in words what goes wrong within.

    :raises ServerProblem: in place of whatever the libraries raise
    """
    try:
        yield
    except ServerProblem:
        raise
    except SecretMissing as problem:
        raise ServerProblem(
            _("The secret “%(name)s” was not given to this installation.")
            % {"name": door.secret_name}
        ) from problem
    except TokenRefused as problem:
        raise ServerProblem(
            _("Signing in was refused: %(host)s does not take our token for %(user)s.")
            % {"host": door.host, "user": door.user}
        ) from problem
    except (LoginError, smtplib.SMTPAuthenticationError) as problem:
        raise ServerProblem(
            _("%(host)s refused the user name or the password.") % {"host": door.host}
        ) from problem
    except (IMAPClientError, smtplib.SMTPException, OSError) as problem:
        raise ServerProblem(_in_words(door, problem)) from problem


def _in_words(door: Door, problem: Exception) -> str:
    where = {"host": door.host, "port": door.port, "said": str(problem)[:150]}
    if isinstance(problem, socket.gaierror):
        return _("There is no server called %(host)s.") % where
    if isinstance(problem, ssl.SSLCertVerificationError):
        return _("The certificate of %(host)s is not valid, so we did not sign in.") % where
    if isinstance(problem, ssl.SSLError):
        return _("%(host)s does not speak TLS at port %(port)s. Choose another way.") % where
    if isinstance(problem, TimeoutError):
        return _("%(host)s did not answer in time at port %(port)s.") % where
    if isinstance(problem, ConnectionRefusedError):
        return _("Nothing answers at %(host)s, port %(port)s.") % where
    return _("%(host)s would not do it: %(said)s") % where
