"""
Proving again who one is, before what is delicate: by password, second factor or a code by e-mail.

A code by e-mail is a way only where no second factor is set up: whoever reads somebody's mail could
else take their passkeys off. allauth has no such way and would ask nothing of those accounts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from moothall.kernel.rate_limits import allow
from moothall.people.models import Account
from moothall.people.sign_in.assurance import assurance_of

#: Whoever proved who they are so long ago is not asked again.
FRESH_FOR = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES, CODES_PER = 5, timedelta(minutes=15)
_STATE = "code_to_prove_it_again"
_SALT = "moothall.people.sign_in.again"


@dataclass(frozen=True)
class Waiting:
    """A code that was sent; `digest` is all that is kept of it."""

    digest: str
    sent_at: float
    wrong: int


def is_proven(request: HttpRequest, *, now: datetime) -> bool:
    """Tell whether whoever is signed in proved who they are only just now."""
    return now - assurance_of(request).at < FRESH_FOR


def ways(user: Account) -> list[dict[str, str]]:
    """Return the ways in which this account can prove it again, as allauth wants them."""
    flows = {flow["id"]: flow for flow in get_reauthentication_flows(user)}
    types = flows.get("mfa_reauthenticate", {}).get("types", ())
    found = []
    if "webauthn" in types:
        found.append(("passkey", _("Use a passkey"), "mfa_reauthenticate_webauthn"))
    if "totp" in types or "recovery_codes" in types:
        found.append(
            ("code", _("Use your authenticator app or a recovery code"), "mfa_reauthenticate")
        )
    if "reauthenticate" in flows:
        found.append(("password", _("Use your password"), "account_reauthenticate"))
    if not is_mfa_enabled(user):
        found.append(("mail", _("Get a code by email"), "sign-in:again"))
    return [
        {"id": name, "description": words, "url": reverse(address)}
        for name, words, address in found
    ]


def send_code(request: HttpRequest, user: Account, *, now: datetime) -> bool:
    """Send a code to the account's main address; tell whether that was still within limits."""
    if not allow(f"prove-again:{user.pk}", limit=MOST_CODES, per=CODES_PER, now=now):
        return False
    adapter = get_adapter(request)
    code: str = adapter.generate_login_code()
    request.session[_STATE] = {"digest": _digest(code), "sent_at": now.timestamp(), "wrong": 0}
    adapter.send_mail("account/email/login_code", user.email, {"code": code})
    return True


def waiting(request: HttpRequest, *, now: datetime) -> Waiting | None:
    """Return the code that waits to be typed; none if it is too old or was missed too often."""
    kept: dict[str, Any] | None = request.session.get(_STATE)
    if kept is None:
        return None
    found = Waiting(**kept)
    sent_at = datetime.fromtimestamp(found.sent_at, tz=UTC)
    if found.wrong >= MOST_TRIES or now - sent_at > timedelta(seconds=settings.CODE_LIVES):
        request.session.pop(_STATE)
        return None
    return found


def is_right(request: HttpRequest, code: str, *, now: datetime) -> bool:
    """Tell whether this is the code that was sent, and count the try if it is not."""
    sent = waiting(request, now=now)
    if sent is None:
        return False
    if constant_time_compare(_digest(code.strip()), sent.digest):
        request.session.pop(_STATE)
        return True
    request.session[_STATE] = {**request.session[_STATE], "wrong": sent.wrong + 1}
    return False


def note_proof(request: HttpRequest, user: Account) -> None:
    """Keep with the session that somebody proved with a code who they are."""
    record_authentication(request, user, method="code", email=user.email, reauthenticated=True)


def _digest(code: str) -> str:
    return salted_hmac(_SALT, code, algorithm="sha256").hexdigest()
