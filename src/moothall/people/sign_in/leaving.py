"""What a site asks when it signs somebody out (OpenID Connect RP-Initiated Logout 1.0)."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, QueryDict

from moothall.people.models import Account, SiteClient
from moothall.people.sign_in import keys, stays
from moothall.people.sign_in.provider import Provider

_SALT = "sign out of stay"
HINT_LIVES = 60


class NotLedBack(Exception):
    """The site is not known, or somebody may not be led back to there."""


@dataclass(frozen=True)
class Leaving:
    """One request to sign somebody out."""

    client: SiteClient | None
    back: str
    state: str
    sub: str
    stay: int | None

    @property
    def address(self) -> str:
        """Return where somebody goes after, or nothing."""
        if not self.back or not self.state:
            return self.back
        joined = "&" if urlsplit(self.back).query else "?"
        return f"{self.back}{joined}{urlencode({'state': self.state})}"

    def is_of(self, request: HttpRequest) -> bool:
        """Tell whether the site proves that it speaks of whoever is signed in in this browser."""
        user = request.user
        if not isinstance(user, Account):
            return False
        if self.stay is not None:
            return self.stay == stays.stay_of(request)
        if not self.sub or self.client is None:
            return False
        return self.sub == Provider().get_user_sub(self.client, user)


def hint_of(stay: int | None) -> str:
    """Return what a council's own site shows to prove in whose name it asks."""
    return dumps(stay, salt=_SALT) if stay is not None else ""


def read(query: QueryDict) -> Leaving:
    """
    Return what is asked; an ID token serves as a hint long after it has expired.

    :raises NotLedBack: if the site and the address do not belong together
    """
    said = keys.claims_in(query.get("id_token_hint", "")) or {}
    named = query.get("client_id", "") or str(said.get("aud", ""))
    client = SiteClient.objects.filter(pk=named).first() if named else None
    back = query.get("post_logout_redirect_uri", "")
    if said and said.get("aud") != named:
        raise NotLedBack
    if back and (client is None or not _may_lead_back(client, back)):
        raise NotLedBack
    return Leaving(
        client=client,
        back=back,
        state=query.get("state", ""),
        sub=str(said.get("sub", "")),
        stay=_stay_in(query.get("logout_hint", "")),
    )


def _may_lead_back(client: SiteClient, address: str) -> bool:
    if address in client.get_post_logout_redirect_uris():
        return True
    parts = urlsplit(address)
    return client.is_ours and f"{parts.scheme}://{parts.netloc}" in client.origins()


def _stay_in(hint: str) -> int | None:
    try:
        stay: int = loads(hint, salt=_SALT, max_age=HINT_LIVES)
    except BadSignature:
        return None
    return stay
